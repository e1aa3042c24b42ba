// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** The call that this thread would make. */
    final Call<?> call;

    /** The executor that may make the call in its place, or null. */
    final Executor elsewhere;

    Round round;
    Waiter next;

    /** Whether this thread has to make the call when the round has waited long enough. */
    volatile boolean isTimekeeper;

    /** Whether it has begun with that; only the thread itself uses it. */
    boolean timedWaitBegun;

    /** Whether another thread makes the call in its place. */
    volatile boolean handedOver;

    Waiter(Call<?> call, Executor elsewhere) {
      this.call = call;
      this.elsewhere = elsewhere;
    }

    /** {@return whether the round has ended, or this thread has to make the call} */
    boolean isSettled() {
      return round.ended || (round.leader == this && !handedOver);
    }

    @Override
    public boolean isDone() {
      return isSettled() || (isTimekeeper && !timedWaitBegun);
    }
  }

  /** The threads that share one system call. */
  private static final class Round {
    /** Guarded by the lock, like the next three. */
    boolean metadataToo;

    /** All threads of the round, newest first. */
    Waiter waiters;

    int count;

    /** Whether so many threads sync that some do something else during a call. */
    boolean isCrowded;

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

  /**
   * The most rounds in a row that a thread of an executor leads. Then it takes its turn behind the
   * other tasks of the executor.
   */
  static final int MOST_ROUNDS_IN_A_ROW = 16;

  private final ReentrantLock lock = new ReentrantLock();

  /** Whether the call of a round is running; guarded by the lock, like all below. */
  private boolean running;

  /** The round that gathers, or null. */
  private Round gathering;

  private final SyncCompany company = new SyncCompany();

  /** Null for the clock of the system: each class costs time at the first use in a fresh JVM. */
  private final LongSupplier clock;

  /** Null for the limit of this process, for the same reason. */
  private final CarrierSyncs carriers;

  /** Creates a record of no syncs. */
  public JoinedSyncs() {
    this(null, null);
  }

  /**
   * Creates a record of no syncs with another clock, so that tests are deterministic.
   *
   * @param clock a clock like {@link System#nanoTime}
   */
  public JoinedSyncs(LongSupplier clock) {
    this(clock, null);
  }

  JoinedSyncs(LongSupplier clock, CarrierSyncs carriers) {
    this.clock = clock;
    this.carriers = carriers;
  }

  private long nowNanos() {
    return clock == null ? System.nanoTime() : clock.getAsLong();
  }

  /** {@return whether several threads are likely to need the next sync} It is a guess. */
  public boolean isShared() {
    return company.isExpected(nowNanos());
  }

  /** {@return whether at least {@code count} threads have synced lately} It is a guess. */
  public boolean areShared(int count) {
    return company.areAround(count, nowNanos());
  }

  /** As {@link #sync(boolean, Executor, Call)}, with a call that this thread makes itself. */
  public <E extends Exception> Exception sync(boolean metadataToo, Call<E> call) throws E {
    return sync(metadataToo, null, call);
  }

  /**
   * Makes a sync, or takes part in one that another thread makes. An interrupt does not end the
   * wait; the interrupt flag is restored.
   *
   * @param metadataToo whether all metadata must be synced
   * @param elsewhere runs the call in place of this thread, or null. A virtual thread needs it, so
   *     that the call does not block its carrier. If it refuses, this thread makes the call.
   * @return the failure of the call that another thread made for this one, or null if it succeeded
   * @throws E the failure of the call that this thread made
   */
  public <E extends Exception> Exception sync(boolean metadataToo, Executor elsewhere, Call<E> call)
      throws E {
    while (true) {
      Waiter waiter = new Waiter(call, elsewhere);
      join(waiter, metadataToo);
      Round round = waiter.round;
      await(waiter);
      if (!round.ended && leads(waiter, call)) {
        return null;
      }
      if (!round.callNotMade) {
        return round.failure;
      }
    }
  }

  /** Gives {@code waiter} its place in the round that its thread makes or gathers for. */
  private void join(Waiter waiter, boolean metadataToo) {
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
    long nowNanos = nowNanos();
    if (!company.mayStart(round.count, nowNanos)) {
      return false;
    }
    start(waiter, nowNanos);
    return true;
  }

  private void start(Waiter leader, long nowNanos) {
    leader.round.isCrowded = company.isCrowded(nowNanos);
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
      long leftNanos = waiter.round.waitUntilNanos - nowNanos();
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
        start(waiter, nowNanos());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Leads the round of {@code leader}, or waits until another thread has done it. {@return whether
   * this thread did}
   *
   * <p>A few virtual threads all wait for the same call, so one of them makes it: the way to
   * another thread and back would take as long as a call of a fast device. Of many, some can go on
   * meanwhile if their carriers are free.
   */
  private <E extends Exception> boolean leads(Waiter leader, Call<E> call) throws E {
    if (leader.elsewhere == null) {
      lead(leader, call);
      return true;
    }
    CarrierSyncs blocked = carriers == null ? CarrierSyncs.OF_THIS_PROCESS : carriers;
    if (!leader.round.isCrowded && blocked.tryBegin()) {
      try {
        lead(leader, call);
      } finally {
        blocked.end();
      }
      return true;
    }
    if (!handsOver(leader)) {
      lead(leader, call);
      return true;
    }
    UninterruptibleWait.park(this, leader);
    return false;
  }

  /** {@return whether another thread leads the round of {@code leader}} Never throws. */
  private boolean handsOver(Waiter leader) {
    Deputy deputy = null;
    leader.handedOver = true;
    try {
      deputy = new Deputy(leader);
      leader.elsewhere.execute(deputy);
    } catch (Throwable e) {
      // It has shut down, or there is no memory or no thread for it. An executor may have the task
      // all the same.
      leader.handedOver = deputy != null && !deputy.mayBegin();
    }
    return leader.handedOver;
  }

  /** Leads rounds in place of the threads of their leaders, which get failures as others do. */
  private final class Deputy implements Runnable {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Waiter first;

    Deputy(Waiter first) {
      this.first = first;
    }

    /** {@return whether the current thread is the one that makes the call} */
    boolean mayBegin() {
      return begun.compareAndSet(false, true);
    }

    @Override
    public void run() {
      if (mayBegin()) {
        Waiter leader = first;
        for (int rounds = 1; leader != null; rounds++) {
          leader = leadFor(leader, rounds < MOST_ROUNDS_IN_A_ROW);
        }
      }
    }
  }

  /**
   * Leads a round in place of another thread.
   *
   * @param goesOn as for {@link #end}
   * @return the leader of the next round that this thread has to lead, or null
   */
  private Waiter leadFor(Waiter leader, boolean goesOn) {
    Round round = leader.round;
    boolean made = false;
    try {
      leader.call.make(round.metadataToo);
      made = true;
    } catch (Exception e) {
      round.failure = e;
      made = true;
    } catch (Throwable _) {
      // The leader makes the call.
    }
    round.callNotMade = !made;
    return end(leader, goesOn);
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
      end(leader, false);
    }
  }

  /**
   * Ends a round. Allocates nothing, so that it works when no memory is left.
   *
   * @param goesOn whether this thread leads the next round, too, if it may do so for that leader.
   *     For that of another executor it may not: the owner of this one may be waiting for its end.
   * @return the leader in whose place it does, or null
   */
  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  private Waiter end(Waiter leader, boolean goesOn) {
    Round round = leader.round;
    Waiter first;
    boolean started = false;
    Waiter next = null;
    lock.lock();
    try {
      round.ended = true;
      running = false;
      first = gathering == null ? null : gathering.waiters;
      company.ended(round.count, first == null ? 0 : gathering.count, nowNanos());
      if (first != null) {
        // Written before it leads: it must not begin with the call itself.
        first.handedOver = goesOn && first.elsewhere == leader.elsewhere;
        started = starts(first);
        first.handedOver &= started;
        next = first.handedOver ? first : null;
        if (!started) {
          makeTimekeeper(first);
        }
      }
    } finally {
      lock.unlock();
    }
    if (started && next == null) {
      // First, because the device has nothing to do before it.
      LockSupport.unpark(first.thread);
    }
    for (Waiter waiter = round.waiters; waiter != null; waiter = waiter.next) {
      if (waiter != leader || leader.handedOver) {
        LockSupport.unpark(waiter.thread);
      }
    }
    if (first != null && !started) {
      LockSupport.unpark(first.thread);
    }
    return next;
  }
}
