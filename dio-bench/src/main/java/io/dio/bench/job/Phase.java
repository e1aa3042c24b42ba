// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state that the threads of a timed round share. Each thread reports its progress here, and
 * reads before each operation whether to go on and whether to time it.
 *
 * <p>The threads run without a barrier from warm-up into measurement. The result is the difference
 * between two readings of the clock and of these counters, so no thread has to stop.
 */
public final class Phase {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Counters are two cache lines apart, because processors fetch lines in pairs. */
  private static final int STRIDE = 128 / Long.BYTES;

  /** No operation has the number 0, so none is timed. */
  private static final long NOT_TIMING = -1;

  private final long[] completed;
  private volatile boolean stopped;

  /** Operations whose number has none of these bits set are timed. */
  private volatile long timingMask = NOT_TIMING;

  public Phase(int threads) {
    completed = new long[(threads + 1) * STRIDE];
  }

  /** Reports how many operations a thread has completed. */
  public void completed(int thread, long operations) {
    LONGS.setOpaque(completed, (thread + 1) * STRIDE, operations);
  }

  /** {@return the operations that each thread has completed, by its number} */
  public long[] completedByThread() {
    long[] counts = new long[completed.length / STRIDE - 1];
    for (int thread = 0; thread < counts.length; thread++) {
      counts[thread] = (long) LONGS.getOpaque(completed, (thread + 1) * STRIDE);
    }
    return counts;
  }

  /** {@return the operations that all threads have completed} */
  public long completed() {
    long sum = 0;
    for (int i = STRIDE; i < completed.length; i += STRIDE) {
      sum += (long) LONGS.getOpaque(completed, i);
    }
    return sum;
  }

  /** {@return whether the operation of this number, counted from 1, is to be timed} */
  boolean isTimed(long operation) {
    return (operation & timingMask) == 0;
  }

  /**
   * From now on, one operation in {@code interval} is timed; {@code interval} is a power of two.
   */
  void timeOneIn(long interval) {
    timingMask = interval - 1;
  }

  public boolean isStopped() {
    return stopped;
  }

  public void stop() {
    stopped = true;
  }
}
