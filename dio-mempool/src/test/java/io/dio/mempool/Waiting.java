// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.testing.fixtures.TimeLimits;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for actions of other threads, without guessing how long they take. */
final class Waiting {

  private static final long LIMIT_NANOS = TimeLimits.ofSeconds(30).toNanos();

  private static final long POLL_NANOS = 20_000;

  private Waiting() {}

  /** Returns as soon as a condition holds, and fails the test if it never does. */
  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT_NANOS) {
        throw new AssertionError("waited too long until " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until a thread has ended. */
  static void untilEnded(Thread thread) {
    until(thread.getName() + " has ended", () -> !thread.isAlive());
  }

  /** Waits until a pool has this many waiting threads. */
  static void untilWaiting(Pool<?> pool, int threads) {
    until(threads + " threads wait for " + pool.name(), () -> pool.waiting() == threads);
  }
}
