// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The work of the threads of a {@link WorkerEngine}: the units that wait, those that a thread
 * executes, and those that end without having started. It uses the same queue, the same gate and
 * the same merging of writes as a ring.
 *
 * <p>Submitters push units onto a lock-free stack. One lock guards everything else, and its holder
 * moves the units from the stack to the queue. A submitter rarely takes it, mostly to call a
 * worker. The two cannot miss each other: a submitter pushes and then looks for idle workers, and a
 * worker becomes idle and then looks at the stack. Any thread may call any method.
 *
 * <p>While threads make their operations themselves, submitters {@linkplain DeferredUnits#defer
 * defer} operations and call nobody. Then one worker naps and watches them. If it begins other
 * work, it calls another worker to watch.
 *
 * <p>Of the {@linkplain Submission#sharedCopy shared copies} one worker makes all, and calls nobody
 * for them. It calls another worker if other work waits behind them, or if a thread waits for one.
 */
final class SharedWork {
  private static final int LOCK_TRIES = 100;
  private static final Predicate<Unit> SHARED_COPY = SharedWork::isSharedCopy;

  private final ReentrantLock lock = new ReentrantLock();
  private final Arrivals arrivals;

  /** The lock guards it, like all fields below. */
  private final WaitingUnits waiting = new WaitingUnits(this::forEachUnended);

  /** Whether callbacks may run on the worker that tells of the end of an operation. */
  private final boolean workersRunCallbacks;

  /** The workers. Each knows the work that it executes. */
  private final Crew crew;

  /** Wakes or starts a worker; called without the lock. */
  private final Consumer<Worker> answer;

  /** The time after which an idle worker ends, in nanoseconds. */
  private final long idleNanos;

  private final Naps naps = new Naps();

  private final UnitsWithoutWorker withoutWorker = new UnitsWithoutWorker(waiting);
  private final RunningWork running;

  /**
   * Whether a worker copies a read whose submitter goes on, and then looks for the next one. More
   * such reads call nobody: their submitter and one worker occupy two processors, and each further
   * worker would take time from them. Written under the lock, and read without it.
   */
  private volatile boolean workerCopies;

  /** Whether a wake found a worker coming, so that this worker must call another one. */
  private boolean awaited;

  private boolean closed;

  /**
   * Whether a worker has failed. The other workers then end as soon as their current work is done.
   */
  private boolean dead;

  /**
   * Creates work without units.
   *
   * @param holder holds a deferred unit that a worker has to execute behind the calls that it must
   *     wait for
   */
  SharedWork(
      Consumer<Unit> holder,
      Coalescing coalescing,
      boolean workersRunCallbacks,
      Crew crew,
      Consumer<Worker> answer,
      long idleNanos) {
    this.arrivals = new Arrivals(holder);
    this.workersRunCallbacks = workersRunCallbacks;
    this.crew = crew;
    this.running = new RunningWork(crew, arrivals, waiting, coalescing);
    this.answer = answer;
    this.idleNanos = idleNanos;
  }

  /**
   * Takes the lock. It is held for less time than parking and waking a thread takes, so the thread
   * tries for a while before it parks.
   */
  private void lock() {
    for (int i = 0; i < LOCK_TRIES; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  // ---- hand-off ----

  /** As {@link Engine#accept}. */
  boolean accept(Unit newest, Unit oldest) {
    if (!arrivals.push(newest, oldest)) {
      return false;
    }
    if (workerCopies && isSharedCopy(newest)) {
      return true;
    }
    if (crew.mayHelp()) {
      callIfArrived();
    }
    if (!(newest == oldest && TakenBackReads.mayTakeBack(newest))) {
      endNap();
    }
    return true;
  }

  private static boolean isSharedCopy(Object work) {
    return work instanceof Submission submission && submission.isSharedCopy();
  }

  private void setWorkerCopies(boolean now) {
    // The flag is rarely changed, so that submitters on other processors keep the cache line.
    if (workerCopies != now) {
      workerCopies = now;
    }
  }

  private void endNap() {
    Worker napping = naps.napper();
    if (napping != null) {
      napping.unpark();
    }
  }

  /**
   * Lets a worker begin what is in the queue, if it watches deferred units. It counts as one that
   * comes, so nobody else is called.
   */
  private void endWatchIfQueued() {
    if (naps.watches() && waiting.hasQueued()) {
      endNap();
    }
  }

  /** Calls a worker, unless another has taken the units meanwhile. */
  private void callIfArrived() {
    Worker called;
    lock();
    try {
      called = callIfNeeded();
    } finally {
      lock.unlock();
    }
    answer(called);
  }

  /** Call it without the lock: waking or starting a thread takes as long as many holds of it. */
  private void answer(Worker called) {
    if (called != null) {
      answer.accept(called);
    }
  }

  private void moveArrived() {
    if (arrivals.moveTo(waiting)) {
      // The threads that deferred the units have called nobody.
      endNap();
    }
  }

  /** As {@link Engine#wake}. */
  void wake() {
    Worker called;
    lock();
    try {
      moveArrived();
      called = callIfNeeded();
      awaited = called == null;
    } finally {
      lock.unlock();
    }
    answer(called);
  }

  /** As {@link Engine#release}. */
  void release(Unit unit) {
    Worker called;
    lock();
    try {
      moveArrived();
      waiting.released(unit);
      called = callIfNeeded();
      endWatchIfQueued();
    } finally {
      lock.unlock();
    }
    answer(called);
  }

  /**
   * {@return a worker for the units that have not started, or one that watches the deferred units,
   * to be passed to {@link #answer}; null if none is needed}
   */
  private Worker callIfNeeded() {
    // A submitter calls nobody while a worker comes. That worker may have looked at the stack
    // before the unit arrived, and then begun other work or ended. So the end of its coming, which
    // is noted before this method is called, comes before another look at the stack.
    VarHandle.fullFence();
    boolean hasWork = waiting.hasQueued() || !arrivals.isEmpty() || arrivals.mustBeWatched();
    return hasWork && !dead && crew.mayHelp() ? crew.call() : null;
  }

  /** Waits for work. {@return the next work for {@code self} to execute; null if it must end} */
  BlockingWork next(Worker self) {
    while (true) {
      BlockingWork work = null;
      Worker called = null;
      boolean mustNap = false;
      boolean mustLook = false;
      lock();
      try {
        self.notNew();
        mustNap = naps.end(self) && !waiting.hasQueued() && arrivals.maySleepOn() && mayNap(self);
        if (!mustNap) {
          moveArrived();
          work = dead ? null : take(self);
          if (work != null) {
            setWorkerCopies(isSharedCopy(work));
            called = mayCopyAlone() ? null : callIfNeeded();
            awaited = false;
            endWatchIfQueued();
          } else if (dead || isFinished()) {
            crew.callAll();
            return null;
          } else if (mayLook(self)) {
            mustLook = true;
          } else {
            // Before the fences below: whoever still saw the flag has pushed before them.
            setWorkerCopies(false);
            mustNap = mayNap(self);
            if (!mustNap && !idles(self)) {
              continue;
            }
          }
        }
      } finally {
        lock.unlock();
      }
      if (work != null) {
        answer(called);
        return work;
      }
      if (mustLook) {
        arrivals.lookForWork();
      } else if (mustNap) {
        naps.sleep(self);
      } else if (!awaitCall(self)) {
        return null;
      }
    }
  }

  private boolean isFinished() {
    return closed
        && !crew.isAnyAtWork()
        && withoutWorker.isEmpty()
        && arrivals.isEmpty()
        && waiting.isEmpty();
  }

  /** {@return whether the worker naps before it looks again} */
  private boolean mayNap(Worker self) {
    if (!crew.isOnlyOneComing() || !naps.begin(self, arrivals.mustBeWatched())) {
      return false;
    }
    arrivals.tellIfSettled(waiting);
    // As in idles(): a submitter that did not see the nap has pushed before this.
    VarHandle.fullFence();
    if (arrivals.hasHandedOver()) {
      naps.end(self);
      return false;
    }
    return true;
  }

  /**
   * {@return whether the worker looks for the next read to copy, before it naps or idles} The
   * submitter copies another read at this moment. To wake a worker takes it as long as some copies.
   */
  private boolean mayLook(Worker self) {
    return self.endsCopying() && crew.isOnlyOneComing();
  }

  /**
   * {@return whether a worker that has taken a read to copy need not call another one} That is so
   * if nothing but such reads waits behind it, and no thread waits for them.
   */
  private boolean mayCopyAlone() {
    if (!workerCopies || awaited || arrivals.mustBeWatched()) {
      return false;
    }
    // As in callIfNeeded(): the submitters of what arrived meanwhile called nobody.
    VarHandle.fullFence();
    moveArrived();
    return !waiting.hasQueuedOtherThan(SHARED_COPY);
  }

  /** {@return false if units have arrived in the meantime} */
  private boolean idles(Worker self) {
    crew.becomesIdle(self);
    // Either this thread sees a unit that was pushed, or its submitter sees this idle worker.
    VarHandle.fullFence();
    if (arrivals.hasHandedOver()) {
      crew.stopsIdling(self);
      return false;
    }
    return true;
  }

  /** {@return whether the idle worker was called; false if it has been idle for long and ends} */
  private boolean awaitCall(Worker self) {
    return self.awaitCall(idleNanos) || (!mayEnd(self) && self.awaitCall(0));
  }

  private boolean mayEnd(Worker self) {
    Worker called;
    lock();
    try {
      if (self.isCalled() || !crew.canSpareOne()) {
        return false;
      }
      crew.stopsIdling(self);
      // Under the same lock as the question, so that two workers cannot both be the spare one.
      crew.leaves(self);
      called = callIfNeeded();
    } finally {
      lock.unlock();
    }
    answer(called);
    return true;
  }

  private BlockingWork take(Worker self) {
    return running.take(self);
  }

  /** Passes the units that have left the queue and not ended, except those at the gate. */
  private void forEachUnended(Consumer<Unit> action) {
    withoutWorker.forEach(action);
    running.forEachUnit(action);
  }

  /**
   * Notes that {@code self} has executed its work, so that units that waited for it may start. Call
   * it before the waiters are woken, because a batch may use its members again afterwards. Units
   * that need another step go back to the front of the queue, and leave the work.
   *
   * @return whether the work still has units, which have ended and whose waiters must be woken
   */
  boolean executed(Worker self) {
    Worker called;
    boolean anyEnded;
    lock();
    try {
      self.copied(isSharedCopy(self.current()));
      anyEnded = running.executed(self.current());
      // A callback that runs on this worker may last. Work that this end has released must not
      // wait for it, so another worker is called before this one counts as coming.
      called = workersRunCallbacks ? callIfNeeded() : null;
      crew.ends(self);
      arrivals.tellIfSettled(waiting);
    } finally {
      lock.unlock();
    }
    answer(called);
    return anyEnded;
  }

  /** Notes that {@code self} ends, last of all. {@return whether it was the last worker} */
  boolean left(Worker self) {
    lock();
    try {
      return !self.hasLeft() && crew.leaves(self);
    } finally {
      lock.unlock();
    }
  }

  /** Adds the first worker. {@return it; its thread must be started} */
  Worker addFirst() {
    lock();
    try {
      return crew.add();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that {@code worker} could not be started. {@return whether no worker is left} */
  boolean startRefused(Worker worker) {
    Worker called;
    boolean last;
    lock();
    try {
      crew.startRefused();
      last = crew.leaves(worker);
      // Submitters relied on the worker that was about to start.
      called = callIfNeeded();
    } finally {
      lock.unlock();
    }
    answer(called);
    return last;
  }

  // ---- take back ----

  /** {@return as {@link Engine#deferred}} */
  DeferredUnits deferred() {
    return arrivals.deferred();
  }

  /**
   * Takes a unit out of the queue for the current thread, which waits for it. {@return whether the
   * thread now owns the unit; false if a worker has it, or if it ended} The thread then calls
   * {@link #endedElsewhere} or {@link #giveBack}.
   */
  boolean takeBack(Unit unit) {
    lock();
    try {
      moveArrived();
      boolean owned = !dead && withoutWorker.takeBack(unit);
      if (owned) {
        naps.tookBack();
      }
      return owned;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Notes that a unit that no worker executed, and whose result is published, has ended; as {@link
   * #executed}.
   */
  void endedElsewhere(Unit unit) {
    Worker called;
    lock();
    try {
      withoutWorker.ended(unit);
      arrivals.tellIfSettled(waiting);
      if (isFinished()) {
        crew.callAll();
      }
      called = callIfNeeded();
    } finally {
      lock.unlock();
    }
    answer(called);
  }

  /**
   * Puts the unit back to the front of the queue, for a worker to execute it. {@return false if a
   * worker has failed meanwhile, so that the caller must end the unit}
   */
  boolean giveBack(Unit unit) {
    Worker called;
    lock();
    try {
      withoutWorker.notMade(unit);
      if (dead) {
        return false;
      }
      waiting.putBack(unit);
      called = callIfNeeded();
      endWatchIfQueued();
    } finally {
      lock.unlock();
    }
    answer(called);
    return true;
  }

  // ---- cancel ----

  /** As {@link Engine#cancel}. */
  void cancel(Unit unit) {
    Unit[] removed;
    lock();
    try {
      // The thread that waits for it must not make it any more.
      unit.startNow();
      moveArrived();
      removed = withoutWorker.cancel(each -> each == unit);
      unit.cancelRequested();
    } finally {
      lock.unlock();
    }
    endCancelled(removed);
  }

  private void endCancelled(Unit[] removed) {
    for (Unit unit : removed) {
      UnitsWithoutWorker.publishCancelled(unit);
      endedElsewhere(unit);
      unit.tell();
    }
  }

  // ---- close ----

  /** As {@link Engine#requestClose}. */
  boolean requestClose() {
    lock();
    try {
      boolean first = !closed;
      closed = true;
      arrivals.close();
      crew.callAll();
      endNap();
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link Engine#requestCloseNow}. */
  void requestCloseNow() {
    Unit[] removed;
    lock();
    try {
      requestClose();
      moveArrived();
      running.forEachUnit(Unit::cancelRequested);
      withoutWorker.requestCancel();
      removed = withoutWorker.cancel(_ -> true);
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
    lock();
    try {
      closed = true;
      dead = true;
      arrivals.closeForGood(waiting);
      crew.callAll();
      return waiting.removeAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- about it ----

  /**
   * {@return the counts of all workers so far, of the operations that were cancelled before they
   * started, of those that run now, and of the merged writes}
   */
  SchedulerStats stats(long droppedFlags) {
    OperationCounters cancelled = withoutWorker.cancelCounters();
    SchedulerStats sum = cancelled.stats(0, runningCount(), running.mergedWrites(), droppedFlags);
    for (Worker worker : workers()) {
      OperationCounters own = worker.counters();
      sum = sum.plus(own.stats(own.systemCalls(), 0, 0, 0));
    }
    return sum;
  }

  /** {@return the last worker at each place; some have left} */
  List<Worker> workers() {
    lock();
    try {
      List<Worker> workers = new ArrayList<>();
      crew.forEach(workers::add);
      return workers;
    } finally {
      lock.unlock();
    }
  }

  private long runningCount() {
    lock();
    try {
      return running.count();
    } finally {
      lock.unlock();
    }
  }
}
