// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All units that an engine has accepted and not started. A unit waits in the queue for its turn. If
 * it must wait for other units when its turn comes, it waits at the gate. If its next step is a
 * sync, it then gathers with others for a shared one. Every unit is in exactly one of the three, so
 * an engine that cancels or fails finds each of them here.
 *
 * <p>Only the owner uses it: the coordinator's thread, or a worker that holds the lock.
 */
public final class WaitingUnits {
  private static final Predicate<Unit> ANY = new Any();

  private final UnitList queue = new UnitList();
  private final OrderingGate gate = new OrderingGate();
  private final SharedSyncs syncs = new SharedSyncs();
  private long acceptances;

  /** The units that have left the queue and not ended, except those at the gate, each once. */
  private final RunningUnits started;

  /** Created once: when a unit ends, units that waited for it may be free to start. */
  private final Consumer<Unit> putBack = new PutBack();

  /** Created when it is first needed, and then kept: the question comes with many turns. */
  private SyncsOnly syncsOnly;

  /**
   * Creates an empty object.
   *
   * @param running the units that have left this object and not ended; looked through only if a
   *     unit may have to wait for one
   */
  public WaitingUnits(RunningUnits running) {
    this.started = new Started(running, syncs);
  }

  private static final class Any implements Predicate<Unit> {
    @Override
    public boolean test(Unit unit) {
      return true;
    }
  }

  /** Finds out whether all units that it gets are syncs. */
  private static final class SyncsOnly implements Consumer<Unit> {
    boolean isTrue;

    @Override
    public void accept(Unit unit) {
      isTrue &= unit instanceof Submission && unit.op.isSharedSync();
    }
  }

  private final class PutBack implements Consumer<Unit> {
    @Override
    public void accept(Unit unit) {
      queue.putBack(unit);
    }
  }

  private record Started(RunningUnits running, SharedSyncs syncs) implements RunningUnits {
    @Override
    public void forEach(Consumer<Unit> action) {
      running.forEach(action);
      syncs.forEach(action);
    }
  }

  /** {@return whether no unit waits} */
  public boolean isEmpty() {
    return queue.isEmpty() && gate.isEmpty() && syncs.isEmpty();
  }

  /** {@return whether no unit waits or has started and not ended, except syncs} */
  public boolean isSettled() {
    if (!queue.isEmpty() || !gate.isEmpty()) {
      return false;
    }
    if (syncsOnly == null) {
      syncsOnly = new SyncsOnly();
    }
    syncsOnly.isTrue = true;
    started.forEach(syncsOnly);
    return syncsOnly.isTrue;
  }

  /** {@return whether {@link #nextSync} may find a sync for units that have gathered} */
  public boolean hasDueSync() {
    return syncs.hasDue();
  }

  /** {@return whether {@link #next} or {@link #nextSync} may find something to start} */
  public boolean hasQueued() {
    return !queue.isEmpty() || syncs.hasDue();
  }

  /**
   * {@return whether one of the queued units is not {@code expected}, or a sync is due} It takes as
   * long as there are expected units at the front.
   */
  public boolean hasQueuedOtherThan(Predicate<Unit> expected) {
    return syncs.hasDue() || queue.hasOtherThan(expected);
  }

  /** Numbers the units of a batch, linked oldest first, and accepts them. */
  public void accept(Unit oldest) {
    Unit rest = oldest;
    while (rest != null) {
      Unit unit = rest;
      rest = unit.next;
      unit.next = null;
      unit.accepted(acceptances++);
      queue.append(unit);
    }
  }

  // ---- start ----

  /**
   * {@return the first unit that may start, or null} The unit stays the head of the queue, linked
   * to those behind it, until {@link #remove}. Units before it that must wait are moved to the
   * gate, and those that need a sync gather for {@link #nextSync}.
   */
  public Unit next() {
    while (!queue.isEmpty()) {
      Unit head = queue.head();
      if (head.op.ordered && gate.holdsBack(head, started)) {
        queue.remove();
      } else if (head instanceof Submission submission && submission.needsSync()) {
        // The step that allocates comes first, so that the unit is always in a list.
        syncs.prepareToGather(submission);
        queue.remove();
        syncs.gather(submission);
      } else {
        return head;
      }
    }
    return null;
  }

  /** Removes the unit that {@link #next} found, because it starts or ends now. */
  public void remove() {
    queue.remove();
  }

  /** Removes the unit that {@link #next} found and those behind it, {@code count} in all. */
  public void remove(int count) {
    for (int i = 0; i < count; i++) {
      queue.remove();
    }
  }

  /** Puts a unit that had started back to the front of the queue. */
  public void putBack(Unit unit) {
    queue.putBack(unit);
  }

  // ---- shared syncs ----

  /**
   * {@return a sync that may start, for all submissions that gathered for it, or null} Those at the
   * head of the queue gather first. All stay here until {@link #syncBegins}.
   */
  public SharedSync nextSync() {
    next();
    return syncs.next();
  }

  /** Removes the members of the sync that {@link #nextSync} returned last. */
  public void syncBegins() {
    syncs.begin();
  }

  /** Notes that the call of a shared sync has ended. Allocates nothing. */
  public void syncEnded(SharedSync sync) {
    syncs.ended(sync.request().target());
  }

  /**
   * Decides how a durable write that starts is made durable. It has one operation, or it is the
   * first of a run; {@code behind} is what is linked behind it in the queue. {@link
   * #durableWriteEnded} must follow.
   *
   * @return whether it only writes its bytes, and shares a sync with others afterwards
   */
  public boolean durableWriteStarts(Submission first, Unit behind) {
    boolean more =
        behind instanceof Submission next
            && first.op.sharesTarget(next.op)
            && (next.needsSync() || next.mayShareSync());
    return syncs.writeStarts(first.op.target(), more);
  }

  /** Notes that a durable write has ended or was written. Allocates nothing. */
  public void durableWriteEnded(Submission first) {
    syncs.writeEnded(first.op.target());
  }

  // ---- order ----

  /** Notes that {@code unit} has ended; units that waited for it may start. Allocates nothing. */
  public void ended(Unit unit) {
    gate.ended(unit, putBack);
  }

  /** Notes that {@code unit} is no longer {@linkplain Unit#holdOutside held outside}. */
  public void released(Unit unit) {
    unit.releaseOutside();
    if (gate.released(unit)) {
      queue.putBack(unit);
    }
  }

  // ---- retire ----

  /** {@return the number of waiting units that match {@code which}} */
  public int count(Predicate<Unit> which) {
    return gate.count(which) + syncs.count(which) + queue.count(which);
  }

  /**
   * Removes the waiting units that match {@code which}; the caller must end them. Allocates
   * nothing. {@return these units, linked oldest first, or null}
   */
  public Unit removeIf(Predicate<Unit> which) {
    return gate.removeIf(which, syncs.removeIf(which, queue.removeIf(which, null)));
  }

  /** Removes all waiting units, as {@link #removeIf} does. */
  public Unit removeAll() {
    return removeIf(ANY);
  }
}
