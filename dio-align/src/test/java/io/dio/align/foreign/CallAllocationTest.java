// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dio.align.Errno;
import io.dio.testing.fixtures.TimeLimits;
import java.lang.management.ManagementFactory;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/**
 * Measures the heap that a system call allocates. Rounds are repeated until one allocates next to
 * nothing. The interpreter and other threads also allocate, but a compiled call allocates in every
 * round.
 */
class CallAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int CALLS = 50_000;

  /** The compiler's threads may have to wait long for a processor on a busy machine. */
  private static final long PATIENCE_NANOS = TimeLimits.ofSeconds(60).toNanos();

  private static final SystemCall CLOSE = SystemCall.returningInt("close");

  @Test
  void aSystemCallOfAPlatformThreadAllocatesNothing() {
    assertThat(leastBytesPerCall(THREADS::getCurrentThreadAllocatedBytes, 0)).isZero();
  }

  @Test
  void aSystemCallOfAVirtualThreadAllocatesNothing() throws Exception {
    // The JVM does not count for a virtual thread. The allocations of its carrier are in the total
    // of the JVM.
    FutureTask<Double> measurement =
        new FutureTask<>(() -> leastBytesPerCall(THREADS::getTotalThreadAllocatedBytes, 1));
    Thread.ofVirtual().start(measurement);
    assertThat(measurement.get()).isLessThanOrEqualTo(1);
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
      assertThat(failures).isEqualTo(CALLS);
    }
    return least;
  }

  private static int close(int fd) {
    return (int) CLOSE.call(fd);
  }
}
