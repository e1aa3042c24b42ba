// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

import io.dio.iosched.IoScheduler;

/** Reads the statistics anew for each attribute: a tool asks seldom. */
final class SchedulerBean implements SchedulerMXBean {
  private final IoScheduler scheduler;

  SchedulerBean(IoScheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public String getName() {
    return scheduler.toString();
  }

  @Override
  public String getBackend() {
    return scheduler.backend().name();
  }

  @Override
  public String getDescription() {
    return scheduler.describe();
  }

  @Override
  public long getOperations() {
    return scheduler.stats().operations();
  }

  @Override
  public long getFailures() {
    return scheduler.stats().failures();
  }

  @Override
  public long getSystemCalls() {
    return scheduler.stats().systemCalls();
  }

  @Override
  public long getBytesRead() {
    return scheduler.stats().bytesRead();
  }

  @Override
  public long getBytesWritten() {
    return scheduler.stats().bytesWritten();
  }

  @Override
  public long getInFlight() {
    return scheduler.stats().inFlight();
  }

  @Override
  public long getShortTransfers() {
    return scheduler.stats().shortTransfers();
  }

  @Override
  public long getCoalescedWrites() {
    return scheduler.stats().coalescedWrites();
  }

  @Override
  public long getDroppedFlags() {
    return scheduler.stats().droppedFlags();
  }

  @Override
  public long getInlineReads() {
    return scheduler.stats().inlineReads();
  }

  @Override
  public long getPolledOperations() {
    return scheduler.stats().polledOperations();
  }

  @Override
  public long getSyncs() {
    return scheduler.stats().syncs();
  }

  @Override
  public long getSyncCalls() {
    return scheduler.stats().syncCalls();
  }

  @Override
  public double getQueueTimeMeanNanos() {
    return scheduler.stats().queueTimes().meanNanos();
  }

  @Override
  public long getQueueTimeMedianNanos() {
    return scheduler.stats().queueTimes().quantileNanos(0.5);
  }

  @Override
  public long getQueueTimeP99Nanos() {
    return scheduler.stats().queueTimes().quantileNanos(0.99);
  }

  @Override
  public long getQueueTimeMaxNanos() {
    return scheduler.stats().queueTimes().maxNanos();
  }

  @Override
  public double getDeviceTimeMeanNanos() {
    return scheduler.stats().deviceTimes().meanNanos();
  }

  @Override
  public long getDeviceTimeMedianNanos() {
    return scheduler.stats().deviceTimes().quantileNanos(0.5);
  }

  @Override
  public long getDeviceTimeP99Nanos() {
    return scheduler.stats().deviceTimes().quantileNanos(0.99);
  }

  @Override
  public long getDeviceTimeMaxNanos() {
    return scheduler.stats().deviceTimes().maxNanos();
  }

  @Override
  public double getSyncTimeMeanNanos() {
    return scheduler.stats().syncTimes().meanNanos();
  }

  @Override
  public long getSyncTimeMedianNanos() {
    return scheduler.stats().syncTimes().quantileNanos(0.5);
  }

  @Override
  public long getSyncTimeP99Nanos() {
    return scheduler.stats().syncTimes().quantileNanos(0.99);
  }

  @Override
  public long getSyncTimeMaxNanos() {
    return scheduler.stats().syncTimes().maxNanos();
  }
}
