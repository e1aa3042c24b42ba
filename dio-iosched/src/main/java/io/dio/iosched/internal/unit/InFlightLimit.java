// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.internal.ticket.SharedCopies;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the number of operations that are accepted and have not ended. A thread that exceeds the
 * limit waits; threads are served in order.
 */
public final class InFlightLimit {
  private static final int NO_LIMIT = 0;

  private final int max;
  private final Semaphore permits;
  private final SharedCopies sharedCopies;

  /**
   * Creates a limit.
   *
   * @param max the largest number of operations; 0 for no limit
   * @param sharedCopies learn that a thread has to wait: they take a part of the limit
   */
  InFlightLimit(int max, SharedCopies sharedCopies) {
    this.max = max;
    this.sharedCopies = sharedCopies;
    // The semaphore is fair. A chain needs several permits at once, and would starve behind
    // threads that need one.
    this.permits = max == NO_LIMIT ? null : new Semaphore(max, true);
  }

  /**
   * Takes {@code count} permits and waits for them if necessary. An interrupt does not end the
   * wait.
   *
   * @throws IllegalArgumentException if {@code count} exceeds the limit
   * @throws IllegalStateException if it had to wait on a thread that completes operations
   */
  public void acquire(int count) {
    if (permits == null) {
      return;
    }
    if (count > max) {
      throw new IllegalArgumentException(
          count + " operations at once are more than maxInFlight, " + max);
    }
    if (!tryAcquire(count)) {
      CompletionThread.refuseBlocking("IoScheduler.submit() with maxInFlight reached");
      sharedCopies.awaited();
      permits.acquireUninterruptibly(count);
    }
  }

  /** Respects the order of waiting threads, unlike {@link Semaphore#tryAcquire(int)}. */
  private boolean tryAcquire(int count) {
    boolean interrupted = Thread.interrupted();
    try {
      return permits.tryAcquire(count, 0, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public void release(int count) {
    if (permits != null) {
      permits.release(count);
    }
  }

  /** Ends all waits because the scheduler has failed; the waiting submissions are then refused. */
  void abolish() {
    if (permits != null) {
      permits.release(Math.max(0, Integer.MAX_VALUE / 2 - max));
    }
  }
}
