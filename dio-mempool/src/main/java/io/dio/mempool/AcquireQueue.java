// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * The queue of threads that wait for a slot, first come first served.
 *
 * <p>A freed slot goes to the thread that has waited longest. The releasing thread claims it for
 * the waiter, so that no other thread can take it before the waiter runs. A thread that wants a
 * slot while others wait joins the end of the queue. While no thread waits, acquire and release
 * read one flag here and take no lock.
 *
 * <p>No wake-up is lost. A waiter first announces that it waits, and then looks for a free slot. A
 * release first frees the slot, and then looks for waiters. Both accesses are volatile, so at least
 * one of the two threads sees the other.
 */
final class AcquireQueue {

  /** An unlimited time, in nanoseconds. */
  static final long FOREVER = Long.MAX_VALUE;

  private final SlottedMemory memory;
  private final ReentrantLock lock = new ReentrantLock();
  private Waiter first;
  private Waiter last;
  private int length;
  private volatile int waiting; // the length, for those without the lock
  private boolean closed;

  AcquireQueue(SlottedMemory memory) {
    this.memory = memory;
  }

  /**
   * One waiting thread. Its fields are accessed with the lock held. Waiters form a doubly linked
   * list, so that leaving and serving the queue allocate nothing: neither may fail because the heap
   * is full while other threads wait.
   */
  private static final class Waiter {
    final Condition turn;
    int slot = SlotMask.NONE;
    boolean queued;
    Waiter before;
    Waiter after;

    Waiter(Condition turn) {
      this.turn = turn;
    }
  }

  int waiting() {
    return waiting;
  }

  /**
   * Waits for a slot. A virtual thread parks and does not pin its carrier.
   *
   * @param timeoutNanos the longest time to wait, or {@link #FOREVER}
   * @param slowNanos the interval at which {@code whenSlow} is called with the nanoseconds waited
   *     so far; or {@link #FOREVER}
   * @return the slot, {@link SlotMask#NONE} after the timeout, or {@link SlotMask#CLOSED}
   * @throws InterruptedException if the thread is interrupted; it then has no slot
   */
  int await(long timeoutNanos, long slowNanos, LongConsumer whenSlow) throws InterruptedException {
    long start = System.nanoTime();
    lock.lock();
    try {
      if (closed) {
        return SlotMask.CLOSED;
      }
      Waiter waiter = new Waiter(lock.newCondition());
      append(waiter);
      int slot = SlotMask.NONE;
      try {
        serveLocked();
        slot = awaitTurn(waiter, start, timeoutNanos, slowNanos, whenSlow);
      } finally {
        if (slot < 0) {
          withdraw(waiter);
        }
      }
      return slot;
    } finally {
      lock.unlock();
    }
  }

  private int awaitTurn(
      Waiter waiter, long start, long timeoutNanos, long slowNanos, LongConsumer whenSlow)
      throws InterruptedException {
    long slowAt = slowNanos;
    while (true) {
      if (waiter.slot >= 0) {
        return waiter.slot;
      }
      if (closed) {
        return SlotMask.CLOSED;
      }
      long waited = System.nanoTime() - start;
      if (waited >= timeoutNanos) {
        return SlotMask.NONE;
      }
      if (waited >= slowAt) {
        lock.unlock(); // keeps its place in the queue meanwhile
        try {
          whenSlow.accept(waited);
        } finally {
          lock.lock();
        }
        slowAt = waited <= FOREVER - slowNanos ? waited + slowNanos : FOREVER;
      } else {
        waiter.turn.awaitNanos(Math.min(timeoutNanos, slowAt) - waited);
      }
    }
  }

  private void append(Waiter waiter) {
    waiter.queued = true;
    waiter.before = last;
    if (last == null) {
      first = waiter;
    } else {
      last.after = waiter;
    }
    last = waiter;
    length++;
    waiting = length;
  }

  private void unlink(Waiter waiter) {
    if (waiter.before == null) {
      first = waiter.after;
    } else {
      waiter.before.after = waiter.after;
    }
    if (waiter.after == null) {
      last = waiter.before;
    } else {
      waiter.after.before = waiter.before;
    }
    waiter.before = null;
    waiter.after = null;
    waiter.queued = false;
    length--;
  }

  /**
   * Leaves the queue without a slot. If a slot was granted in the meantime, it goes to the next
   * waiter.
   */
  private void withdraw(Waiter waiter) {
    if (waiter.queued) {
      unlink(waiter);
      waiting = length;
    } else if (waiter.slot >= 0) {
      memory.release(waiter.slot);
      serveLocked();
    }
  }

  /** Gives free slots to waiting threads. It must be called after each release. */
  void serve() {
    if (waiting != 0) {
      lock.lock();
      try {
        serveLocked();
      } finally {
        lock.unlock();
      }
    }
  }

  private void serveLocked() {
    while (first != null) {
      int slot = memory.claim();
      if (slot < 0) {
        break;
      }
      Waiter longest = first;
      unlink(longest);
      longest.slot = slot;
      longest.turn.signal();
    }
    // The field is set only here. If it were 0 for a moment while a thread waits, a release
    // could miss that thread.
    waiting = length;
  }

  /**
   * Ends all present and future waits. It must be called after the memory has started to refuse
   * claims.
   */
  void close() {
    lock.lock();
    try {
      closed = true;
      while (first != null) {
        Waiter waiter = first;
        unlink(waiter);
        waiter.turn.signal();
      }
      waiting = length;
    } finally {
      lock.unlock();
    }
  }
}
