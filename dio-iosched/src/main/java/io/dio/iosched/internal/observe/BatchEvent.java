// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.observe;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** The acceptance of several operations in one step. */
@Name("io.dio.Batch")
@Label("I/O Batch")
@Category("dio")
@Description("Several operations were accepted in one step; the time includes the wait for a limit")
@Threshold("10 ms")
final class BatchEvent extends Event {
  /** Asked whether the event is enabled, so that a disabled one is not allocated. */
  private static final BatchEvent PROBE = new BatchEvent();

  @Label("Scheduler")
  String scheduler;

  @Label("Backend")
  @Description("The name of a constant of io.dio.iosched.Backend")
  String backend;

  @Label("Operations")
  int operations;

  @Label("Bytes Requested")
  @DataAmount
  long bytesRequested;

  /** {@return an event that has begun; null if no recording wants it} */
  static BatchEvent begun() {
    if (!PROBE.isEnabled()) {
      return null;
    }
    BatchEvent event = new BatchEvent();
    event.begin();
    return event;
  }

  void emit(Observer observer, int operations, long byteSize) {
    end();
    if (shouldCommit()) {
      this.scheduler = observer.scheduler();
      this.backend = observer.backend();
      this.operations = operations;
      this.bytesRequested = byteSize;
      commit();
    }
  }
}
