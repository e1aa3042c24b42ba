// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import java.util.Arrays;

/** Durations, of which percentiles are wanted. */
final class Samples {
  private static final double NANOS_PER_MICRO = 1e3;

  private final long[] nanos;
  private int count;

  Samples(int capacity) {
    nanos = new long[capacity];
  }

  void add(long duration) {
    nanos[count++] = duration;
  }

  /**
   * {@return the duration in microseconds that this share of all does not exceed} NaN without any.
   */
  double micros(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * count) - 1;
    return sorted[Math.clamp(index, 0, count - 1)] / NANOS_PER_MICRO;
  }

  double millis(double share) {
    return micros(share) / 1000;
  }
}
