// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.Degradation;
import io.dio.align.foreign.OptionalModule;
import java.util.List;
import jdk.jfr.FlightRecorder;

/**
 * Events for JDK Flight Recorder about files and schedulers. It is the only class that names the
 * event classes and Flight Recorder, which cannot be loaded without the module jdk.jfr.
 *
 * <p>No method throws: an event that cannot be made is lost, and the call that it tells of goes on.
 */
public final class FlightEvents {
  private static final boolean PRESENT = OptionalModule.isReadBy(FlightEvents.class, "jdk.jfr");

  private FlightEvents() {}

  /** {@return whether a recording may want events} The first event loads 330 classes of the JDK. */
  private static boolean isRecorderInUse() {
    return PRESENT && FlightRecorder.isInitialized();
  }

  /**
   * Records what an object works without, one event for each.
   *
   * @param subject the path of the file, or the name of the scheduler
   */
  public static void fallbacks(String subject, List<Degradation> missing) {
    if (missing.isEmpty()) {
      return;
    }
    try {
      if (!isRecorderInUse()) {
        return;
      }
      for (int i = 0; i < missing.size(); i++) {
        FallbackEvent.emit(subject, missing.get(i));
      }
    } catch (Throwable _) {
      // Such as a lack of memory. The degradations are also in the list of the object.
    }
  }

  /**
   * Records the first failed sync or durable write of a file.
   *
   * @param subject its text says which file
   */
  static void syncFailure(Object subject, String call, int errno) {
    try {
      if (isRecorderInUse()) {
        SyncFailureEvent.emit(subject, call, errno);
      }
    } catch (Throwable _) {
      // The failure itself is on record, and every later sync reports it.
    }
  }
}
