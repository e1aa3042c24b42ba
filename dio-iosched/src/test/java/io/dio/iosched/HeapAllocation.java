// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Measures the heap that the calling thread allocates for some code. */
final class HeapAllocation {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** The number of rounds. If code still allocates after so many, it always does. */
  private static final int MAX_ROUNDS = 500;

  private HeapAllocation() {}

  /**
   * {@return the smallest number of bytes that one of many rounds allocated} Code that is not
   * compiled yet may allocate more.
   *
   * @param repetitions how often a round runs the code
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
