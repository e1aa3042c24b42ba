// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets blocking syncs of one file share system calls, which is known as group commit.
 *
 * <p>A sync covers every write that completed before its system call began. So while one call is
 * running, the threads that come gather for the next one. When the first call has ended, one of
 * them makes the next call for all. The call began after each of them had come, so it covers the
 * writes of each.
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

    /** {@return whether the round has ended, or this thread has to make the call} */
    @Override
    public boolean isDone() {
      return round.ended || round.leader == thread;
    }
  }

  /** The threads that share one system call. */
  private static final class Round {
    /** Guarded by the lock. */
    boolean metadataToo;

    /** The waiting threads, newest first; guarded by the lock. */
    Waiter waiters;

    /** The thread that is to make the call, once it is this round's turn. */
    volatile Thread leader;

    private volatile boolean ended;

    /** Why the call failed, or null. Written before {@link #ended}. */
    private Exception failure;

    /** Whether the leader could not make the call, for lack of memory. As {@link #failure}. */
    private boolean missed;
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** The round whose call is running, or null; guarded by the lock. */
  private Round running;

  /** The round that gathers, or null; guarded by the lock. */
  private Round gathering;

  /** Creates a record of no syncs. */
  public JoinedSyncs() {}

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
      UninterruptibleWait.park(this, waiter);
      if (!round.ended) {
        lead(round, call);
        return null;
      }
      if (!round.missed) {
        return round.failure;
      }
    }
  }

  /** {@return the place of this thread in the round that it makes or gathers for} */
  private Waiter join(boolean metadataToo) {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      if (running == null) {
        waiter.round = new Round();
        waiter.round.leader = waiter.thread;
        running = waiter.round;
      } else {
        if (gathering == null) {
          gathering = new Round();
        }
        waiter.round = gathering;
        waiter.next = gathering.waiters;
        gathering.waiters = waiter;
      }
      waiter.round.metadataToo |= metadataToo;
      return waiter;
    } finally {
      lock.unlock();
    }
  }

  private <E extends Exception> void lead(Round round, Call<E> call) throws E {
    boolean made = false;
    try {
      call.make(round.metadataToo);
      made = true;
    } catch (Exception e) {
      round.failure = e;
      made = true;
      throw e;
    } finally {
      round.missed = !made;
      end(round);
    }
  }

  /** Ends a round. Allocates nothing, so that it works when no memory is left. */
  private void end(Round round) {
    Round next;
    lock.lock();
    try {
      round.ended = true;
      next = gathering;
      running = next;
      gathering = null;
      if (next != null) {
        next.leader = next.waiters.thread;
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      // First, because the device has nothing to do before it.
      LockSupport.unpark(next.leader);
    }
    for (Waiter waiter = round.waiters; waiter != null; waiter = waiter.next) {
      LockSupport.unpark(waiter.thread);
    }
  }
}
