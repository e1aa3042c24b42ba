// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Those who wait for a slot, first come first served.
 *
 * <p>A slot that gets free goes to the one who waits longest; it is claimed on his behalf, so that
 * nobody takes it before he runs. Acquirers who find somebody waiting line up behind. As long as
 * nobody waits, acquiring and releasing look at one flag here and take no lock.
 *
 * <p>No wake-up is lost: a waiter says that it waits and then looks for a free slot; a release
 * frees the slot and then looks whether somebody waits. Both are volatile, so one of them sees the
 * other.
 */
final class AcquireQueue {

  /** As a time in nanoseconds. */
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
   * Accessed with the lock held. Linked to its neighbours, so that who leaves and who serves
   * allocate nothing: neither may fail for lack of heap while others wait.
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
   * Waits for a slot; a virtual thread is parked without its carrier.
   *
   * @param timeoutNanos how long, or {@link #FOREVER}
   * @param slowNanos after which time, and each time it has passed again, {@code whenSlow} is
   *     called with the nanoseconds waited so far; or {@link #FOREVER}
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

  /** Leaves without a slot. One that was granted in the meantime goes to the next in the queue. */
  private void withdraw(Waiter waiter) {
    if (waiter.queued) {
      unlink(waiter);
      waiting = length;
    } else if (waiter.slot >= 0) {
      memory.release(waiter.slot);
      serveLocked();
    }
  }

  /** Hands free slots to those who wait; to be called after each release. */
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
    // Only now: had it been 0 for a moment while somebody waits, a release could have missed him.
    waiting = length;
  }

  /** Ends all waits, present and future. To be called when the memory refuses claims. */
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
