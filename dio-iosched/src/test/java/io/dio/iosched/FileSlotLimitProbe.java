// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.testing.ResourceLimit;
import java.io.PrintStream;
import java.util.function.Function;

/**
 * Main class of a child JVM with a low limit of open files that asks for more slots than the limit.
 */
final class FileSlotLimitProbe {
  private static final int LIMIT = 300;
  private static final PrintStream OUT = System.out;

  private FileSlotLimitProbe() {}

  public static void main(String[] arguments) {
    // This class is loaded while there are descriptors for it.
    OUT.println("available=" + IoUring.isAvailable());
    ResourceLimit.openFiles(LIMIT);
    report("open", IoScheduler::open);
    report("inline", IoScheduler::posix);
    report("workers", options -> IoScheduler.posix(options.withWorkers(1)));
    if (IoUring.isAvailable()) {
      report("uring", IoScheduler::uring);
    }
  }

  private static void report(String name, Function<SchedulerOptions, IoScheduler> backend) {
    for (int slots : new int[] {LIMIT, LIMIT + 1}) {
      try (IoScheduler scheduler =
          backend.apply(SchedulerOptions.defaults().withFileSlots(slots))) {
        OUT.println(name + " " + slots + ": " + scheduler.fileSlots().size() + " slots");
      } catch (IllegalArgumentException e) {
        OUT.println(name + " " + slots + ": " + e.getMessage());
      }
    }
  }
}
