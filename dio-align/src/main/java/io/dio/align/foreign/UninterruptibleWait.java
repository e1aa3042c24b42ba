// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits that an interrupt does not end. Every wait of dio that must not stop early is made here: if
 * a thread stopped waiting for I/O because of an interrupt, the kernel would still use the memory.
 *
 * <p>An interrupt during the wait is not lost. The flag is set again when the wait is over, so that
 * the next interruptible call sees it.
 */
public final class UninterruptibleWait {

  /** A wait that an interrupt ends with an exception. It can be made again. */
  @FunctionalInterface
  public interface Interruptible {
    /** Waits until the event has happened. */
    void await() throws InterruptedException;
  }

  /** An event that a parked thread waits for. */
  @FunctionalInterface
  public interface Awaited {
    /** {@return whether the event has happened} */
    boolean isDone();
  }

  private UninterruptibleWait() {}

  /** Makes {@code wait}, and makes it again after each interrupt until it returns. */
  public static void complete(Interruptible wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          wait.await();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      restore(interrupted);
    }
  }

  /**
   * Parks until {@code awaited} is done. The thread that makes it done must unpark this one. This
   * method allocates nothing.
   *
   * @param blocker the object that a thread dump shows as the reason
   */
  public static void park(Object blocker, Awaited awaited) {
    boolean interrupted = false;
    try {
      while (!awaited.isDone()) {
        // While the flag is set, park() returns at once and the loop would spin.
        interrupted |= Thread.interrupted();
        LockSupport.park(blocker);
      }
    } finally {
      restore(interrupted);
    }
  }

  /**
   * As {@link #park}, but for a limited time. {@return whether {@code awaited} is done} Parking a
   * virtual thread for a limited time takes memory.
   *
   * @param nanos the longest time in nanoseconds
   */
  public static boolean parkNanos(Object blocker, Awaited awaited, long nanos) {
    long deadlineNanos = System.nanoTime() + nanos;
    long leftNanos = nanos;
    boolean interrupted = false;
    try {
      while (!awaited.isDone()) {
        if (leftNanos <= 0) {
          return false;
        }
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(blocker, leftNanos);
        leftNanos = deadlineNanos - System.nanoTime();
      }
      return true;
    } finally {
      restore(interrupted);
    }
  }

  /** Waits until {@code thread} has ended. */
  public static void join(Thread thread) {
    complete(new Join(thread));
  }

  /** It is not a lambda, because each scheduler that closes comes here. */
  private record Join(Thread thread) implements Interruptible {
    @Override
    public void await() throws InterruptedException {
      thread.join();
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
