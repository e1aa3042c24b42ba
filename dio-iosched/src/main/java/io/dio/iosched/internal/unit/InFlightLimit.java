// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.CompletionThread;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many operations may be accepted and not ended at once; who comes above that waits, in order.
 */
public final class InFlightLimit {
  private static final int NO_LIMIT = 0;

  private final int max;
  private final Semaphore permits;

  /**
   * Limits to {@code max}.
   *
   * @param max 0 for no limit
   */
  InFlightLimit(int max) {
    this.max = max;
    // Fair: a chain needs several at once, and would starve behind those that need one.
    this.permits = max == NO_LIMIT ? null : new Semaphore(max, true);
  }

  /**
   * Takes {@code count}, waiting for it; an interrupt does not end the wait.
   *
   * @throws IllegalArgumentException if there will never be that many
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
      permits.acquireUninterruptibly(count);
    }
  }

  /** In turn, where {@link Semaphore#tryAcquire(int)} overtakes those that wait. */
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

  /** The scheduler is dead: lets through all who wait, to be refused. */
  void abolish() {
    if (permits != null) {
      permits.release(Math.max(0, Integer.MAX_VALUE / 2 - max));
    }
  }
}
