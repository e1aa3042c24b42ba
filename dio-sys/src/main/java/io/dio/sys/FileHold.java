// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Keeps a file open while something uses it: users acquire and release, and shutting waits until
 * nobody is left and lets nobody in.
 *
 * <p>Counting is striped: with one counter all threads that read one file would fight for one cache
 * line. A stripe is chosen by the thread, and a hold may be released by another thread than the one
 * that acquired it, so a single stripe may go below zero and only the sum counts.
 *
 * <p>Why that is safe: every access here is volatile, hence there is one order of all of them. A
 * user adds first and then reads {@code state}; whoever shuts sets it first and then adds up. So a
 * user either sees that the file is shut, or has been counted before the adding up began. From then
 * on stripes only fall, but for users who are being refused: each of those adds and takes away on
 * one stripe. A sum read one stripe after the other can therefore be too high, never too low; and
 * zero means that nobody is left.
 */
final class FileHold {
  /** Two cache lines of longs, as adjacent lines are fetched in pairs. */
  private static final int STRIDE = 16;

  /** Enough that threads seldom meet; bounded, since every open file pays 128 bytes per stripe. */
  private static final int STRIPES =
      Integer.highestOneBit(Math.min(16, Runtime.getRuntime().availableProcessors() * 2));

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int OPEN = 0;

  /**
   * It is being found out whether the file is to be shut, or somebody is {@link #alone} with it.
   */
  private static final int UNDECIDED = 1;

  private static final int SHUT = 2;

  /** How long those sleep who come while it is undecided. */
  private static final long DECISION_NANOS = 10_000;

  /**
   * The first stride keeps the array's header, which every access reads, out of the first stripe.
   */
  private final long[] cells = new long[(STRIPES + 1) * STRIDE];

  private volatile int state = OPEN;
  private volatile Thread waiter;

  /** {@return true once the file is held, false, and nothing to release, if it is shut} */
  boolean tryAcquire() {
    int cell = cell();
    while (true) {
      long _ = (long) CELL.getAndAdd(cells, cell, 1L);
      if (state == OPEN) {
        return true;
      }
      release(cell);
      if (isShutDecided()) {
        return false;
      }
    }
  }

  private boolean isShutDecided() {
    int seen;
    while ((seen = state) == UNDECIDED) {
      LockSupport.parkNanos(this, DECISION_NANOS);
    }
    return seen == SHUT;
  }

  void release() {
    release(cell());
  }

  private void release(int cell) {
    long _ = (long) CELL.getAndAdd(cells, cell, -1L);
    // Either this sees that it is shut, or the stripe fell before shut() began to add up and needs
    // no wake-up.
    if (state != OPEN) {
      LockSupport.unpark(waiter);
    }
  }

  private static int cell() {
    int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
    return (stripe + 1) * STRIDE;
  }

  boolean isShut() {
    return state == SHUT;
  }

  boolean isHeld() {
    return sum() != 0;
  }

  private long sum() {
    long sum = 0;
    for (int stripe = 1; stripe <= STRIPES; stripe++) {
      sum += (long) CELL.getVolatile(cells, stripe * STRIDE);
    }
    return sum;
  }

  /**
   * Lets nobody in and waits until nobody is left. One thread at a time. An interrupt does not end
   * the wait; it is there again afterwards.
   */
  void shut() {
    waiter = Thread.currentThread();
    state = SHUT;
    boolean interrupted = false;
    while (isHeld()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // park would return at once from now on
    }
    waiter = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Shuts if nobody holds the file, for a thread that must not wait. One thread at a time. Users
   * who come at the same moment wait for the decision, or they would be told that a file is closed
   * that then stays open.
   *
   * @return whether the file is shut
   */
  boolean tryShut() {
    if (isHeld()) {
      return false;
    }
    state = UNDECIDED;
    boolean held = isHeld();
    state = held ? OPEN : SHUT;
    return !held;
  }

  /**
   * Makes a call while the caller is the only one that holds the file. Users who come meanwhile
   * wait. One thread at a time, and not beside {@link #shut} or {@link #tryShut}.
   *
   * @return what the call returned, or {@code refusal} if somebody else holds the file
   */
  int alone(IntSupplier call, int refusal) {
    state = UNDECIDED;
    try {
      return sum() == 1 ? call.getAsInt() : refusal;
    } finally {
      state = OPEN;
    }
  }
}
