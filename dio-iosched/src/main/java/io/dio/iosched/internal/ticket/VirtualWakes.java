// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes virtual threads and starts callbacks on a virtual thread of its own. The coordinator hands
 * a whole batch over and wakes only that thread.
 *
 * <p>When a platform thread unparks a virtual thread, the JDK puts it on a shared queue and signals
 * a carrier thread, once per unpark. A carrier thread puts it on its own queue instead. The price
 * is that a woken thread waits twice in the queues of the carriers. Therefore small batches are
 * woken directly.
 *
 * <p>The hand-over is a ring buffer with one producer, the coordinator, and one consumer. Entries
 * that do not fit are handled directly.
 */
public final class VirtualWakes implements Wakes, Runnable {
  private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle PARKED;

  static {
    try {
      PARKED = MethodHandles.lookup().findVarHandle(VirtualWakes.class, "parked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Batches of at most this many threads are woken directly. When a ring made large batches,
   * handing over those of 128 virtual threads on two processors took a quarter less processor time,
   * and those of 8 and 32 threads cost more. Now batches are smaller, and limits of 2, 6 and 16
   * cannot be told apart.
   */
  static final int FEW = 16;

  /**
   * The capacity of the buffer, a power of two. It is larger than the number of operations that
   * most rings have in flight.
   */
  static final int CAPACITY = 1024;

  /** The threads and callbacks of this turn. Only the coordinator uses it. */
  private final Object[] batch = new Object[CAPACITY];

  private int batchSize;

  /** The buffer; null at empty places. */
  private final Object[] entries = new Object[CAPACITY];

  /** The index of the next entry. Only the coordinator uses it. */
  private int next;

  /** The virtual thread; null until it is needed. Only the coordinator uses it. */
  private Thread thread;

  /** Whether the virtual thread could not be started. Only the coordinator uses it. */
  private boolean refused;

  private boolean parked;
  private volatile boolean closed;

  /** Coordinator only; the waiter runs after {@link #flush}. */
  @Override
  public void unpark(Thread waiter) {
    if (waiter.isVirtual()) {
      add(waiter);
    } else {
      LockSupport.unpark(waiter);
    }
  }

  /** Coordinator only; the callback runs after {@link #flush}. */
  @Override
  public void start(Callback callback) {
    add(callback);
  }

  private void add(Object target) {
    if (batchSize == batch.length) {
      flush();
    }
    batch[batchSize++] = target;
  }

  /** Coordinator only, behind each batch of completions. */
  public void flush() {
    if (batchSize == 0) {
      return;
    }
    boolean handsOver = batchSize > FEW && hasThread();
    for (int i = 0; i < batchSize; i++) {
      Object target = batch[i];
      batch[i] = null;
      // Null if an earlier attempt was interrupted by an exception.
      if (target != null && (!handsOver || !offer(target))) {
        run(target);
      }
    }
    batchSize = 0;
    if (handsOver) {
      // Either the virtual thread sees the entries before it parks, or this thread sees it
      // parked.
      VarHandle.fullFence();
      if (isParked()) {
        LockSupport.unpark(thread);
      }
    }
  }

  private boolean hasThread() {
    if (thread == null && !refused) {
      try {
        thread = Thread.ofVirtual().inheritInheritableThreadLocals(false).start(this);
      } catch (Throwable e) {
        refused = true;
        Reports.warning("no virtual thread to wake others with; the coordinator does it", e);
      }
    }
    return thread != null;
  }

  private boolean offer(Object target) {
    int index = next & (CAPACITY - 1);
    if (ENTRY.getAcquire(entries, index) != null) {
      return false;
    }
    ENTRY.setRelease(entries, index, target);
    next++;
    return true;
  }

  /**
   * {@return the virtual thread, or null if it was not needed yet} Only the coordinator calls it.
   */
  Thread thread() {
    return thread;
  }

  /** {@return whether the virtual thread waits for work} Any thread may call it. */
  boolean isParked() {
    return (boolean) PARKED.getVolatile(this);
  }

  /**
   * Closes the hand-over: the virtual thread handles all entries and then ends. Only the
   * coordinator calls it.
   */
  public void close() {
    closed = true;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Runs on the virtual thread: handles entries until the hand-over is closed. */
  @Override
  public void run() {
    for (int taken = 0; ; taken++) {
      int index = taken & (CAPACITY - 1);
      Object target;
      while ((target = ENTRY.getAcquire(entries, index)) == null) {
        // The flag is set after the last entry. If this thread sees the flag and then no entry,
        // it has seen all entries.
        if (closed && ENTRY.getVolatile(entries, index) == null) {
          return;
        }
        park(index);
      }
      ENTRY.setRelease(entries, index, (Object) null);
      run(target);
    }
  }

  private void park(int index) {
    PARKED.setVolatile(this, true);
    if (ENTRY.getVolatile(entries, index) == null && !closed) {
      LockSupport.park(this);
    }
    PARKED.setOpaque(this, false);
  }

  /** Wakes or runs one target. Never throws, because there are other targets. */
  private static void run(Object target) {
    try {
      if (target instanceof Thread waiter) {
        LockSupport.unpark(waiter);
      } else {
        ImmediateWakes.INSTANCE.start((Callback) target);
      }
    } catch (Throwable e) {
      Reports.error("waking a waiter or running a callback failed", e);
    }
  }
}
