// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The work of the threads of a {@link WorkerEngine}: the units that wait, those that a thread
 * executes, and those that end without having started. It uses the same queue, the same gate and
 * the same merging of writes as a ring. One lock guards it; any thread may call any method.
 */
final class SharedWork {
  /** Guards all fields. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition workArrived = lock.newCondition();
  private final WaitingUnits waiting = new WaitingUnits(this::unended);
  private final Coalescing coalescing;

  /** The units that workers execute. */
  private final IdentityHashMap<Unit, Boolean> running = new IdentityHashMap<>();

  /**
   * The units that end without having started. Until they have ended, later units still wait for
   * them.
   */
  private IdentityHashMap<Unit, Boolean> ending = new IdentityHashMap<>();

  /** The number of units that {@link #ending} can take without allocation. */
  private int endingRoom;

  /** The units of {@link #executed} that have not ended, while it runs. */
  private Unit goingOn;

  private final Consumer<Unit> begin = this::begin;

  /** Created once, like {@link #begin}: the end of a unit must not allocate. */
  private final Consumer<Unit> leave = this::leave;

  /** Counts the operations that were cancelled before they started. */
  private final OperationCounters cancelled = new OperationCounters();

  private boolean closed;

  /**
   * Whether a worker has failed. The other workers then end as soon as their current work is done.
   */
  private boolean dead;

  SharedWork(Coalescing coalescing) {
    this.coalescing = coalescing;
  }

  // ---- hand-off ----

