// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.observe;

import io.dio.iosched.Verb;
import java.util.function.IntFunction;

/**
 * The times of one operation. It exists only while a recording or a histogram wants them. One
 * thread at a time uses it, and the hand-over of the operation publishes it.
 */
public final class Observation {
  private final Observer observer;

  /** The event of the operation; null if no recording wants it. */
  private final Object event;

  private final long acceptedNanos = System.nanoTime();
  private long begunNanos;
  private long returnedNanos;
  private boolean begun;
  private boolean returned;

  Observation(Observer observer, Object event) {
    this.observer = observer;
    this.event = event;
  }

  /** Notes that the operation is issued. Only the first issue counts. */
  public void begun() {
    if (!begun) {
      begun = true;
      begunNanos = System.nanoTime();
    }
  }

  /** Notes that the submitting thread has made the operation itself, so it waited in no queue. */
  public void begunWhenAccepted() {
    begun = true;
    begunNanos = acceptedNanos;
  }

  /** Notes that the latest issue has returned. */
  public void returned() {
    returned = true;
    returnedNanos = System.nanoTime();
    SchedulerEvents.endOperation(event);
  }

  /**
   * Ends the operation: emits its event and adds its times to the histograms. An operation that was
   * never issued has only a queue time, and is in no histogram.
   *
   * @param target the file or slot, or another object whose text names the operation
   * @param durable whether it is a sync or a durable write
   * @param errorText words a negative result
   */
  public void ended(
      Verb verb,
      Object target,
      long offset,
      long byteSize,
      boolean durable,
      int result,
      IntFunction<String> errorText) {
    if (!returned) {
      returned();
    }
    long queueNanos = (begun ? begunNanos : returnedNanos) - acceptedNanos;
    long deviceNanos = begun ? returnedNanos - begunNanos : 0;
    if (begun && verb != Verb.DRAIN) {
      observer.record(queueNanos, deviceNanos, durable && verb != Verb.SYNC_RANGE);
    }
    SchedulerEvents.emitOperation(
        event,
        observer,
        verb,
        target,
        offset,
        byteSize,
        result,
        errorText,
        queueNanos,
        deviceNanos);
  }
}
