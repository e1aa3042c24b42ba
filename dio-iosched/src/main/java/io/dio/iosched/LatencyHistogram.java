// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often each length of time was seen. Times are kept in buckets, eight for each power of two,
 * so a quantile is at most an eighth too high. The number of times, their sum and the longest are
 * exact. Immutable.
 *
 * @since 0.1.0
 */
public final class LatencyHistogram {
  private static final int BITS = 3;
  private static final int PER_POWER = 1 << BITS;
  private static final int BUCKETS = (Long.SIZE - BITS) * PER_POWER;
  private static final LatencyHistogram EMPTY = new LatencyHistogram(new long[0], 0, 0);

  /** Empty if no time was seen. */
  private final long[] counts;

  private final long count;
  private final long totalNanos;
  private final long maxNanos;

  private LatencyHistogram(long[] counts, long totalNanos, long maxNanos) {
    this.counts = counts;
    this.count = Arrays.stream(counts).sum();
    this.totalNanos = totalNanos;
    this.maxNanos = maxNanos;
  }

  /** {@return a histogram that has seen no time} */
  public static LatencyHistogram empty() {
    return EMPTY;
  }

  private static int bucketOf(long nanos) {
    if (nanos < PER_POWER) {
      return (int) nanos;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int within = (int) (nanos >>> (exponent - BITS)) & (PER_POWER - 1);
    return (exponent - BITS + 1) * PER_POWER + within;
  }

  /** {@return the longest time of a bucket} */
  private static long longestOf(int bucket) {
    if (bucket < PER_POWER) {
      return bucket;
    }
    int shift = bucket / PER_POWER - 1;
    long first = (long) (PER_POWER + bucket % PER_POWER) << shift;
    return first + (1L << shift) - 1;
  }

  /** {@return how many times were seen} */
  public long count() {
    return count;
  }

  /** {@return the sum of all times, in nanoseconds} */
  public long totalNanos() {
    return totalNanos;
  }

  /** {@return the longest time, in nanoseconds; 0 if there is none} */
  public long maxNanos() {
    return maxNanos;
  }

  /** {@return the mean of all times, in nanoseconds; 0 if there is none} */
  public double meanNanos() {
    return count == 0 ? 0 : (double) totalNanos / count;
  }

  /**
   * {@return a time in nanoseconds that the given part of all times did not exceed; 0 if there is
   * none}
   *
   * @param fraction the part, from 0 to 1, such as 0.99
   * @throws IllegalArgumentException if the fraction is not in that range
   */
  public long quantileNanos(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("fraction " + fraction + " is not in 0..1");
    }
    long wanted = Math.max(1, (long) Math.ceil(fraction * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(longestOf(i), maxNanos);
      }
    }
    return maxNanos;
  }

  /**
   * {@return the histogram of the times of both}
   *
   * @param other the other times
   */
  public LatencyHistogram plus(LatencyHistogram other) {
    if (other.count == 0) {
      return this;
    }
    if (count == 0) {
      return other;
    }
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new LatencyHistogram(
        sum, totalNanos + other.totalNanos, Math.max(maxNanos, other.maxNanos));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyHistogram histogram
        && totalNanos == histogram.totalNanos
        && maxNanos == histogram.maxNanos
        && Arrays.equals(counts, histogram.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts) * 31 + Long.hashCode(totalNanos);
  }

  /** {@return the number of times, with the median, the 99th percentile and the longest} */
  @Override
  public String toString() {
    return count
        + " times, median "
        + quantileNanos(0.5)
        + " ns, 99 % below "
        + quantileNanos(0.99)
        + " ns, longest "
        + maxNanos
        + " ns";
  }

  /**
   * Collects times. Any number of threads may record at once. A snapshot that is taken meanwhile
   * may miss the latest times.
   *
   * @since 0.1.0
   */
  public static final class Recorder {
    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final AtomicLong totalNanos = new AtomicLong();
    private final AtomicLong maxNanos = new AtomicLong();

    /** Creates a recorder that has seen no time. */
    public Recorder() {}

    /**
     * Adds one time.
     *
     * @param nanos the time in nanoseconds; a negative one counts as 0
     */
    public void record(long nanos) {
      long time = Math.max(0, nanos);
      totalNanos.getAndAdd(time);
      long longest = maxNanos.get();
      while (time > longest && !maxNanos.compareAndSet(longest, time)) {
        longest = maxNanos.get();
      }
      counts.getAndIncrement(bucketOf(time));
    }

    /** {@return the times recorded so far} */
    public LatencyHistogram snapshot() {
      long[] copy = new long[BUCKETS];
      boolean any = false;
      for (int i = 0; i < BUCKETS; i++) {
        copy[i] = counts.get(i);
        any |= copy[i] != 0;
      }
      return any ? new LatencyHistogram(copy, totalNanos.get(), maxNanos.get()) : EMPTY;
    }

    /** {@return the times recorded so far, in short} */
    @Override
    public String toString() {
      return "Recorder[" + snapshot() + "]";
    }
  }
}
