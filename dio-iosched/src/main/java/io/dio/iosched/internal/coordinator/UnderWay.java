// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The number of operations that have started and not ended. Only the coordinator's thread changes
 * it. It is written opaquely, so that a thread that polls it sees it change.
 */
final class UnderWay {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(UnderWay.class, "count", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long count;

  /** Notes that operations have started. */
  void begun(int operations) {
    COUNT.setOpaque(this, count + operations);
  }

  /** Notes that operations have ended. Call it before an end is published. */
  void ended(int operations) {
    COUNT.setOpaque(this, count - operations);
  }

  /** Notes that all operations have ended, because the coordinator has failed. */
  void reset() {
    COUNT.setOpaque(this, 0L);
  }

  /** Any thread. */
  long count() {
    return (long) COUNT.getOpaque(this);
  }
}
