// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.concurrent.CountDownLatch;

/**
 * The syncs and durable writes of one open file that are in progress, and the successes that wait
 * for them.
 *
 * <p>The kernel reports lost data once: of several calls at the same time, one gets the error and
 * the others succeed. So a success can be believed only when the calls that ran beside it have
 * ended. By then a failure is on record. A sync waits for all of them, and a durable write waits
 * for syncs.
 *
 * <p>Whether a durable write also waits for other durable writes depends on the file. In a buffered
 * file, the kernel keeps the error of a lost page for the open file and gives it to whichever call
 * asks first. That may be another durable write. A direct write gets the errors of its own bytes,
 * and waiting for others would halve what a deep queue of them achieves.
 *
 * <p>A call that fails records that first and ends afterwards. Thread-safe.
 */
public final class DurableCalls {
  /** One waiting success, an element of a list. */
  private static final class Success {
    /** Whether it waits for durable writes as well. */
    final boolean sync;

    final Runnable whenBelieved;

    /** The success waits for the calls with a lower number. */
    long before;

    Success next;

    Success(boolean sync, Runnable whenBelieved) {
      this.sync = sync;
      this.whenBelieved = whenBelieved;
    }
  }

  private final boolean writesShareErrors;
  private final CallNumbers syncs = new CallNumbers();
  private final CallNumbers writes = new CallNumbers();

  /** The success that has waited longest. */
  private Success waiting;

  private long begun;

  /**
   * Creates a record of no calls.
   *
   * @param writesShareErrors whether one durable write of the file can get the error of another
   *     one: true unless it is known that each gets its own
   */
  public DurableCalls(boolean writesShareErrors) {
    this.writesShareErrors = writesShareErrors;
  }

  /** {@return whether no call is in progress} Another thread may begin one at any time. */
  public synchronized boolean isIdle() {
    return syncs.isEmpty() && writes.isEmpty();
  }

  /**
   * Notes that a call is about to be issued. {@return its number, to be passed to one of the other
   * methods once}
   *
   * @param sync true for a sync, false for a durable write
   */
  public synchronized long begin(boolean sync) {
    long number = begun++;
    (sync ? syncs : writes).add(number);
    return number;
  }

  /**
   * Notes that a call failed and its failure is recorded, or that it was not issued. Allocates
   * nothing, so it works when no memory is left.
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
   * Notes that a call succeeded. If this throws because memory is short, the call counts as ended
   * and {@code whenBelieved} will not be run.
   *
   * @param whenBelieved run once by the thread that ends the last concurrent call, unless this
   *     method returns true
   * @return whether no concurrent call is in progress, so that the success can be believed at once
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
   * Notes that a call succeeded, and waits until the success can be believed. An interrupt does not
   * end the wait; the interrupt flag is restored. If this throws because memory is short, the call
   * counts as ended.
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
    UninterruptibleWait.complete(believed::await);
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

  /** {@return the successes that can be believed now, removed from the list, or null} */
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

  /** Runs all of them, even if one throws. */
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
    boolean waitsForWrites = success.sync || writesShareErrors;
    return syncs.haveEnded(success.before) && (!waitsForWrites || writes.haveEnded(success.before));
  }
}
