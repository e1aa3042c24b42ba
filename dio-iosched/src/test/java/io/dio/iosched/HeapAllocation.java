// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** How many bytes of heap the calling thread allocates for something. */
final class HeapAllocation {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Rounds after which what is still allocated stays. */
  private static final int MAX_ROUNDS = 500;

  private HeapAllocation() {}

  /**
   * {@return the least number of bytes that one of many rounds allocated} What the compilers have
   * not come round to yet may allocate more.
   *
   * @param repetitions how often a round does it
   */
  static long leastOf(int repetitions, Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    for (int round = 0;
        round < MAX_ROUNDS && least > 0 && System.nanoTime() - start < PATIENCE_NANOS;
        round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < repetitions; i++) {
        action.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
