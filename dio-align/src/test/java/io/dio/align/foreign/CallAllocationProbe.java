// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import com.sun.management.ThreadMXBean;
import io.dio.align.Errno;
import io.dio.testing.fixtures.TimeLimits;
import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;

/**
 * Prints whether a system call allocates: the main class of a child JVM. Rounds are repeated until
 * one allocates next to nothing. The interpreter and other threads also allocate, but a compiled
 * call would allocate in every round.
 */
final class CallAllocationProbe {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int CALLS = 50_000;

  /** The compiler's threads may have to wait long for a processor on a busy machine. */
  private static final long PATIENCE_NANOS = TimeLimits.ofSeconds(60).toNanos();

  private static final SystemCall CLOSE = SystemCall.returningInt("close");

  private CallAllocationProbe() {}

  /**
   * Calls on one thread.
   *
   * @param arguments "virtual" or "platform", the kind of thread
   */
  public static void main(String[] arguments) throws Exception {
    double least;
    double enough;
    if (arguments[0].equals("virtual")) {
      // The JVM does not count for a virtual thread. The allocations of its carrier are in the
      // total of the JVM.
      enough = 1;
      FutureTask<Double> measurement =
          new FutureTask<>(() -> leastBytesPerCall(THREADS::getTotalThreadAllocatedBytes, 1));
      Thread.ofVirtual().start(measurement);
      least = measurement.get();
    } else {
      enough = 0;
      least = leastBytesPerCall(THREADS::getCurrentThreadAllocatedBytes, 0);
    }
    System.out.println(least <= enough ? "nothing" : least + " bytes in each call");
  }

  private static double leastBytesPerCall(LongSupplier allocatedBytes, double enough) {
    double least = Double.MAX_VALUE;
    long start = System.nanoTime();
    while (least > enough && System.nanoTime() - start < PATIENCE_NANOS) {
      long before = allocatedBytes.getAsLong();
      int failures = 0;
      for (int i = 0; i < CALLS; i++) {
        failures += close(-1) == -Errno.EBADF ? 1 : 0;
      }
      least = Math.min(least, (double) (allocatedBytes.getAsLong() - before) / CALLS);
      if (failures != CALLS) {
        throw new AssertionError(failures + " of " + CALLS + " calls failed with EBADF");
      }
    }
    return least;
  }

  private static int close(int fd) {
    return (int) CLOSE.call(fd);
  }
}
