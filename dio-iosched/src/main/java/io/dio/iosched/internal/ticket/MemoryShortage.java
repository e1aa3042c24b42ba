// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.util.concurrent.locks.LockSupport;

/**
 * What a thread does that ran out of heap in the middle of something that others wait for: it
 * pauses, and tries again. The collector and whoever filled the heap need time.
 */
public final class MemoryShortage {
  private static final long PAUSE_NANOS = 1_000_000;

  /** Pauses of a thread that has to get on some time: heap gone for longer may be gone for good. */
  public static final int ATTEMPTS = 1_000;

  private MemoryShortage() {}

  /** To be called while there is memory: the first use of a class takes some. */
  public static void prepare() {
    // That it was called is enough.
  }

  public static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
