// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import java.util.concurrent.CountDownLatch;

/**
 * The syncs and durable writes of one open file that are under way, and the successes that wait for
 * them.
 *
 * <p>The kernel tells of lost data once: of several calls at the same time one gets the error and
 * the others succeed. So a success is not to be believed before those have ended which ran beside
 * it; by then the failure is on record. A sync waits for all of them. A durable write waits for
 * syncs only: it is told of its own bytes, and waiting for its like would halve what a deep queue
 * of them achieves.
 *
 * <p>Whoever fails records that first and ends then. Thread-safe.
 */
public final class DurableCalls {
  /** A success that waits, in a list of its like. */
  private static final class Success {
    /** Whether it waits for durable writes as well. */
    final boolean sync;

    final Runnable whenBelieved;

    /** It waits for those calls whose number is below. */
    long before;

    Success next;

    Success(boolean sync, Runnable whenBelieved) {
      this.sync = sync;
      this.whenBelieved = whenBelieved;
    }
  }

  private final CallNumbers syncs = new CallNumbers();
  private final CallNumbers writes = new CallNumbers();

  /** The success that waits longest. */
  private Success waiting;

  private long begun;

  /** Creates a record of no calls. */
  public DurableCalls() {}

  /**
   * A call is about to be issued. {@return its number, to be given to one of the other methods
   * once}
   *
   * @param sync whether it is a sync, or else a durable write
   */
  public synchronized long begin(boolean sync) {
    long number = begun++;
    (sync ? syncs : writes).add(number);
    return number;
  }

  /**
   * A call failed, and that is on record; or it was not issued after all. Allocates nothing, so
   * that it works when no memory is left.
   */
  public void end(long number, boolean sync) {
    Success believed;
    synchronized (this) {
      (sync ? syncs : writes).remove(number);
      believed = takeBelieved();
    }
    run(believed);
  }

  /**
   * A call succeeded. If this throws, for lack of memory, the call counts as ended and {@code
   * whenBelieved} will not be run.
   *
   * @param whenBelieved is run once by whoever ends the last call that ran beside it, unless this
   *     returns true
   * @return whether nothing ran beside it, so that it can be believed at once
   */
  public boolean endSucceeded(long number, boolean sync, Runnable whenBelieved) {
    Success success = null;
    try {
      success = new Success(sync, whenBelieved);
    } finally {
      if (success == null) {
        end(number, sync);
      }
    }
    Success believed;
    boolean atOnce;
    synchronized (this) {
      (sync ? syncs : writes).remove(number);
      believed = takeBelieved();
      success.before = begun;
      atOnce = isBelieved(success);
      if (!atOnce) {
        append(success);
      }
    }
    run(believed);
    return atOnce;
  }

  /**
   * A call succeeded: waits until that can be believed. An interrupt is kept for later. If this
   * throws, for lack of memory, the call counts as ended.
   */
  public void endSucceededAndAwait(long number, boolean sync) {
    CountDownLatch believed = null;
    Runnable whenBelieved = null;
    try {
      CountDownLatch latch = new CountDownLatch(1);
      believed = latch;
      whenBelieved = latch::countDown;
    } finally {
      if (whenBelieved == null) {
        end(number, sync);
      }
    }
    if (endSucceeded(number, sync, whenBelieved)) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        believed.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void append(Success success) {
    if (waiting == null) {
      waiting = success;
      return;
    }
    Success last = waiting;
    while (last.next != null) {
      last = last.next;
    }
    last.next = success;
  }

  /** {@return those that can be believed now, taken out of the list, or null} */
  private Success takeBelieved() {
    Success believed = null;
    Success lastBelieved = null;
    Success lastKept = null;
    for (Success success = waiting; success != null; ) {
      Success next = success.next;
      if (!isBelieved(success)) {
        lastKept = success;
      } else {
        success.next = null;
        if (lastKept == null) {
          waiting = next;
        } else {
          lastKept.next = next;
        }
        if (lastBelieved == null) {
          believed = success;
        } else {
          lastBelieved.next = success;
        }
        lastBelieved = success;
      }
      success = next;
    }
    return believed;
  }

  /** Runs them all, whatever one of them throws. */
  private static void run(Success believed) {
    Throwable thrown = null;
    for (Success success = believed; success != null; success = success.next) {
      try {
        success.whenBelieved.run();
      } catch (RuntimeException | Error e) {
        thrown = e;
      }
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
  }

  private boolean isBelieved(Success success) {
    return syncs.haveEnded(success.before) && (!success.sync || writes.haveEnded(success.before));
  }
}
