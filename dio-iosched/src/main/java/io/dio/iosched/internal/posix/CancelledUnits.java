// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.Unit;
import java.util.IdentityHashMap;
import java.util.function.Consumer;

/**
 * The units that are cancelled before they start. Until they have ended, later units still wait for
 * them. The lock of {@link SharedWork} guards it, except where a method says otherwise.
 */
final class CancelledUnits {
  private final OperationCounters counters = new OperationCounters();
  private IdentityHashMap<Unit, Boolean> units = new IdentityHashMap<>();

  /** The number of units that the map can take without allocation. */
  private int room;

  boolean isEmpty() {
    return units.isEmpty();
  }

  /** Makes sure that adding {@code more} units does not allocate. */
  void makeRoom(int more) {
    int needed = units.size() + more;
    if (needed > room) {
      IdentityHashMap<Unit, Boolean> larger = new IdentityHashMap<>(2 * needed);
      larger.putAll(units);
      units = larger;
      room = 2 * needed;
    }
  }

  /**
   * Adds a unit, for which there is {@linkplain #makeRoom room}. It is counted now, before it is
   * published, so that the statistics contain every operation that a caller has seen done.
   */
  void add(Unit unit) {
    units.put(unit, Boolean.TRUE);
    unit.countUnissued(counters, -Errno.ECANCELED);
  }

  /** Publishes the result of a unit that was added. Call it without the lock. */
  static void publish(Unit unit) {
    unit.cancelRequested();
    unit.publishUnissued(-Errno.ECANCELED);
  }

  /** Notes that a unit has ended. */
  void remove(Unit unit) {
    units.remove(unit);
  }

  void forEach(Consumer<Unit> action) {
    units.keySet().forEach(action);
  }

  /** {@return the counts of all units that were added} Any thread may read them. */
  OperationCounters counters() {
    return counters;
  }
}
