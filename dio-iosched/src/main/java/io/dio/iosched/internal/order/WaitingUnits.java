// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Unit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All units that an engine has accepted and not started. A unit waits in the queue for its turn. If
 * it must wait for other units when its turn comes, it waits at the gate. Every unit is in exactly
 * one of the two, so an engine that cancels or fails finds each of them here.
 *
 * <p>Only the owner uses it: the coordinator's thread, or a worker that holds the lock.
 */
public final class WaitingUnits {
  @SuppressWarnings("UnnecessaryLambda") // a lambda at its place of use would allocate there
  private static final Predicate<Unit> ANY = _ -> true;

  private final UnitQueue queue = new UnitQueue();
  private final OrderingGate gate = new OrderingGate();

  /** The units that have left this object and not ended, each once. */
  private final Iterable<Unit> running;

  /** Created once: when a unit ends, units that waited for it may be free to start. */
  private final Consumer<Unit> putBack = queue::putBack;

  /**
   * Creates an empty object.
   *
   * @param running the units that have left this object and not ended, each once; iterated only if
   *     a unit may have to wait for one
   */
  public WaitingUnits(Iterable<Unit> running) {
    this.running = running;
  }

  /** {@return whether no unit waits} */
  public boolean isEmpty() {
    return queue.isEmpty() && gate.isEmpty();
  }

  /** {@return whether a unit is in the queue, so that {@link #next} may find one} */
  public boolean hasQueued() {
    return !queue.isEmpty();
  }

  /** Accepts a batch of units, linked oldest first. */
  public void accept(Unit oldest) {
    queue.accept(oldest);
  }

  // ---- start ----

  /**
   * {@return the first unit that may start, or null} The unit stays the head of the queue, linked
   * to those behind it, until {@link #remove}. Units before it that must wait are moved to the
   * gate.
   */
  public Unit next() {
    while (!queue.isEmpty()) {
      Unit head = queue.head();
      if (!head.op.ordered || !gate.holdsBack(head, running)) {
        return head;
      }
      queue.remove();
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
    return gate.count(which) + queue.count(which);
  }

  /**
   * Removes the waiting units that match {@code which}; the caller must end them. Allocates
   * nothing. {@return these units, linked oldest first, or null}
   */
  public Unit removeIf(Predicate<Unit> which) {
    return gate.removeIf(which, queue.removeIf(which));
  }

  /** Removes all waiting units, as {@link #removeIf} does. */
  public Unit removeAll() {
    return removeIf(ANY);
  }
}
