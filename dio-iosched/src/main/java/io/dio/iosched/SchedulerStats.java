// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Counters of one scheduler since it was opened. They are read without stopping the scheduler: each
 * is exact, but they are not read at the same moment. More counters may be added in later versions.
 *
 * @since 0.1.0
 */
public final class SchedulerStats {
  /** One key for each counter, so that sums and comparisons cannot forget one. */
  private enum Counter {
    OPERATIONS,
    SYSTEM_CALLS,
    BYTES_READ,
    BYTES_WRITTEN,
    IN_FLIGHT,
    SHORT_TRANSFERS,
    COALESCED_WRITES,
    DROPPED_FLAGS,
    INLINE_READS,
    SYNCS,
    SYNC_CALLS,
    FAILURES,
    POLLED_OPERATIONS
  }

  private final Map<Counter, Long> values;
  private final LatencyHistogram queueTimes;
  private final LatencyHistogram deviceTimes;
  private final LatencyHistogram syncTimes;

  private SchedulerStats(
      Map<Counter, Long> values,
      LatencyHistogram queueTimes,
      LatencyHistogram deviceTimes,
      LatencyHistogram syncTimes) {
    this.values = values;
    this.queueTimes = queueTimes;
    this.deviceTimes = deviceTimes;
    this.syncTimes = syncTimes;
  }

  /**
   * {@return a builder, for schedulers of other origin such as test doubles; all counters are 0}
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return operations that completed, successfully or not} Blocking and cancelled ones count.
   * Operations that never got a result, because the scheduler died, do not count.
   */
  public long operations() {
    return values.get(Counter.OPERATIONS);
  }

  /**
   * {@return system calls that made those operations, or tried to} The calls that other threads
   * make for a ring, such as openings and syncs of directories, are not counted.
   */
  public long systemCalls() {
    return values.get(Counter.SYSTEM_CALLS);
  }

  /** {@return bytes that reads transferred} */
  public long bytesRead() {
    return values.get(Counter.BYTES_READ);
  }

  /** {@return bytes that writes transferred, short ones included} */
  public long bytesWritten() {
    return values.get(Counter.BYTES_WRITTEN);
  }

  /**
   * {@return operations that have begun and not ended: the kernel has them, or a thread that makes
   * the calls} Each of several merged writes counts, and so does each operation of a chain that has
   * begun. Operations that wait for their turn do not count.
   */
  public long inFlight() {
    return values.get(Counter.IN_FLIGHT);
  }

  /** {@return reads and writes that transferred less than was asked for} */
  public long shortTransfers() {
    return values.get(Counter.SHORT_TRANSFERS);
  }

  /** {@return writes that were merged with their neighbours into one call} */
  public long coalescedWrites() {
    return values.get(Counter.COALESCED_WRITES);
  }

  /**
   * {@return transfers that were made without a flag that was {@linkplain Op#preferring only
   * preferred}}
   */
  public long droppedFlags() {
    return values.get(Counter.DROPPED_FLAGS);
  }

  /**
   * {@return reads that the submitting thread served from the page cache, see {@link
   * SchedulerOptions#withInlineReads}}
   */
  public long inlineReads() {
    return values.get(Counter.INLINE_READS);
  }

  /**
   * {@return syncs and durable writes that were made} Syncs of directories and of ranges do not
   * count. With {@link #syncCalls} it tells how many commits shared a call.
   */
  public long syncs() {
    return values.get(Counter.SYNCS);
  }

  /** {@return calls of the kernel that made the {@link #syncs}; several of them can share one} */
  public long syncCalls() {
    return values.get(Counter.SYNC_CALLS);
  }

  /**
   * {@return operations that failed, among the {@link #operations}} Cancelled ones and short writes
   * count.
   */
  public long failures() {
    return values.get(Counter.FAILURES);
  }

  /**
   * {@return reads and writes whose completion the kernel polled the device for, see {@link
   * SchedulerOptions#withPolling}} Merged writes count once.
   */
  public long polledOperations() {
    return values.get(Counter.POLLED_OPERATIONS);
  }

  /**
   * {@return how long operations waited from their submission until they were issued} It includes
   * the wait for {@link SchedulerOptions#withMaxInFlight}. The histogram is empty unless {@link
   * SchedulerOptions#withLatencyHistograms} asks for it. Operations that were never issued, and
   * drains, are not in it.
   */
  public LatencyHistogram queueTimes() {
    return queueTimes;
  }

  /**
   * {@return how long operations took from their first issue until their result was there} It
   * contains the same operations as {@link #queueTimes}. In a chain, the time of an operation can
   * include its wait for the one before it.
   */
  public LatencyHistogram deviceTimes() {
    return deviceTimes;
  }

  /** {@return the part of {@link #deviceTimes} that syncs of files and durable writes took} */
  public LatencyHistogram syncTimes() {
    return syncTimes;
  }

  /** {@return operations per system call, or 0 before the first call} */
  public double operationsPerSystemCall() {
    return systemCalls() == 0 ? 0 : (double) operations() / systemCalls();
  }

