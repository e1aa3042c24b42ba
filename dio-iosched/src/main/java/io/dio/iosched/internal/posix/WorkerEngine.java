// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.Errno;
import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.Backend;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.foreign.ThreadIoPriority;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The engine without a ring: worker threads make the blocking calls. It uses the same queue, the
 * same gate and the same merging of writes as a ring, under one lock.
 */
public final class WorkerEngine implements Engine {

  private final class Worker extends CompletionThread {
    private final OperationCounters counters = new OperationCounters();
    private final IoPriority ioPriority;

    private final Consumer<Unit> teller = this::tell;

    /** The number of units of the current work whose waiters were woken. */
    private int told;

    private int passedOver;

    /**
     * Created once, while there is memory, because it is needed when the engine fails: fails the
     * units whose waiters were not woken.
     */
    private final Consumer<Unit> deathTeller = this::retireUnlessTold;

    Worker(String name, IoPriority ioPriority) {
      super(name);
      this.ioPriority = ioPriority;
    }

    @Override
    public void run() {
      if (!ioPriority.equals(IoPriority.INHERITED)) {
        // It was checked before that this process may use the priority.
        int result = ThreadIoPriority.set(ioPriority);
        assert result == 0 : "ioprio_set: " + result;
      }
      BlockingWork work = null;
      try {
        while ((work = next()) != null) {
          PosixCalls.run(work, counters);
          ended(work);
          work.tell(teller);
          told = 0;
          // A waiting worker must not keep the ticket, memory and file of its last work
          // reachable.
          work = null;
        }
      } catch (Throwable cause) {
        die(cause, work, deathTeller);
      } finally {
        workerEnded();
      }
    }

    private void tell(Unit unit) {
      told++;
      unit.ended();
    }

    private void retireUnlessTold(Unit unit) {
      if (passedOver < told) {
        passedOver++;
      } else {
        // A blocking call has ended when it returns, so the memory can be released.
        unit.retireDead();
      }
    }
  }

  private final SchedulerContext context;
  private final SlotTable slots;
  private final Coalescing coalescing;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final Registration registration;

  /** Guards all fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition workArrived = lock.newCondition();
  private final WaitingUnits waiting = new WaitingUnits(this::unended);

  /** The units that workers execute. */
  private final IdentityHashMap<Unit, Boolean> running = new IdentityHashMap<>();

  /**
   * The units that end without having started. Until they have ended, later units still wait for
   * them.
   */
  private IdentityHashMap<Unit, Boolean> ending = new IdentityHashMap<>();

  /** The number of units that {@link #ending} can take without allocation. */
  private int endingRoom;

  private final Consumer<Unit> begin = this::begin;

  /** Created once: the end of a unit must not allocate. */
  private final Consumer<Unit> leave = this::leave;

  /** Counts the operations that were cancelled before they started. */
  private final OperationCounters cancelled = new OperationCounters();

  private boolean closed;

  /**
   * Whether a worker has failed. The other workers then end as soon as their current work is done.
   */
  private boolean dead;

  private WorkerEngine(SchedulerContext context, SlotTable slots, SchedulerOptions options) {
    this.context = context;
    this.slots = slots;
    this.coalescing = Coalescing.of(options.coalescing());
    this.registration = BlockingCalls.registration(options);
  }

  public static WorkerEngine start(
      int count, SchedulerContext context, SlotTable slots, SchedulerOptions options) {
    return start(count, context, slots, options, Thread::start);
  }

  /**
   * Starts an engine whose threads are started by {@code starter}. If the starter throws, no thread
   * is left, and its exception is thrown.
   */
  public static WorkerEngine start(
      int count,
      SchedulerContext context,
      SlotTable slots,
      SchedulerOptions options,
      Consumer<Thread> starter) {
    WorkerEngine engine = new WorkerEngine(context, slots, options);
    boolean started = false;
    try {
      engine.startWorkers(count, options.ioPriority(), starter);
      started = true;
    } finally {
      if (!started) {
        engine.requestClose();
        engine.awaitEnd();
      }
    }
    return engine;
  }

  private void startWorkers(int count, IoPriority priority, Consumer<Thread> starter) {
    for (int i = 1; i <= count; i++) {
      Worker worker = new Worker(context + "-" + i, priority);
      workers.add(worker);
      // Counted before the start, because the thread may end before start() returns.
      alive.getAndIncrement();
      boolean started = false;
      try {
        starter.accept(worker);
        started = true;
      } finally {
        if (!started) {
          workerEnded();
        }
      }
    }
  }

  /**
   * Notes that a worker has ended. The last worker closes the files, even if the scheduler became
   * unreachable.
   */
  private void workerEnded() {
    if (alive.decrementAndGet() == 0) {
      slots.closeFiles();
    }
  }

  // ---- hand-off ----

  @Override
  public boolean accept(Unit newest, Unit oldest) {
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

  @Override
  public void release(Unit unit) {
    lock.lock();
    try {
      waiting.released(unit);
      workArrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for work. {@return the next work to execute; null if there will be no more} */
  private BlockingWork next() {
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
    Unit head = waiting.next();
    if (head == null) {
      return null;
    }
    CoalescedRun run = coalescing.runFrom(head);
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

  private void begin(Unit unit) {
    running.put(unit, Boolean.TRUE);
  }

  /** {@return the units that have left the queue and not ended, except those at the gate} */
  private Iterator<Unit> unended() {
    return Stream.concat(running.keySet().stream(), ending.keySet().stream()).iterator();
  }

  private void ended(BlockingWork work) {
    lock.lock();
    try {
      work.forEachUnit(leave);
      if (waiting.hasQueued() || closed) {
        workArrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave(Unit unit) {
    running.remove(unit);
    ending.remove(unit);
    waiting.ended(unit);
  }

  // ---- cancel ----

  @Override
  public void cancel(Unit unit) {
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
      ended((BlockingWork) unit);
      unit.tell();
    }
  }

  // ---- close ----

  @Override
  public boolean requestClose() {
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

  @Override
  public void requestCloseNow() {
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

  @Override
  public void awaitEnd() {
    workers.forEach(UninterruptibleWait::join);
  }

  // ---- die ----

  /**
   * Ends the engine after a worker has failed. The same cause may make the other workers fail, so
   * nothing more is accepted or started. The cause may be a lack of memory, so this method
   * allocates nothing.
   *
   * @param work the current work of the worker, or null
   * @param teller fails one unit
   */
  private void die(Throwable cause, BlockingWork work, Consumer<Unit> teller) {
    context.died(cause);
    Unit unstarted;
    lock.lock();
    try {
      closed = true;
      dead = true;
      unstarted = waiting.removeAll();
      workArrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (work != null) {
      work.forEachUnit(teller);
    }
    Unit.retireDead(unstarted);
    context.reportDeath();
  }

  // ---- about it ----

  @Override
  public int maxChainLength() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Backend backend() {
    return Backend.POSIX_WORKERS;
  }

  @Override
  public Registration registration() {
    return registration;
  }

  @Override
  public SchedulerStats stats() {
    SchedulerStats sum =
        cancelled.stats(0, runningCount(), coalescing.writes(), context.droppedFlags());
    for (Worker worker : workers) {
      sum = sum.plus(worker.counters.stats(worker.counters.systemCalls(), 0, 0, 0));
    }
    return sum;
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
