// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.function.Consumer;

/**
 * The units that were accepted for a {@link SharedWork} and are not in its queue yet. They were
 * handed over on a stack, or they are deferred, so that the threads that wait for them can make
 * them.
 *
 * <p>The lock of {@link SharedWork} guards the methods of its holder.
 */
final class Arrivals {
  /** The number of looks at the stack between two readings of the clock. */
  private static final int LOOKS = 64;

  /** The longest wait for the next read to copy: as long as the copy of 64 KiB takes, and more. */
  private static final long LOOK_NANOS = 20_000;

  private final SubmissionStack stack = new SubmissionStack();
  private final Settlement settlement = new Settlement();
  private final DeferredUnits deferred = new DeferredUnits(settlement);
  private final BriefSleeps briefSleeps = new BriefSleeps(deferred);

  /** Holds a deferred unit behind the calls that it must wait for; may fail for want of memory. */
  private final Consumer<Unit> holder;

  /**
   * The units that {@link #moveTo} has taken and not moved yet, linked oldest first. There are some
   * only if it has failed, and the next call moves them.
   */
  private Unit taken;

  /** As {@link #taken}, of those that were deferred; they come first. */
  private Unit takenDeferred;

  /** The rest of {@link #takenDeferred} that the holder has not seen. */
  private Unit unseen;

  /** Whether the units of the stack were taken, and the deferred ones not yet. */
  private boolean takesDeferred;

  Arrivals(Consumer<Unit> holder) {
    this.holder = holder;
  }

  // ---- any thread ----

  /** Hands over a list of units. {@return false if it is closed} */
  boolean push(Unit newest, Unit oldest) {
    settlement.give(newest, oldest);
    return stack.push(newest, oldest) != SubmissionStack.Push.REFUSED;
  }

  /** {@return the deferred units; the methods for any thread may be called} */
  DeferredUnits deferred() {
    return deferred;
  }

  // ---- the holder of the lock ----

  /**
   * Moves what was handed over to {@code waiting}, and what is deferred and has no thread that
   * waits for it. If it fails, the next call goes on with the units that it has taken.
   *
   * @return whether a deferred unit was moved
   */
  boolean moveTo(WaitingUnits waiting) {
    boolean moved = false;
    boolean wasRest;
    do {
      wasRest = hasTaken();
      take();
      while (unseen != null) {
        holder.accept(unseen);
        unseen = unseen.next;
      }
      moved |= takenDeferred != null;
      moveTakenTo(waiting);
    } while (wasRest);
    return moved;
  }

  /**
   * Takes the units of the stack and then the deferred ones, as {@link BriefSleeps#takeDeferred}
   * demands, unless there is a rest.
   */
  private void take() {
    if (!hasTaken()) {
      takesDeferred = true;
      taken = stack.take();
    }
    if (takesDeferred) {
      takenDeferred = briefSleeps.takeDeferred();
      unseen = takenDeferred;
      takesDeferred = false;
    }
  }

  private boolean hasTaken() {
    return taken != null || takenDeferred != null || takesDeferred;
  }

  private void moveTakenTo(WaitingUnits waiting) {
    Unit first = takenDeferred;
    takenDeferred = null;
    accept(first, waiting);
    Unit then = taken;
    taken = null;
    accept(then, waiting);
  }

  private void accept(Unit oldest, WaitingUnits waiting) {
    for (Unit unit = oldest; unit != null; unit = unit.next) {
      settlement.take(unit);
    }
    waiting.accept(oldest);
  }

  /** Refuses all later units. {@link #moveTo} must follow. Allocates nothing. */
  void close() {
    briefSleeps.stop();
    taken = append(taken, stack.takeFinal());
    Unit rest = briefSleeps.takeDeferred();
    takesDeferred = false;
    takenDeferred = append(takenDeferred, rest);
    unseen = unseen == null ? rest : unseen;
  }

  private static Unit append(Unit oldest, Unit more) {
    if (oldest == null) {
      return more;
    }
    Unit last = oldest;
    while (last.next != null) {
      last = last.next;
    }
    last.next = more;
    return oldest;
  }

  /**
   * Refuses all later units, and moves all others. The workers have failed, so the units will not
   * start and nothing need be held. Allocates nothing.
   */
  void closeForGood(WaitingUnits waiting) {
    close();
    unseen = null;
    moveTakenTo(waiting);
  }

  /** The only worker that has nothing to do, without the lock: waits briefly for a unit. */
  void lookForWork() {
    long begunNanos = System.nanoTime();
    do {
      for (int i = 0; i < LOOKS; i++) {
        if (stack.hasWork()) {
          return;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - begunNanos < LOOK_NANOS);
  }

  /** {@return whether units were handed over} */
  boolean hasHandedOver() {
    return stack.hasWork();
  }

  /**
   * {@return whether no unit was handed over, and none is left from a call of {@link #moveTo} that
   * failed}
   */
  boolean isEmpty() {
    return !hasTaken() && !stack.hasWork();
  }

  /** {@return whether there may be deferred units, so that a worker must look for them} */
  boolean mustBeWatched() {
    return briefSleeps.areOn() || briefSleeps.hasEnded();
  }

  /** Notes that the watching worker has slept. {@return whether it may go on sleeping} */
  boolean maySleepOn() {
    return briefSleeps.areOn() && isEmpty() && briefSleeps.goOn();
  }

  /** Notes that a worker has ended {@code unit}, whose waiters are not woken yet. */
  void completed(Unit unit) {
    if (unit instanceof Submission submission) {
      briefSleeps.completed(submission);
    }
  }

  /** As {@link BriefSleeps#synced}. */
  void synced(int count) {
    briefSleeps.synced(count);
  }

  /**
   * Lets other threads know if all units of {@code waiting} have ended, except syncs. Never throws:
   * without the knowledge, the workers make barriers.
   */
  void tellIfSettled(WaitingUnits waiting) {
    try {
      if (briefSleeps.areOn() && waiting.isSettled()) {
        settlement.settled();
      }
    } catch (OutOfMemoryError _) {
      // The question needs a little memory.
    }
  }
}
