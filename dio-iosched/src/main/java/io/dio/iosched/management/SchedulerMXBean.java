// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

/**
 * The statistics of a scheduler, as {@link io.dio.iosched.SchedulerStats} describes them. The times
 * are 0 unless {@link io.dio.iosched.SchedulerOptions#withLatencyHistograms} asks for them. More
 * attributes may be added in later versions.
 *
 * @since 0.1.0
 */
public interface SchedulerMXBean {
  /** {@return the name of the scheduler} */
  String getName();

  /** {@return the name of the backend that executes the operations} */
  String getBackend();

  /** {@return the scheduler, what it uses and what it works without, for people} */
  String getDescription();

  /** {@return operations that completed, successfully or not} */
  long getOperations();

  /** {@return operations that failed} */
  long getFailures();

  /** {@return system calls that made the operations} */
  long getSystemCalls();

  /** {@return bytes that reads transferred} */
  long getBytesRead();

  /** {@return bytes that writes transferred} */
  long getBytesWritten();

  /** {@return operations that have begun and not ended} */
  long getInFlight();

  /** {@return transfers that moved less than was asked for} */
  long getShortTransfers();

  /** {@return writes that were merged with their neighbours} */
  long getCoalescedWrites();

  /** {@return transfers without a flag that was only preferred} */
  long getDroppedFlags();

  /** {@return reads that the submitting thread served from the page cache} */
  long getInlineReads();

  /** {@return reads and writes whose completion the kernel polled the device for} */
  long getPolledOperations();

  /** {@return syncs and durable writes} */
  long getSyncs();

  /** {@return calls of the kernel that made them} */
  long getSyncCalls();

  /** {@return the mean time from submission to issue, in nanoseconds} */
  double getQueueTimeMeanNanos();

  /** {@return the median time from submission to issue, in nanoseconds} */
  long getQueueTimeMedianNanos();

  /** {@return the 99th percentile of the time from submission to issue, in nanoseconds} */
  long getQueueTimeP99Nanos();

  /** {@return the longest time from submission to issue, in nanoseconds} */
  long getQueueTimeMaxNanos();

  /** {@return the mean time from issue to result, in nanoseconds} */
  double getDeviceTimeMeanNanos();

  /** {@return the median time from issue to result, in nanoseconds} */
  long getDeviceTimeMedianNanos();

  /** {@return the 99th percentile of the time from issue to result, in nanoseconds} */
  long getDeviceTimeP99Nanos();

  /** {@return the longest time from issue to result, in nanoseconds} */
  long getDeviceTimeMaxNanos();

  /** {@return the mean time of syncs and durable writes, in nanoseconds} */
  double getSyncTimeMeanNanos();

  /** {@return the median time of syncs and durable writes, in nanoseconds} */
  long getSyncTimeMedianNanos();

  /** {@return the 99th percentile of the time of syncs and durable writes, in nanoseconds} */
  long getSyncTimeP99Nanos();

  /** {@return the longest time of syncs and durable writes, in nanoseconds} */
  long getSyncTimeMaxNanos();
}
