// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.observe;

import io.dio.iosched.Backend;
import io.dio.iosched.LatencyHistogram;
import io.dio.iosched.SchedulerStats;

/**
 * Watches the operations of one scheduler. While no recording and no histogram wants their times,
 * it creates nothing and reads no clock.
 */
public final class Observer {
  private final String scheduler;

  /** Null unless the options ask for histograms, like the two others. */
  private final LatencyHistogram.Recorder queueTimes;

  private final LatencyHistogram.Recorder deviceTimes;
  private final LatencyHistogram.Recorder syncTimes;

  /** Set once, before the first submission. */
  private String backend = "";

  /**
   * Whether an operation was ever observed. It is set before that operation is handed over, so the
   * thread that ends it sees it.
   */
  private boolean used;

  public Observer(String scheduler, boolean latencyHistograms) {
    this.scheduler = scheduler;
    this.queueTimes = latencyHistograms ? new LatencyHistogram.Recorder() : null;
    this.deviceTimes = latencyHistograms ? new LatencyHistogram.Recorder() : null;
    this.syncTimes = latencyHistograms ? new LatencyHistogram.Recorder() : null;
  }

  /** Sets the backend, for events. Call it before the first submission. */
  public void setBackend(Backend backend) {
    this.backend = backend.name();
  }

  String scheduler() {
    return scheduler;
  }

  String backend() {
    return backend;
  }

  // ---- operations ----

  /** {@return the times of an operation that is submitted now, or null if nobody wants them} */
  public Observation begin() {
    return queueTimes != null || SchedulerEvents.operationsWanted() ? beginObservation() : null;
  }

  private Observation beginObservation() {
    used = true;
    return new Observation(this, SchedulerEvents.beginOperation());
  }

  /** {@return whether an operation may have an observation} */
  public boolean isUsed() {
    return used;
  }

  void record(long queueNanos, long deviceNanos, boolean durable) {
    if (queueTimes == null) {
      return;
    }
    queueTimes.record(queueNanos);
    deviceTimes.record(deviceNanos);
    if (durable) {
      syncTimes.record(deviceNanos);
    }
  }

  /** {@return {@code counted} with the histograms} Any thread may call it. */
  public SchedulerStats addTo(SchedulerStats counted) {
    return queueTimes == null
        ? counted
        : counted.plus(
            SchedulerStats.builder()
                .queueTimes(queueTimes.snapshot())
                .deviceTimes(deviceTimes.snapshot())
                .syncTimes(syncTimes.snapshot())
                .build());
  }

  // ---- batches ----

  /** {@return an event for {@link #batchAccepted}; null if no recording wants it} */
  public Object beginBatch() {
    return SchedulerEvents.beginBatch();
  }

  public void batchAccepted(Object event, int operations, long byteSize) {
    SchedulerEvents.emitBatch(event, this, operations, byteSize);
  }
}
