// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.iosched.Ticket;
import java.io.IOException;
import java.util.concurrent.CyclicBarrier;

/** Threads of tests that wait for tickets and for each other. */
final class Waiters {
  private Waiters() {}

  static Thread start(boolean virtual, Runnable task) {
    return virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task);
  }

  /** Spins until {@code thread} waits and its interrupt flag is cleared, or it has ended. */
  static void awaitParkedUninterrupted(Thread thread) {
    while (thread.isInterrupted() || !hasComeToRest(thread.getState())) {
      Thread.onSpinWait();
    }
  }

  private static boolean hasComeToRest(Thread.State state) {
    return state == Thread.State.WAITING
        || state == Thread.State.TIMED_WAITING
        || state == Thread.State.TERMINATED;
  }

  static long awaitQuietly(Ticket ticket) {
    try {
      return ticket.await();
    } catch (IOException e) {
      return -1;
    }
  }

  static void pass(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
