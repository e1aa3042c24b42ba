// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a platform thread that waits for a ticket looks for a while before it parks.
 *
 * <p>Waking a parked thread costs tens of microseconds on a virtual machine; a page-cached read
 * costs two. So looking pays where operations finish in a few microseconds, and burns a core where
 * they take a device's eighty. The coordinator, which sees both ends of every operation, says which
 * it is. That flag is racy on purpose: a stale answer costs one spin or one park.
 */
public final class WaiterSpin {
  /** What somebody waits for. */
  public interface Awaited {
    public boolean isDone();
  }

  /** For tickets that are done when they are handed out, or that nobody knows anything about. */
  public static final WaiterSpin NONE = new WaiterSpin(0);

  /**
   * Operations at or below this are worth spinning for: about half of what a park and its wake-up
   * cost (26 us measured for a cached read whose waiter parked).
   */
  public static final long FAST_NANOS = 12_000;

  /** The longest look: what a batch takes that is as large as a ring is deep. */
  public static final long MAX_NANOS = 300_000;

  /** The shortest, about what a park and its wake-up cost. */
  private static final long MIN_NANOS = 20_000;

  /** An operation may come behind a batch that began just before it, and in a batch like that. */
  private static final int BATCHES = 3;

  /** Looks between two at the clock. */
  private static final int SPINS_PER_CLOCK = 64;

  /** More spinners than this take the cores from those that they wait for. */
  private static final int MAX_SPINNERS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final long maxNanos;
  private final AtomicInteger spinners = new AtomicInteger();
  private boolean fast;
  private long patienceNanos;

  /**
   * Looks for {@code maxNanos} at most.
   *
   * @param maxNanos 0 to look never
   */
  public WaiterSpin(long maxNanos) {
    this.maxNanos = maxNanos;
  }

  /**
   * Coordinator: whether the latest operations finished as quickly as spinning is good for.
   *
   * @param batchNanos how long they took together
   */
  public void observe(boolean seen, long batchNanos) {
    // Written only when it changes: waiters on other cores keep the line.
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

  /** {@return whether operations were done lately when submitting them returned} */
  public boolean isFast() {
    return fast;
  }

  /** {@return how many threads spin now, or find that too many do} */
  int spinners() {
    return spinners.get();
  }

  /** {@return whether {@code ticket} is done} */
  public boolean spinUntilDone(Awaited ticket) {
    if (!fast || Thread.currentThread().isVirtual()) {
      return false;
    }
    try {
      return spinners.getAndIncrement() < MAX_SPINNERS && spin(ticket);
    } finally {
      spinners.getAndDecrement();
    }
  }

  private boolean spin(Awaited ticket) {
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
