// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets blocking syncs of one file share system calls, which is known as group commit.
 *
 * <p>A sync covers every write that completed before its system call began. So while one call is
 * running, the threads that come gather for the next one. When the first call has ended, the next
 * one waits a little for the threads that the first one served, as {@link SyncCompany} says. The
 * thread that comes last makes the call for all, or, when the wait is over, one of those that are
 * there. The call began after each of them had come, so it covers the writes of each.
 *
 * <p>A failure is the failure of everyone who gathered for that call. Thread-safe.
 */
public final class JoinedSyncs {
  /** Makes one system call for all waiting threads. */
  @FunctionalInterface
  public interface Call<E extends Exception> {
    /**
     * Makes the call.
     *
     * @param metadataToo whether one of them needs all metadata to be synced
     */
    void make(boolean metadataToo) throws E;
  }

  /**
   * One thread that waits, an element of a list. It is also the condition of the wait, because
   * nothing can be allocated between joining a round and waiting: a thread that failed there could
   * be the one that the others count on.
   */
  private static final class Waiter implements UninterruptibleWait.Awaited {
    final Thread thread = Thread.currentThread();
    Round round;
    Waiter next;

    /** Whether this thread has to make the call when the round has waited long enough. */
    volatile boolean isTimekeeper;

    /** Whether it has begun with that; only the thread itself uses it. */
    boolean timedWaitBegun;

    /** {@return whether the round has ended, or this thread has to make the call} */
    boolean isSettled() {
      return round.ended || round.leader == this;
    }

    @Override
    public boolean isDone() {
      return isSettled() || (isTimekeeper && !timedWaitBegun);
    }
  }

  /** The threads that share one system call. */
  private static final class Round {
    /** Guarded by the lock, like the next two. */
    boolean metadataToo;

    /** All threads of the round, newest first. */
    Waiter waiters;

    int count;

    /** Until when it waits for more threads. Written before {@link Waiter#isTimekeeper}. */
    private long waitUntilNanos;

    /** Whose thread is to make the call, once it is this round's turn. */
    volatile Waiter leader;

    private volatile boolean ended;

    /** Why the call failed, or null. Written before {@link #ended}. */
    private Exception failure;

    /** Whether the leader could not make the call, for lack of memory. As {@link #failure}. */
    private boolean callNotMade;
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** Whether the call of a round is running; guarded by the lock, like all below. */
  private boolean running;

  /** The round that gathers, or null. */
  private Round gathering;

  private final SyncCompany company = new SyncCompany();

  private final LongSupplier clock;

  /** Creates a record of no syncs. */
  public JoinedSyncs() {
    this(System::nanoTime);
  }

  /**
   * Creates a record of no syncs with another clock, so that tests are deterministic.
   *
   * @param clock a clock like {@link System#nanoTime}
   */
  public JoinedSyncs(LongSupplier clock) {
    this.clock = clock;
  }

  /** {@return whether several threads are likely to need the next sync} It is a guess. */
  public boolean isShared() {
    return company.isExpected(clock.getAsLong());
  }

  /**
   * Makes a sync, or takes part in one that another thread makes. An interrupt does not end the
   * wait; the interrupt flag is restored.
   *
   * @param metadataToo whether all metadata must be synced
   * @return the failure of the call that another thread made for this one, or null if it succeeded
   * @throws E the failure of the call that this thread made
   */
  public <E extends Exception> Exception sync(boolean metadataToo, Call<E> call) throws E {
    while (true) {
      Waiter waiter = join(metadataToo);
      Round round = waiter.round;
      await(waiter);
      if (!round.ended) {
        lead(waiter, call);
        return null;
      }
      if (!round.callNotMade) {
        return round.failure;
      }
    }
  }

  /** {@return the place of this thread in the round that it makes or gathers for} */
  private Waiter join(boolean metadataToo) {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      if (gathering == null) {
        gathering = new Round();
      }
      Round round = gathering;
      waiter.round = round;
      waiter.next = round.waiters;
      round.waiters = waiter;
      round.count++;
      round.metadataToo |= metadataToo;
      if (!running && !starts(waiter) && waiter.next == null) {
        makeTimekeeper(waiter);
      }
      return waiter;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes the thread of {@code waiter} the leader of its round if the call may start. {@return
   * whether it did; otherwise some thread has to keep time}
   */
  private boolean starts(Waiter waiter) {
    Round round = waiter.round;
    long nowNanos = clock.getAsLong();
    if (!company.mayStart(round.count, nowNanos)) {
      return false;
    }
    start(waiter, nowNanos);
    return true;
  }

  private void start(Waiter leader, long nowNanos) {
    company.begins(leader.round.count, nowNanos);
    running = true;
    gathering = null;
    leader.round.leader = leader;
  }

  private void makeTimekeeper(Waiter waiter) {
    waiter.round.waitUntilNanos = company.waitUntilNanos();
    waiter.isTimekeeper = true;
  }

  /** Waits until the round has ended, or the thread of {@code waiter} has to make the call. */
  private void await(Waiter waiter) {
    UninterruptibleWait.park(this, waiter);
    if (waiter.isSettled()) {
      return;
    }
    waiter.timedWaitBegun = true;
    if (!awaitsInTime(waiter)) {
      startLate(waiter);
    }
    UninterruptibleWait.park(this, waiter);
  }

  private boolean awaitsInTime(Waiter waiter) {
    while (!waiter.isDone()) {
      long leftNanos = waiter.round.waitUntilNanos - clock.getAsLong();
      if (leftNanos <= 0) {
        return false;
      }
      try {
        UninterruptibleWait.parkNanos(this, waiter, leftNanos);
      } catch (OutOfMemoryError e) {
        // The others count on this thread.
        return false;
      }
    }
    return true;
  }

  private void startLate(Waiter waiter) {
    lock.lock();
    try {
      if (waiter.round == gathering) {
        start(waiter, clock.getAsLong());
      }
    } finally {
      lock.unlock();
    }
  }

  private <E extends Exception> void lead(Waiter leader, Call<E> call) throws E {
    Round round = leader.round;
    boolean made = false;
    try {
      call.make(round.metadataToo);
      made = true;
    } catch (Exception e) {
      round.failure = e;
      made = true;
      throw e;
    } finally {
      round.callNotMade = !made;
      end(leader);
    }
  }

  /** Ends a round. Allocates nothing, so that it works when no memory is left. */
  private void end(Waiter leader) {
    Round round = leader.round;
    Waiter first;
    boolean started = false;
    lock.lock();
    try {
      round.ended = true;
      running = false;
      first = gathering == null ? null : gathering.waiters;
      company.ended(round.count, first == null ? 0 : gathering.count, clock.getAsLong());
      if (first != null) {
        started = starts(first);
        if (!started) {
          makeTimekeeper(first);
        }
      }
    } finally {
      lock.unlock();
    }
    if (started) {
      // First, because the device has nothing to do before it.
      LockSupport.unpark(first.thread);
    }
    for (Waiter waiter = round.waiters; waiter != null; waiter = waiter.next) {
      if (waiter != leader) {
        LockSupport.unpark(waiter.thread);
      }
    }
    if (first != null && !started) {
      LockSupport.unpark(first.thread);
    }
  }
}