  /** As {@link Engine#accept}. */
  boolean accept(Unit newest, Unit oldest) {
    oldest.next = null;
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      waiting.accept(SubmissionStack.oldestFirst(newest));
      workArrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Engine#release}. */
  void release(Unit unit) {
    lock.lock();
    try {
      waiting.released(unit);
      workArrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for work. {@return the next work to execute; null if there will be no more} */
  BlockingWork next() {
    lock.lock();
    try {
      while (true) {
        if (dead) {
          return null;
        }
        BlockingWork work = take();
        if (work != null) {
          if (waiting.hasQueued()) {
            workArrived.signal();
          }
          return work;
        }
        if (closed && running.isEmpty() && ending.isEmpty() && waiting.isEmpty()) {
          workArrived.signalAll();
          return null;
        }
        workArrived.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private BlockingWork take() {
    // A sync comes first, because the queue may never be empty.
    SharedSync sync = waiting.nextSync();
    if (sync != null) {
      sync.forEachUnit(begin);
      waiting.syncBegins();
      return sync;
    }
    Unit head = waiting.next();
    if (head == null) {
      return null;
    }
    CoalescedRun run = coalescing.runFrom(head);
    if (head instanceof Submission first && first.op.isDurableByFlag()) {
      durableWriteStarts(first, run);
    }
    BlockingWork work = run == null ? (BlockingWork) head : run;
    // The units are first recorded as running, which allocates, and then removed from the queue.
    // So no unit can be lost.
    work.forEachUnit(begin);
    waiting.remove(run == null ? 1 : run.size());
    if (run != null) {
      coalescing.placed(run);
    }
    return work;
  }

  private void durableWriteStarts(Submission first, CoalescedRun run) {
    Unit behind = run == null ? first.next : run.member(run.size() - 1).next;
    boolean shares = waiting.durableWriteStarts(first, behind);
    if (run == null) {
      first.writeFirst(shares && first.mayShareSync());
    } else {
      run.writeFirst(shares);
    }
  }

  private void begin(Unit unit) {
    running.put(unit, Boolean.TRUE);
  }

  /** {@return the units that have left the queue and not ended, except those at the gate} */
  private Iterator<Unit> unended() {
    return Stream.concat(running.keySet().stream(), ending.keySet().stream()).iterator();
  }

  /**
   * Notes that {@code work} was executed, so that units that waited for it may start. Call it
   * before the waiters are woken, because a batch may use its members again afterwards. {@return
   * the units that have not ended, linked newest first, or null; the caller must pass them to
   * {@link #goOn}}
   */
  Unit executed(BlockingWork work) {
    lock.lock();
    try {
      noteDurable(work);
      goingOn = null;
      work.forEachUnit(leave);
      Unit rest = goingOn;
      goingOn = null;
      if (waiting.hasQueued() || closed) {
        workArrived.signal();
      }
      return rest;
    } finally {
      lock.unlock();
    }
  }

  private void noteDurable(BlockingWork work) {
    switch (work) {
      case SharedSync sync -> waiting.syncEnded(sync);
      case Submission submission -> durableWriteEnded(submission);
      case CoalescedRun run -> durableWriteEnded(run.member(0));
      default -> {}
    }
  }

  private void durableWriteEnded(Submission first) {
    if (first.op.isDurableByFlag()) {
      waiting.durableWriteEnded(first);
    }
  }

  private void leave(Unit unit) {
    if (!unit.isDone()) {
      unit.next = goingOn;
      goingOn = unit;
      return;
    }
    running.remove(unit);
    ending.remove(unit);
    waiting.ended(unit);
  }

  /**
   * Puts units that need another step back to the front of the queue.
   *
   * @param newest the units, linked newest first
   */
  void goOn(Unit newest) {
    lock.lock();
    try {
      Unit rest = newest;
      while (rest != null) {
        Unit unit = rest;
        rest = unit.next;
        running.remove(unit);
        waiting.putBack(unit);
      }
      workArrived.signal();
    } finally {
      lock.unlock();
    }
  }

  // ---- cancel ----

  /** As {@link Engine#cancel}. */
  void cancel(Unit unit) {
    Unit[] removed;
    lock.lock();
    try {
      removed = removeWaiting(each -> each == unit);
      unit.cancelRequested();
    } finally {
      lock.unlock();
    }
    endCancelled(removed);
  }

  /**
   * Removes waiting units and notes that they are ending. The steps that allocate come first, so
   * either all units are removed or none. The units are counted here, before they are published, so
   * that the statistics contain every operation that a caller has seen done.
   */
  private Unit[] removeWaiting(Predicate<Unit> which) {
    Unit[] removed = new Unit[waiting.count(which)];
    makeEndingRoom(removed.length);
    Unit rest = waiting.removeIf(which);
    for (int i = 0; i < removed.length; i++) {
      Unit unit = rest;
      rest = unit.next;
      unit.next = null;
      removed[i] = unit;
      ending.put(unit, Boolean.TRUE);
      unit.countUnissued(cancelled, -Errno.ECANCELED);
    }
    return removed;
  }

  private void makeEndingRoom(int more) {
    int needed = ending.size() + more;
    if (needed > endingRoom) {
      IdentityHashMap<Unit, Boolean> larger = new IdentityHashMap<>(2 * needed);
      larger.putAll(ending);
      ending = larger;
      endingRoom = 2 * needed;
    }
  }

  private void endCancelled(Unit[] removed) {
    for (Unit unit : removed) {
      unit.cancelRequested();
      unit.publishUnissued(-Errno.ECANCELED);
      leaveQueues(unit);
      unit.tell();
    }
  }

  private void leaveQueues(Unit unit) {
    lock.lock();
    try {
      leave(unit);
      if (waiting.hasQueued() || closed) {
        workArrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- close ----

  /** As {@link Engine#requestClose}. */
  boolean requestClose() {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      workArrived.signalAll();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Engine#requestCloseNow}. */
  void requestCloseNow() {
    Unit[] removed;
    lock.lock();
    try {
      requestClose();
      running.keySet().forEach(Unit::cancelRequested);
      removed = removeWaiting(_ -> true);
    } finally {
      lock.unlock();
    }
    endCancelled(removed);
  }

  // ---- die ----

  /**
   * Closes, because a thread has failed. The other threads end as soon as their current work is
   * done. Allocates nothing. {@return the units that had not started, linked oldest first; the
   * caller must end them}
   */
  Unit stopForGood() {
    lock.lock();
    try {
      closed = true;
      dead = true;
      workArrived.signalAll();
      return waiting.removeAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- about it ----

  /**
   * {@return the counts that no worker keeps: the operations that were cancelled before they
   * started, those that run now, and the merged writes}
   */
  SchedulerStats stats(long droppedFlags) {
    return cancelled.stats(0, runningCount(), coalescing.writes(), droppedFlags);
  }

  /**
   * {@return the number of running units} A unit that a caller has already seen done does not
   * count, although it is removed from the list later.
   */
  private long runningCount() {
    lock.lock();
    try {
      return running.keySet().stream()
          .filter(unit -> !unit.isDone())
          .mapToLong(Unit::operationCount)
          .sum();
    } finally {
      lock.unlock();
    }
  }
}
