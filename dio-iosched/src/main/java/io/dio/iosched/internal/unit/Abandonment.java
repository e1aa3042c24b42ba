// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.LateCleaner;
import io.dio.iosched.IoScheduler;
import java.lang.ref.Cleaner;
import java.util.function.BooleanSupplier;

/**
 * The cleaning action for a scheduler that became unreachable without being closed: it closes and
 * reports the scheduler.
 *
 * @param closing closes the scheduler and returns whether it was still open; it does not wait, and
 *     must not refer to the scheduler
 */
public record Abandonment(SchedulerContext context, BooleanSupplier closing) implements Runnable {
  private static final LateCleaner CLEANER = new LateCleaner("dio-scheduler-cleaner");

  /**
   * {@return the registration with the cleaner, to be cleaned when {@code scheduler} has been
   * closed}
   */
  public static Cleaner.Cleanable watch(
      IoScheduler scheduler, SchedulerContext context, BooleanSupplier closing) {
    return CLEANER.register(scheduler, new Abandonment(context, closing));
  }

  @Override
  public void run() {
    if (closing.getAsBoolean()) {
      context.reportUnreachable();
    }
  }
}
