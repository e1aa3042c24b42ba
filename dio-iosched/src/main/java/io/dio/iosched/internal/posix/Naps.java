// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The naps of a worker that was called for operations and found none, because the threads that wait
 * for them took them back. Until the end of the nap no other worker is called, so such operations
 * wake one worker in a while and not one each.
 *
 * <p>The lock of {@link SharedWork} guards everything except what says otherwise.
 */
final class Naps {
  /**
   * The nap if virtual threads take reads back. With it, 8 virtual threads take 1.15 times the
   * processor time of a FileChannel for a submitted read, and 1.05 times for {@code
   * IoScheduler.read}, which needs no worker.
   */
  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /**
   * The nap if a platform thread makes one operation after the other itself. It is longer than the
   * durable write of most devices. With short naps a thread that writes durably takes 1.9 times the
   * processor time of a FileChannel, with long ones 1.1 times.
   */
  private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** The nap that is added for an operation that may just have been submitted. */
  private static final long GRACE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private static final int FIRST_STREAK = 32;
  private static final int LONGEST_STREAK = 1 << 16;

  /** Written under the lock, and read without it. */
  private volatile Worker napper;

  private long nanos;

  /** Whether the latest nap lasted to its end. Only the thread that naps uses it. */
  private boolean sleptOut;

  private long takenBack;
  private long seenTakenBack;

  /**
   * The number of operations in a row for which a platform thread waited, or which it took back.
   */
  private int streak;

  private int neededStreak = FIRST_STREAK;

  /** The operation that a worker left in the queue once, for its waiter. */
  private Unit spared;

  /** {@return the worker that naps, or null} Any thread may call it, without the lock. */
  Worker napper() {
    return napper;
  }

  /** Notes that the thread that waits for {@code unit} took it back. */
  void tookBack(Unit unit) {
    takenBack++;
    if (unit == spared) {
      spared = null;
    }
    count(mayDefer(unit));
  }

  /** Notes that a worker has made {@code work}, whose waiters are not woken yet. */
  void executed(BlockingWork work) {
    count(work instanceof Unit unit && mayDefer(unit) && unit.isAwaitedByPlatformThread());
  }

  private void count(boolean awaited) {
    streak = awaited ? Math.min(streak + 1, LONGEST_STREAK) : 0;
  }

  /**
   * {@return whether platform threads have waited for so many operations in a row that they make
   * the next ones} Without the lock it is only a guess.
   */
  boolean areLong() {
    return streak >= neededStreak;
  }

  private static boolean mayDefer(Unit unit) {
    return unit instanceof Submission submission && submission.isDeferrable();
  }

  /**
   * Begins a nap of {@code self}, which found nothing, if operations were taken back meanwhile.
   * {@return whether it did}
   */
  boolean begin(Worker self) {
    spared = null; // it is not in the queue any more, and must not stay reachable
    if (takenBack == seenTakenBack) {
      return false;
    }
    seenTakenBack = takenBack;
    nanos = areLong() ? LONG_NANOS : SHORT_NANOS;
    napper = self;
    return true;
  }

  /**
   * Ends the nap of {@code self}, if there is one. {@return whether it was a long one that nothing
   * cut short}
   */
  boolean end(Worker self) {
    if (napper != self) {
      return false;
    }
    napper = null;
    return nanos == LONG_NANOS && sleptOut;
  }

  /**
   * Begins a short addition to the long nap of {@code self}, if {@code head} has perhaps just
   * arrived and its waiter may take it back. An operation that is there at the end of the addition
   * is late: its submitter does not wait for it. Then a longer sequence must come before the next
   * long nap. {@return whether the worker naps}
   */
  boolean spares(Unit head, Worker self) {
    if (head == null || !mayDefer(head)) {
      return false;
    }
    spared = head;
    nanos = GRACE_NANOS;
    napper = self;
    return true;
  }

  /** Notes that a worker begins {@code head}. */
  void begins(Unit head) {
    if (head == spared) {
      streak = 0;
      neededStreak = Math.min(2 * neededStreak, LONGEST_STREAK);
    }
    spared = null;
  }

  /** Sleeps; the thread of the nap calls it, without the lock. */
  void sleep() {
    long begunNanos = System.nanoTime();
    LockSupport.parkNanos(this, nanos);
    sleptOut = System.nanoTime() - begunNanos >= nanos;
  }
}
