// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.foreign.OptionalModule;
import jdk.jfr.FlightRecorder;

/**
 * The events of waits for memory. It is the only class that names {@link PoolWaitEvent} and Flight
 * Recorder, which cannot be loaded without the module jdk.jfr. An event that cannot be made is
 * lost; the wait goes on.
 */
final class PoolWaits {
  private static final boolean PRESENT = OptionalModule.isReadBy(PoolWaits.class, "jdk.jfr");

  private PoolWaits() {}

  /** {@return the event of a wait that begins, for {@link #end}; null if no recording wants it} */
  static Object begin() {
    try {
      // Asked first, because the first event loads 330 classes of the JDK.
      return PRESENT && FlightRecorder.isInitialized() ? PoolWaitEvent.begun() : null;
    } catch (Throwable _) { // such as a lack of memory
      return null;
    }
  }

  /** Ends the event of {@link #begin}. */
  static void end(Object event, Pool<?> pool, boolean acquired) {
    if (event == null) {
      return;
    }
    try {
      ((PoolWaitEvent) event).end(pool, acquired);
    } catch (Throwable _) {
      // The slot that the wait may have got must not be lost.
    }
  }
}
