// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Has virtual threads woken, and callbacks started, by a virtual thread of its own: the coordinator
 * hands over all of one batch of completions and wakes that one.
 *
 * <p>A thread that carries no virtual threads makes one runnable by way of a queue that it shares
 * with others, and signals a carrier each time; a carrier puts it into its own queue. The price is
 * a second turn in the carriers' queue before somebody runs, so a few are woken at once.
 *
 * <p>The hand-over is a ring with one producer, the coordinator, and one consumer. What does not
 * fit is done at once.
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

  /** Up to so many are woken at once. */
  static final int FEW = 16;

  /** A power of two. More than most rings have in flight. */
  static final int CAPACITY = 1024;

  /** Threads and callbacks of this turn. Coordinator only. */
  private final Object[] batch = new Object[CAPACITY];

  private int batchSize;

  /** Null where nothing is. */
  private final Object[] entries = new Object[CAPACITY];

  /** Where the next entry goes. Coordinator only. */
  private int next;

  /** Null until it is needed. Coordinator only. */
  private Thread thread;

  /** Whether it could not be had. Coordinator only. */
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
      // Null where an earlier attempt was broken off.
      if (target != null && (!handsOver || !offer(target))) {
        run(target);
      }
    }
    batchSize = 0;
    if (handsOver) {
      // Either the other side sees the entries before it parks, or this sees it parked.
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

  /** {@return the virtual thread, or null before it was needed} Coordinator only. */
  Thread thread() {
    return thread;
  }

  /** {@return whether the virtual thread waits for something to do} Any thread. */
  boolean isParked() {
    return (boolean) PARKED.getVolatile(this);
  }

  /** Coordinator only: all that was handed over is still done, then the thread ends. */
  public void close() {
    closed = true;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** The virtual thread's. */
  @Override
  public void run() {
    for (int taken = 0; ; taken++) {
      int index = taken & (CAPACITY - 1);
      Object target;
      while ((target = ENTRY.getAcquire(entries, index)) == null) {
        // Closed behind the last entry: who sees that, and then none, has seen all.
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

  /** Lets nothing through: there are others to wake. */
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