  /**
   * {@return the sum of both, counter by counter}
   *
   * @param other what another scheduler, or another part of one, did
   */
  public SchedulerStats plus(SchedulerStats other) {
    Map<Counter, Long> sum = new EnumMap<>(values);
    other.values.forEach((counter, value) -> sum.merge(counter, value, Long::sum));
    return new SchedulerStats(
        sum,
        queueTimes.plus(other.queueTimes),
        deviceTimes.plus(other.deviceTimes),
        syncTimes.plus(other.syncTimes));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SchedulerStats stats
        && values.equals(stats.values)
        && queueTimes.equals(stats.queueTimes)
        && deviceTimes.equals(stats.deviceTimes)
        && syncTimes.equals(stats.syncTimes);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "SchedulerStats"
        + values
        + (queueTimes.count() == 0
            ? ""
            : "[queue: " + queueTimes + "; device: " + deviceTimes + "; syncs: " + syncTimes + "]");
  }

  /**
   * Collects counters. Not thread-safe.
   *
   * @since 0.1.0
   */
  public static final class Builder {
    private final Map<Counter, Long> values = new EnumMap<>(Counter.class);
    private LatencyHistogram queueTimes = LatencyHistogram.empty();
    private LatencyHistogram deviceTimes = LatencyHistogram.empty();
    private LatencyHistogram syncTimes = LatencyHistogram.empty();

    private Builder() {
      for (Counter counter : Counter.values()) {
        values.put(counter, 0L);
      }
    }

    private Builder set(Counter counter, long value) {
      values.put(counter, value);
      return this;
    }

    /**
     * Sets {@link SchedulerStats#operations}.
     *
     * @param count the count
     * @return this
     */
    public Builder operations(long count) {
      return set(Counter.OPERATIONS, count);
    }

    /**
     * Sets {@link SchedulerStats#systemCalls}.
     *
     * @param count the count
     * @return this
     */
    public Builder systemCalls(long count) {
      return set(Counter.SYSTEM_CALLS, count);
    }

    /**
     * Sets {@link SchedulerStats#bytesRead}.
     *
     * @param count the count
     * @return this
     */
    public Builder bytesRead(long count) {
      return set(Counter.BYTES_READ, count);
    }

    /**
     * Sets {@link SchedulerStats#bytesWritten}.
     *
     * @param count the count
     * @return this
     */
    public Builder bytesWritten(long count) {
      return set(Counter.BYTES_WRITTEN, count);
    }

    /**
     * Sets {@link SchedulerStats#inFlight}.
     *
     * @param count the count
     * @return this
     */
    public Builder inFlight(long count) {
      return set(Counter.IN_FLIGHT, count);
    }

    /**
     * Sets {@link SchedulerStats#shortTransfers}.
     *
     * @param count the count
     * @return this
     */
    public Builder shortTransfers(long count) {
      return set(Counter.SHORT_TRANSFERS, count);
    }

    /**
     * Sets {@link SchedulerStats#coalescedWrites}.
     *
     * @param count the count
     * @return this
     */
    public Builder coalescedWrites(long count) {
      return set(Counter.COALESCED_WRITES, count);
    }

    /**
     * Sets {@link SchedulerStats#droppedFlags}.
     *
     * @param count the count
     * @return this
     */
    public Builder droppedFlags(long count) {
      return set(Counter.DROPPED_FLAGS, count);
    }

    /**
     * Sets {@link SchedulerStats#inlineReads}.
     *
     * @param count the count
     * @return this
     */
    public Builder inlineReads(long count) {
      return set(Counter.INLINE_READS, count);
    }

    /**
     * Sets {@link SchedulerStats#syncs}.
     *
     * @param count the count
     * @return this
     */
    public Builder syncs(long count) {
      return set(Counter.SYNCS, count);
    }

    /**
     * Sets {@link SchedulerStats#syncCalls}.
     *
     * @param count the count
     * @return this
     */
    public Builder syncCalls(long count) {
      return set(Counter.SYNC_CALLS, count);
    }

    /**
     * Sets {@link SchedulerStats#failures}.
     *
     * @param count the count
     * @return this
     */
    public Builder failures(long count) {
      return set(Counter.FAILURES, count);
    }

    /**
     * Sets {@link SchedulerStats#polledOperations}.
     *
     * @param count the count
     * @return this
     */
    public Builder polledOperations(long count) {
      return set(Counter.POLLED_OPERATIONS, count);
    }

    /**
     * Sets {@link SchedulerStats#queueTimes}.
     *
     * @param times the times
     * @return this
     */
    public Builder queueTimes(LatencyHistogram times) {
      queueTimes = Objects.requireNonNull(times, "times");
      return this;
    }

    /**
     * Sets {@link SchedulerStats#deviceTimes}.
     *
     * @param times the times
     * @return this
     */
    public Builder deviceTimes(LatencyHistogram times) {
      deviceTimes = Objects.requireNonNull(times, "times");
      return this;
    }

    /**
     * Sets {@link SchedulerStats#syncTimes}.
     *
     * @param times the times
     * @return this
     */
    public Builder syncTimes(LatencyHistogram times) {
      syncTimes = Objects.requireNonNull(times, "times");
      return this;
    }

    /** {@return the counters as they are now} */
    public SchedulerStats build() {
      return new SchedulerStats(new EnumMap<>(values), queueTimes, deviceTimes, syncTimes);
    }

    /** {@return the counters that were set, with their values} */
    @Override
    public String toString() {
      return "SchedulerStats.Builder" + values;
    }
  }
}
