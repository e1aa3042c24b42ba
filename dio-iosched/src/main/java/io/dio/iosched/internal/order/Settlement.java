// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells whether all units that an engine was given have ended, except syncs and the reads that it
 * copies in place of their submitters. If they have, a barrier sync has nothing to wait for in the
 * engine.
 *
 * <p>A thread counts a unit before it gives it to the engine. The owner, as in {@link BriefSleeps},
 * counts what it took. So if the two counts are equal, no unit is on its way.
 */
public final class Settlement {
  private final AtomicLong given = new AtomicLong();

  /** The number of units that were taken; only the owner uses it. */
  private long taken;

  /** The value of {@link #taken} when all of them had ended for the last time. */
  private volatile long settled;

  private static boolean counts(Unit unit) {
    return !(unit instanceof Submission submission
        && (unit.op.isSharedSync() || submission.isSharedCopy()));
  }

  /** Any thread: counts a unit that it is about to give. */
  public void give(Unit unit) {
    if (counts(unit)) {
      given.getAndIncrement();
    }
  }

  /**
   * Any thread: counts the units that it is about to give.
   *
   * @param newest the start of the list
   * @param oldest the end of the list
   */
  public void give(Unit newest, Unit oldest) {
    long count = counts(oldest) ? 1 : 0;
    for (Unit unit = newest; unit != oldest; unit = unit.next) {
      count += counts(unit) ? 1 : 0;
    }
    if (count > 0) {
      given.getAndAdd(count);
    }
  }

  /** Any thread: takes back the count of a unit that it did not give after all. */
  void keep(Unit unit) {
    if (counts(unit)) {
      given.getAndDecrement();
    }
  }

  /** The owner: counts a unit that it took. */
  public void take(Unit unit) {
    if (counts(unit)) {
      taken++;
    }
  }

  /** The owner: all units that it took have ended, except syncs. */
  public void settled() {
    if (settled != taken) {
      settled = taken;
    }
  }

  /** Any thread. {@return whether all units that were given so far have ended, except syncs} */
  public boolean isSettled() {
    return settled == given.get();
  }
}
