// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.LateCleaner;
import io.dio.iosched.IoScheduler;
import java.lang.ref.Cleaner;
import java.util.function.BooleanSupplier;

/**
 * What is done about a scheduler that became unreachable without being closed: it is closed and
 * reported.
 *
 * @param closing closes it unless that was done before, and says so; it waits for nobody, and must
 *     not refer to the scheduler
 */
public record Abandonment(SchedulerContext context, BooleanSupplier closing) implements Runnable {
  private static final LateCleaner CLEANER = new LateCleaner("dio-scheduler-cleaner");

  /** {@return what is to be cleaned when {@code scheduler} was closed} */
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
