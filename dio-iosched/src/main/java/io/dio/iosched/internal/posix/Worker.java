// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.BlockingWork;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of a {@link WorkerEngine}, with the state that its {@link Crew} and its {@link
 * SharedWork} keep about it. Their lock guards all fields except those that say otherwise.
 */
abstract class Worker extends CompletionThread {
  /** Only this thread writes them. A worker at the same place goes on with them. */
  private OperationCounters counters;

  /** The work that this thread executes, or null. */
  private BlockingWork current;

  /** Whether it has copied a read whose submitter goes on, and has not looked for more since. */
  private boolean copying;

  private boolean isNew = true;
  private boolean hasLeft;

  /** Whether an idle worker was called. Read without the lock. */
  private volatile boolean called;

  Worker(String name) {
    super(name);
  }

  /** Takes the place of {@code before}, which has left or is null. */
  void takePlace(int place, Worker before) {
    counters = before == null ? new OperationCounters() : before.counters;
    setName(getName() + "-" + (place + 1));
  }

  OperationCounters counters() {
    return counters;
  }

  // ---- work ----

  BlockingWork current() {
    return current;
  }

  void begins(BlockingWork work) {
    current = work;
  }

  void ends() {
    current = null;
  }

  /** Notes whether the latest work was a read whose submitter goes on. */
  void copied(boolean shared) {
    copying = shared;
  }

  /** {@return whether the latest work was such a read} The next call returns false. */
  boolean endsCopying() {
    boolean was = copying;
    copying = false;
    return was;
  }

  // ---- crew ----

  boolean isNew() {
    return isNew;
  }

  void notNew() {
    isNew = false;
  }

  boolean hasLeft() {
    return hasLeft;
  }

  void leave() {
    hasLeft = true;
    current = null;
  }

  void called() {
    called = true;
  }

  boolean isCalled() {
    return called;
  }

  void notCalled() {
    called = false;
  }

  void unpark() {
    LockSupport.unpark(this);
  }

  /**
   * Parks the current thread, which is that of this worker. {@return whether the nap lasted to its
   * end}
   */
  boolean nap(long nanos) {
    // A callback may have interrupted the thread, as in awaitCall().
    Thread.interrupted();
    long begunNanos = System.nanoTime();
    LockSupport.parkNanos(this, nanos);
    return System.nanoTime() - begunNanos >= nanos;
  }

  /**
   * Waits until this idle worker is called. Only the worker itself calls it, without the lock.
   *
   * @param nanos the longest wait; 0 to wait without a limit
   * @return whether it was called
   */
  boolean awaitCall(long nanos) {
    long deadlineNanos = System.nanoTime() + nanos;
    while (!called) {
      // A callback may have interrupted the thread. While the flag is set, park() returns at once.
      Thread.interrupted();
      if (nanos == 0) {
        LockSupport.park(this);
      } else {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, leftNanos);
      }
    }
    return true;
  }
}
