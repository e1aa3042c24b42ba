// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Computes how fairly threads got their turns in a measured time. */
final class Fairness {
  private Fairness() {}

  /** {@return the number of threads whose count did not grow} */
  static long withoutATurn(long[] before, long[] after) {
    return IntStream.range(0, before.length).filter(i -> after[i] == before[i]).count();
  }

  /**
   * {@return in how many of its turns a thread woke, from 0 to 1; NaN if no whole turn was
   * measured}
   *
   * <p>A thread that sleeps cuts the time into turns of equal length. At the end of each turn it
   * wants to wake, and it has woken in time if it wakes before the next turn ends. So a wake that
   * is a little late counts, and a wake that is a whole turn late does not.
   *
   * @param wakes when it woke, in ascending order, in nanoseconds
   * @param epoch when the first turn began
   * @param turnNanos the length of a turn
   * @param from the start of the measured time
   * @param to its end
   */
  static double wakesInTime(long[] wakes, long epoch, long turnNanos, long from, long to) {
    long first = Math.ceilDiv(from - epoch, turnNanos);
    long end = Math.floorDiv(to - epoch, turnNanos);
    if (end <= first) {
      return Double.NaN;
    }
    long woken =
        Arrays.stream(wakes)
            .map(wake -> Math.floorDiv(wake - epoch, turnNanos))
            .filter(turn -> turn >= first && turn < end)
            .distinct()
            .count();
    return (double) woken / (end - first);
  }
}
