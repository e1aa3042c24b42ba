// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a platform thread that waits for a ticket spins for a while before it parks.
 *
 * <p>On a virtual machine, waking a parked thread costs tens of microseconds; a read from the page
 * cache costs two. So spinning pays if operations finish within a few microseconds. It wastes a
 * core if they take the 80 microseconds of a device. The coordinator sees the start and the end of
 * every operation and sets a flag. The flag is racy on purpose: a stale value costs one spin or one
 * park.
 */
public final class WaiterSpin {
  /**
   * The rule without spinning, for tickets that are done when they are returned, or whose duration
   * is unknown.
   */
  public static final WaiterSpin NONE = new WaiterSpin(0);

  /**
   * Operations that take at most this time are worth spinning for. It is about half the cost of a
   * park and its wake-up (26 us measured for a cached read whose waiter parked).
   */
  public static final long FAST_NANOS = 12_000;

  /**
   * The longest spin: the time of a batch that is as large as the default ring depth. A batch of
   * 256 cached reads takes about 320 us, because each takes 1.24 us at that window on two
   * processors.
   */
  public static final long MAX_NANOS = 300_000;

  /** The shortest spin, about the cost of a park and its wake-up (26 us, see above). */
  private static final long MIN_NANOS = 20_000;

  /**
   * The length of a spin in batches: an operation may have to wait for a batch that started just
   * before it, and is then in a batch of the same size itself.
   */
  private static final int BATCHES = 3;

  /** The number of checks between two readings of the clock. */
  private static final int SPINS_PER_CLOCK = 64;

  /**
   * The largest number of spinning threads. More would take the cores from the threads that they
   * wait for.
   */
  private static final int MAX_SPINNERS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final long maxNanos;
  private final AtomicInteger spinners = new AtomicInteger();
  private boolean fast;
  private long patienceNanos;

  /**
   * Creates a rule.
   *
   * @param maxNanos the longest spin in nanoseconds; 0 to never spin
   */
  public WaiterSpin(long maxNanos) {
    this.maxNanos = maxNanos;
  }

  /**
   * Sets whether the latest operations finished quickly enough for spinning. Only the coordinator
   * calls it.
   *
   * @param batchNanos the time that they took together
   */
  public void observe(boolean seen, long batchNanos) {
    // Written only when it changes, so that waiters on other cores keep the cache line.
    if (fast != seen) {
      fast = seen;
    }
    if (seen) {
      long patience = Math.min(Math.max(MIN_NANOS, BATCHES * batchNanos), maxNanos);
      if (patience > patienceNanos || patience < patienceNanos / 2) {
        patienceNanos = patience;
      }
    }
  }

  /** {@return whether recent operations were done when their submission returned} */
  public boolean isFast() {
    return fast;
  }

  /**
   * Spins until {@code ticket} is done or the time is over. {@return whether {@code ticket} is
   * done}
   */
  public boolean spinUntilDone(UninterruptibleWait.Awaited ticket) {
    if (!fast || Thread.currentThread().isVirtual()) {
      return false;
    }
    try {
      return spinners.getAndIncrement() < MAX_SPINNERS && spin(ticket);
    } finally {
      spinners.getAndDecrement();
    }
  }

  private boolean spin(UninterruptibleWait.Awaited ticket) {
    long deadlineNanos = System.nanoTime() + patienceNanos;
    do {
      for (int i = 0; i < SPINS_PER_CLOCK; i++) {
        if (ticket.isDone()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() < deadlineNanos);
    return false;
  }
}
