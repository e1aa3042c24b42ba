// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.foreign.UninterruptibleWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Keeps a file open while it is in use. Users acquire and release it. Shutting refuses new users
 * and waits until the last user has released the file.
 *
 * <p>The counter is striped, because with one counter all threads that read a file would contend
 * for one cache line. The thread selects the stripe. Another thread may release a hold, so a single
 * stripe can be negative. Only the sum counts.
 *
 * <p>This is safe because every access is volatile, so all threads see all accesses in one order. A
 * user first adds and then reads {@code state}. The thread that shuts first sets {@code state} and
 * then sums the stripes. So a user either sees that the file is shut, or was counted before the
 * summing began. From then on stripes only fall. The exception is a user that is being refused,
 * which adds and subtracts on one stripe. A sum that is read stripe by stripe can therefore be too
 * high but never too low, and zero means that no user is left.
 */
final class FileHold implements UninterruptibleWait.Awaited {
  /**
   * The distance of two stripes in longs. It is two cache lines, because processors fetch lines in
   * pairs.
   */
  private static final int STRIDE = 16;

  /**
   * The number of stripes. There are enough that threads rarely share one. The number is limited,
   * because every open file needs 128 bytes per stripe.
   */
  private static final int STRIPES =
      Integer.highestOneBit(Math.min(16, Runtime.getRuntime().availableProcessors() * 2));

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int OPEN = 0;

  /** A thread is deciding whether to shut the file, or is {@link #alone} with it. */
  private static final int UNDECIDED = 1;

  private static final int SHUT = 2;

  /** The sleep of a user that arrives while the state is undecided. */
  private static final long DECISION_NANOS = 10_000;

  /**
   * The first stride keeps the array's header, which every access reads, out of the first stripe.
   */
  private final long[] cells = new long[(STRIPES + 1) * STRIDE];

  private volatile int state = OPEN;
  private volatile Thread waiter;

  /**
   * {@return true if the file is now held; false if it is shut, and then nothing must be released}
   */
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
    // Either this thread sees that the file is shut, or its release came before shut() summed the
    // stripes. Then no wake-up is needed.
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

  /** {@return whether no user holds the file, which {@link #shut} waits for} */
  @Override
  public boolean isDone() {
    return !isHeld();
  }

  private long sum() {
    long sum = 0;
    for (int stripe = 1; stripe <= STRIPES; stripe++) {
      sum += (long) CELL.getVolatile(cells, stripe * STRIDE);
    }
    return sum;
  }

  /**
   * Refuses new users and waits until no user is left. Only one thread at a time may call it. An
   * interrupt does not end the wait; the interrupt flag is restored.
   */
  void shut() {
    waiter = Thread.currentThread();
    state = SHUT;
    // This object is the condition of the wait. After the state is set, nothing may be allocated:
    // a close that failed here for lack of memory would leave the descriptor open for ever.
    UninterruptibleWait.park(this, this);
    waiter = null;
  }

  /**
   * Shuts the file if no user holds it, for a thread that must not wait. Only one thread at a time
   * may call it. Users that arrive at the same moment wait for the decision. Otherwise they could
   * be told that the file is closed although it stays open.
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
   * Makes a call while only the caller holds the file. Users that arrive meanwhile wait. Only one
   * thread at a time may call it, and not at the same time as {@link #shut} or {@link #tryShut}.
   *
   * @return the result of the call, or {@code refusal} if another user holds the file
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
