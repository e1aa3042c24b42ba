// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
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
  /**
   * A success that waits.
   *
   * @param sync whether it waits for durable writes as well
   * @param before for those calls whose number is below
   */
  private record Success(boolean sync, long before, Runnable whenBelieved) {}

  private final SortedSet<Long> syncs = new TreeSet<>();
  private final SortedSet<Long> writes = new TreeSet<>();
  private final List<Success> waiting = new ArrayList<>();
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

  /** A call failed, and that is on record; or it was not issued after all. */
  public void end(long number, boolean sync) {
    List<Runnable> believed;
    synchronized (this) {
      (sync ? syncs : writes).remove(number);
      believed = takeBelieved();
    }
    believed.forEach(Runnable::run);
  }

  /**
   * A call succeeded.
   *
   * @param whenBelieved is run once by whoever ends the last call that ran beside it, unless this
   *     returns true
   * @return whether nothing ran beside it, so that it can be believed at once
   */
  public boolean endSucceeded(long number, boolean sync, Runnable whenBelieved) {
    List<Runnable> believed;
    boolean atOnce;
    synchronized (this) {
      (sync ? syncs : writes).remove(number);
      believed = takeBelieved();
      Success success = new Success(sync, begun, whenBelieved);
      atOnce = isBelieved(success);
      if (!atOnce) {
        waiting.add(success);
      }
    }
    believed.forEach(Runnable::run);
    return atOnce;
  }

  /** A call succeeded: waits until that can be believed. An interrupt is kept for later. */
  public void endSucceededAndAwait(long number, boolean sync) {
    CountDownLatch believed = new CountDownLatch(1);
    if (endSucceeded(number, sync, believed::countDown)) {
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

  private List<Runnable> takeBelieved() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Runnable> believed = new ArrayList<>();
    for (Iterator<Success> all = waiting.iterator(); all.hasNext(); ) {
      Success success = all.next();
      if (isBelieved(success)) {
        all.remove();
        believed.add(success.whenBelieved());
      }
    }
    return believed;
  }

  private boolean isBelieved(Success success) {
    return haveEnded(syncs, success.before())
        && (!success.sync() || haveEnded(writes, success.before()));
  }

  private static boolean haveEnded(SortedSet<Long> underWay, long before) {
    return underWay.isEmpty() || underWay.first() >= before;
  }
}
