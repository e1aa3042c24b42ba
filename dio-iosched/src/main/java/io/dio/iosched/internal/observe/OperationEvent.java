// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.observe;

import io.dio.iosched.Verb;
import java.util.function.IntFunction;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/** One operation from its submission to its completion. */
@Name("io.dio.Operation")
@Label("I/O Operation")
@Category("dio")
@Description("An operation of a scheduler, from its submission to its completion")
@StackTrace(false) // the thread that completes an operation is not the one that asked for it
@Threshold("10 ms")
final class OperationEvent extends Event {
  /** Only asked whether a recording wants such events. */
  private static final OperationEvent PROBE = new OperationEvent();

  @Label("Scheduler")
  String scheduler;

  @Label("Backend")
  @Description("The name of a constant of io.dio.iosched.Backend")
  String backend;

  @Label("Verb")
  @Description("The name of a constant of io.dio.iosched.Verb")
  String verb;

  @Label("File")
  @Description("The path of the file, or the slot, or the operation itself if it has neither")
  String file;

  @Label("File Offset")
  @DataAmount
  long offset;

  @Label("Bytes Requested")
  @DataAmount
  long bytesRequested;

  @Label("Bytes Transferred")
  @DataAmount
  long bytesTransferred;

  @Label("Queue Time")
  @Description("From the submission until the operation was issued")
  @Timespan(Timespan.NANOSECONDS)
  long queueTime;

  @Label("Device Time")
  @Description("From the first issue until the kernel or the call returned the result")
  @Timespan(Timespan.NANOSECONDS)
  long deviceTime;

  @Label("Errno")
  @Description("The error number of the failed system call, or 0")
  int errno;

  @Label("Error")
  @Description("The name of the error; null after a success")
  String error;

  static boolean isWanted() {
    return PROBE.isEnabled();
  }

  static OperationEvent begun() {
    OperationEvent event = new OperationEvent();
    event.begin();
    return event;
  }

  void emit(
      Observer observer,
      Verb verb,
      Object target,
      long offset,
      long byteSize,
      int result,
      IntFunction<String> errorText,
      long queueNanos,
      long deviceNanos) {
    if (!shouldCommit()) {
      return;
    }
    this.scheduler = observer.scheduler();
    this.backend = observer.backend();
    this.verb = verb.name();
    this.file = Targets.text(target);
    this.offset = offset;
    this.bytesRequested = byteSize;
    this.bytesTransferred = verb.isTransfer() ? Math.max(0, result) : 0;
    this.queueTime = queueNanos;
    this.deviceTime = deviceNanos;
    this.errno = result < 0 && result > -MAX_ERRNO ? -result : 0;
    this.error = result < 0 ? errorText.apply(result) : null;
    commit();
  }

  /** The kernel's MAX_ERRNO. The codes of dio's own are far below its negative. */
  private static final int MAX_ERRNO = 4095;
}
