// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;

/** The latencies of the operations, over all threads and rounds of a job. */
final class Latencies {
  /** Longer latencies than one minute are recorded as one minute. */
  private static final long MAX_NANOS = 60_000_000_000L;

  /**
   * The precision. A percentile is wrong by at most one per cent, and the histogram of a thread
   * takes 15 KiB.
   */
  private static final int SIGNIFICANT_DIGITS = 2;

  private final Histogram histogram = new Histogram(MAX_NANOS, SIGNIFICANT_DIGITS);

  /**
   * {@return a histogram for one thread to record in} Threads do not share one, because it would be
   * contended.
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

  /** {@return the percentile in microseconds} NaN without any. */
  synchronized double percentileMicros(double percentile) {
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / 1e3;
  }
}
