// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.observe;

import io.dio.align.foreign.OptionalModule;
import io.dio.iosched.Verb;
import java.util.function.IntFunction;
import jdk.jfr.FlightRecorder;

/**
 * The events of schedulers. It is the only class that names the event classes and Flight Recorder,
 * which cannot be loaded without the module jdk.jfr.
 *
 * <p>No method throws: an event that cannot be made is lost, and the operation goes on. A
 * coordinator that failed because of an event would fail all operations.
 */
final class SchedulerEvents {
  private static final boolean PRESENT = OptionalModule.isReadBy(SchedulerEvents.class, "jdk.jfr");

  private SchedulerEvents() {}

  /**
   * {@return whether a recording may want events} It is asked first, because the first event loads
   * 330 classes of the JDK. A program without a recording need not wait for them.
   */
  private static boolean isRecorderInUse() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  /** {@return whether a recording wants events of operations} */
  static boolean operationsWanted() {
    try {
      return isRecorderInUse() && OperationEvent.isWanted();
    } catch (Throwable _) { // such as a lack of memory at the first use of the class
      return false;
    }
  }

  /** {@return the event of an operation that begins, or null} */
  static Object beginOperation() {
    try {
      return operationsWanted() ? OperationEvent.begun() : null;
    } catch (Throwable _) {
      return null;
    }
  }

  /** Notes that the operation has its result. It can have another one later. */
  static void endOperation(Object event) {
    if (event == null) {
      return;
    }
    try {
      ((OperationEvent) event).end();
    } catch (Throwable _) {
      // The event then lasts until it is emitted.
    }
  }

  static void emitOperation(
      Object event,
      Observer observer,
      Verb verb,
      Object target,
      long offset,
      long byteSize,
      int result,
      IntFunction<String> errorText,
      long queueNanos,
      long deviceNanos) {
    if (event == null) {
      return;
    }
    try {
      ((OperationEvent) event)
          .emit(
              observer, verb, target, offset, byteSize, result, errorText, queueNanos, deviceNanos);
    } catch (Throwable _) {
      // See the class comment.
    }
  }

  /** {@return the event of a batch that begins; null if no recording wants it} */
  static Object beginBatch() {
    try {
      return isRecorderInUse() ? BatchEvent.begun() : null;
    } catch (Throwable _) {
      return null;
    }
  }

  static void emitBatch(Object event, Observer observer, int operations, long byteSize) {
    try {
      ((BatchEvent) event).emit(observer, operations, byteSize);
    } catch (Throwable _) {
      // See the class comment.
    }
  }
}
