// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;

/** How long operations took, over all threads and rounds of a job. */
final class Latencies {
  /** Longer latencies (one minute) are recorded as this. */
  private static final long MAX_NANOS = 60_000_000_000L;

  /** Percentiles are off by at most one per cent, and a thread needs 15 KiB for that. */
  private static final int SIGNIFICANT_DIGITS = 2;

  private final Histogram histogram = new Histogram(MAX_NANOS, SIGNIFICANT_DIGITS);

  /**
   * {@return a histogram for one thread to record in} Threads share none: it would be contended.
   */
  static IntCountsHistogram ofOneThread() {
    return new IntCountsHistogram(MAX_NANOS, SIGNIFICANT_DIGITS);
  }

  static long clamp(long nanos) {
    return Math.clamp(nanos, 0, MAX_NANOS);
  }

  synchronized void add(IntCountsHistogram thread) {
    histogram.add(thread);
  }

  /** {@return the latency in microseconds that so many per cent stay within} NaN without any. */
  synchronized double percentileMicros(double percentile) {
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / 1e3;
  }
}
