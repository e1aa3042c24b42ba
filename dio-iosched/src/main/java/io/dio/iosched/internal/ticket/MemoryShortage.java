// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.util.concurrent.locks.LockSupport;

/**
 * Helps a thread that ran out of heap while others wait for its work: the thread pauses and tries
 * again. The garbage collector, and the code that filled the heap, need time.
 */
public final class MemoryShortage {
  private static final long PAUSE_NANOS = 1_000_000;

  /**
   * The largest number of pauses of a thread that must continue at some time. If the heap is full
   * for longer, it may stay full.
   */
  public static final int ATTEMPTS = 1_000;

  private MemoryShortage() {}

  /** Call it while there is memory, because the first use of a class needs memory. */
  public static void prepare() {
    // The call itself initialises the class.
  }

  public static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
