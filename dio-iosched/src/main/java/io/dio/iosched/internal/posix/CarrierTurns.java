// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Limits how many virtual threads may block their carriers at once. The JDK adds carriers for them,
 * but only up to a limit of the whole process. If all carriers were blocked, no other virtual
 * thread would run.
 *
 * <p>A thread that finds a free turn takes it, even if others wait. So a thread that reads in a
 * loop keeps its carrier and is not parked for each read. For fairness, every few ends of a turn
 * pass the turn on to the thread that has waited longest. A thread that waits too long gives up,
 * because the others may hang in a device that does not answer.
 */
final class CarrierTurns {
  /**
   * The most turns. The other carriers that the JDK can add, 254 on two processors, are for others.
   *
   * <p>Measured with virtual threads that read direct. With 127 turns, 128 threads take 1.3 times
   * the processor time of a FileChannel, and with 136 turns 1.0, because none waits. With 190
   * turns, a thread beside 1,024 readers that sleeps 5 ms wakes in time in 0.91 of its turns, and
   * with 136 in 0.99.
   */
  static final int MOST = 136;

  /**
   * The most turns beside rings. On two processors, 20 and 24 virtual threads that read direct
   * reach 0.95 and 1.00 of a FileChannel's throughput with as much processor time in turns, and
   * 0.83 and 0.87 with 0.68 of it over the ring alone. With 32 threads the ring alone reaches 0.98
   * and 1.02 with 0.6.
   */
  static final int MOST_BESIDE_RINGS = 24;

  /** No turns. */
  static final CarrierTurns NONE = new CarrierTurns(0, 0);

  /**
   * The number of ends of turns after which one turn is passed on. To pass a turn on takes a park
   * and an unpark, so it must not happen with every read.
   */
  static final int ENDS_PER_PASS = 8;

  /**
   * The longest wait for a turn. It is long beside the time in which 1,024 threads get one: one end
   * in {@link #ENDS_PER_PASS} passes a turn on, so 1,024 threads that read 60,000 times a second
   * wait 140 ms.
   */
  static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A thread that waits for a turn. */
  private static final class Waiter extends AtomicInteger {
    static final int WAITING = 0;
    static final int GRANTED = 1;
    static final int GONE = 2;
    private static final long serialVersionUID = 1;

    final transient Thread thread = Thread.currentThread();

    boolean leave(int how) {
      return compareAndSet(WAITING, how);
    }
  }

  private final int limit;
  private final long patienceNanos;
  private final AtomicInteger free;
  private final AtomicInteger ends = new AtomicInteger();
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

  CarrierTurns(int limit, long patienceNanos) {
    this.limit = limit;
    this.patienceNanos = patienceNanos;
    this.free = new AtomicInteger(limit);
  }

  /**
   * {@return the turns for the JDK's scheduler of virtual threads} They leave two fifths of the
   * carriers that the JDK can add to other users. The numbers come from the system properties that
   * the JDK itself reads.
   *
   * @param limit the most turns
   */
  static CarrierTurns ofThisProcess(int limit) {
    int processors = Runtime.getRuntime().availableProcessors();
    int parallelism = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", processors);
    int most =
        Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", Math.max(parallelism, 256));
    return new CarrierTurns(Math.clamp((most - parallelism) * 3 / 5, 0, limit), PATIENCE_NANOS);
  }

  /** {@return the number of threads that may have a turn at once; 0 if none may} */
  int limit() {
    return limit;
  }

  /** {@return the number of turns that threads have now} */
  int taken() {
    return limit - free.get();
  }

  /**
   * Begins a turn of the current thread, and waits for it if necessary. The interrupt flag must not
   * be set. {@return whether the turn has begun; false if there was none in time or if the thread
   * was interrupted}
   */
  boolean begin() {
    return limit > 0 && (tryBegin() || await());
  }

  /** {@return whether a turn of the current thread has begun; false if none is free} */
  boolean tryBegin() {
    while (true) {
      int seen = free.get();
      if (seen == 0) {
        return false;
      }
      if (free.compareAndSet(seen, seen - 1)) {
        return true;
      }
    }
  }

  private boolean await() {
    Waiter self = new Waiter();
    waiters.add(self);
    // A turn that was free before the thread was in the queue is not passed on to it.
    if (tryBegin()) {
      if (!self.leave(Waiter.GONE)) {
        end(); // It has two.
      }
      return true;
    }
    long deadlineNanos = System.nanoTime() + patienceNanos;
    long leftNanos = patienceNanos;
    while (self.get() == Waiter.WAITING && leftNanos > 0 && !self.thread.isInterrupted()) {
      LockSupport.parkNanos(this, leftNanos);
      leftNanos = deadlineNanos - System.nanoTime();
    }
    if (!self.leave(Waiter.GONE)) {
      return true;
    }
    waiters.remove(self);
    return false;
  }

  /** Ends a turn. */
  void end() {
    if (isDueToPassOn() && passOn()) {
      return;
    }
    free.getAndIncrement();
    // A thread in the queue looks for a free turn once more before it waits. So either it has seen
    // this turn, or this thread sees it in the queue now.
    while (areManyFree() && !waiters.isEmpty() && tryBegin()) {
      if (passOn()) {
        return;
      }
      free.getAndIncrement();
    }
  }

  private boolean isDueToPassOn() {
    return !waiters.isEmpty() && ends.getAndIncrement() % ENDS_PER_PASS == 0;
  }

  /**
   * {@return whether a free turn goes to a waiting thread} If many turns are free, the threads that
   * had them do not come back for them.
   */
  private boolean areManyFree() {
    return free.get() > limit / 4;
  }

  private boolean passOn() {
    Waiter waiter;
    while ((waiter = waiters.poll()) != null) {
      if (waiter.leave(Waiter.GRANTED)) {
        LockSupport.unpark(waiter.thread);
        return true;
      }
    }
    return false;
  }
}
