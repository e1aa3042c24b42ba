// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.Unit;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The units that have left the queue and that no worker executes. The threads that wait for them
 * took some back, to make them. The others are cancelled. Until a unit has ended, later units still
 * wait for it.
 *
 * <p>The lock of {@link SharedWork} guards it, except where a method says otherwise.
 */
final class UnitsWithoutWorker {
  private final WaitingUnits waiting;
  private final Set<Unit> takenBack = Collections.newSetFromMap(new IdentityHashMap<>());
  private final OperationCounters cancelCounters = new OperationCounters();
  private IdentityHashMap<Unit, Boolean> cancelled = new IdentityHashMap<>();

  /** The number of units that {@link #cancelled} can take without allocation. */
  private int room;

  /**
   * Creates an object without units.
   *
   * @param waiting the queue that the units leave
   */
  UnitsWithoutWorker(WaitingUnits waiting) {
    this.waiting = waiting;
  }

  // ---- take back ----

  /**
   * Takes a unit out of the queue, for the thread that waits for it. {@return whether it was there}
   */
  boolean takeBack(Unit unit) {
    // Both may allocate, so they come before the unit leaves the queue. The set comes last, because
    // nothing would take the unit out of it again.
    Predicate<Unit> isIt = each -> each == unit;
    takenBack.add(unit);
    boolean found = waiting.removeIf(isIt) != null;
    if (!found) {
      takenBack.remove(unit);
    }
    return found;
  }

  /** Notes that the thread does not make a unit that it took back. */
  void notMade(Unit unit) {
    takenBack.remove(unit);
  }

  /** Requests cancellation of the units that were taken back. */
  void requestCancel() {
    takenBack.forEach(Unit::cancelRequested);
  }

  // ---- cancel ----

  /**
   * Removes units from the queue, because they are cancelled. The steps that allocate come first,
   * so either all units are removed or none.
   *
   * <p>The units are counted now, before they are published, so that the statistics contain every
   * operation that a caller has seen done.
   *
   * @return the units; each must be {@linkplain #publishCancelled published}
   */
  Unit[] cancel(Predicate<Unit> which) {
    Unit[] removed = new Unit[waiting.count(which)];
    makeRoom(removed.length);
    Unit rest = waiting.removeIf(which);
    for (int i = 0; i < removed.length; i++) {
      Unit unit = rest;
      rest = unit.next;
      unit.next = null;
      removed[i] = unit;
      cancelled.put(unit, Boolean.TRUE);
      unit.countUnissued(cancelCounters, -Errno.ECANCELED);
    }
    return removed;
  }

  /** Makes sure that adding {@code more} cancelled units does not allocate. */
  private void makeRoom(int more) {
    int needed = cancelled.size() + more;
    if (needed > room) {
      IdentityHashMap<Unit, Boolean> larger = new IdentityHashMap<>(2 * needed);
      larger.putAll(cancelled);
      cancelled = larger;
      room = 2 * needed;
    }
  }

  /** Publishes the result of a unit that is cancelled. Call it without the lock. */
  static void publishCancelled(Unit unit) {
    unit.cancelRequested();
    unit.publishUnissued(-Errno.ECANCELED);
  }

  /** {@return the counts of all units that were cancelled} Any thread may read them. */
  OperationCounters cancelCounters() {
    return cancelCounters;
  }

  // ---- both ----

  /** Notes that a unit has ended; units that waited for it may start. Allocates nothing. */
  void ended(Unit unit) {
    if (!takenBack.remove(unit)) {
      cancelled.remove(unit);
    }
    waiting.ended(unit);
  }

  boolean isEmpty() {
    return takenBack.isEmpty() && cancelled.isEmpty();
  }

  void forEach(Consumer<Unit> action) {
    takenBack.forEach(action);
    cancelled.keySet().forEach(action);
  }
}
