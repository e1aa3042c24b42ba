// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Backend;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.foreign.ThreadIoPriority;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.OrderingGate;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.UnitQueue;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.Threads;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.VarHandle;
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
    private final Consumer<Unit> deathTeller = this::tellOfDeathUnlessTold;

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
          tell(work);
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

    /** Wakes the waiters. It is the last step, because a batch may reuse its members afterwards. */
    private void tell(BlockingWork work) {
      // Either this thread sees a waiter that registers now, or that waiter sees the result.
      VarHandle.fullFence();
      work.forEachUnit(teller);
      told = 0;
    }

    private void tell(Unit unit) {
      told++;
      unit.ended();
    }

    private void tellOfDeathUnlessTold(Unit unit) {
      if (passedOver < told) {
        passedOver++;
      } else {
        // A blocking call has ended when it returns, so the memory can be released.
        unit.tellOfDeath();
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
  private final UnitQueue queue = new UnitQueue();
  private final OrderingGate gate = new OrderingGate();

  /** The units that workers execute. */
  private final IdentityHashMap<Unit, Boolean> running = new IdentityHashMap<>();

  /**
   * The units that end without having started. Until they have ended, later units still wait for
   * them.
   */
  private IdentityHashMap<Unit, Boolean> ending = new IdentityHashMap<>();

  /** The number of units that {@link #ending} can take without allocation. */
  private int endingRoom;

  /** Created once: when a unit ends, units that waited for it may be free to start. */
  private final Consumer<Unit> putBack = queue::putBack;

  private final Consumer<Unit> leave = this::leave;

  @SuppressWarnings("UnnecessaryLambda") // a lambda at its place of use would allocate there
  private static final Predicate<Unit> ANY = _ -> true;

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
      queue.accept(SubmissionStack.oldestFirst(newest));
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
      unit.releaseOutside();
      if (gate.released(unit)) {
        queue.putBack(unit);
      }
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
          if (!queue.isEmpty()) {
            workArrived.signal();
          }
          return work;
        }
        if (closed && running.isEmpty() && ending.isEmpty() && gate.isEmpty()) {
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
    while (!queue.isEmpty()) {
      Unit head = queue.head();
      int count = 1;
      if (head.op.ordered && gate.holdsBack(head, this::unended)) {
        queue.remove();
        continue;
      }
      if (head instanceof Submission submission) {
        count = coalescing.runLength(submission);
      }
      BlockingWork work =
          count == 1 ? (BlockingWork) head : new CoalescedRun((Submission) head, count);
      takeFromQueue(count);
      if (count > 1) {
        coalescing.placed(count);
      }
      return work;
    }
    return null;
  }

  /**
   * Takes units from the queue. They are first recorded as running, which allocates, and then
   * removed from the queue. So no unit can be lost.
   */
  private void takeFromQueue(int count) {
    Unit unit = queue.head();
    for (int i = 0; i < count; i++) {
      running.put(unit, Boolean.TRUE);
      unit = unit.next;
    }
    for (int i = 0; i < count; i++) {
      queue.remove();
    }
  }

  /** {@return the units that have left the queue and not ended, except those at the gate} */
  private Iterator<Unit> unended() {
    return Stream.concat(running.keySet().stream(), ending.keySet().stream()).iterator();
  }

  private void ended(BlockingWork work) {
    lock.lock();
    try {
      work.forEachUnit(leave);
      if (!queue.isEmpty() || closed) {
        workArrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void leave(Unit unit) {
    running.remove(unit);
    ending.remove(unit);
    gate.ended(unit, putBack);
  }

  // ---- cancel ----

  @Override
  public void cancel(Unit unit) {
    Unit[] waiting;
    lock.lock();
    try {
      waiting = cancelWaiting(each -> each == unit);
      unit.cancelRequested();
    } finally {
      lock.unlock();
    }
    endCancelled(waiting);
  }

  /**
   * Cancels waiting units. They are counted before they are published, so that the statistics
   * contain every operation that a caller has seen done.
   */
  private Unit[] cancelWaiting(Predicate<Unit> which) {
    Unit[] waiting = removeWaiting(which);
    for (Unit unit : waiting) {
      for (Request op = unit.op; op != null; op = op.next) {
        cancelled.count(op.verb, -Errno.ECANCELED, false);
      }
    }
    return waiting;
  }

  /**
   * Removes waiting units. The steps that allocate come first, so either all units are removed or
   * none.
   */
  private Unit[] removeWaiting(Predicate<Unit> which) {
    Unit[] waiting = new Unit[gate.count(which) + queue.count(which)];
    makeEndingRoom(waiting.length);
    Unit rest = gate.removeIf(which, queue.removeIf(which));
    for (int i = 0; i < waiting.length; i++) {
      waiting[i] = rest;
      rest = rest.next;
      waiting[i].next = null;
      ending.put(waiting[i], Boolean.TRUE);
    }
    return waiting;
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

  private void endCancelled(Unit[] waiting) {
    for (Unit unit : waiting) {
      unit.cancelRequested();
      unit.abandonUnissued(-Errno.ECANCELED);
      ended((BlockingWork) unit);
      VarHandle.fullFence();
      unit.ended();
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
    Unit[] waiting;
    lock.lock();
    try {
      requestClose();
      running.keySet().forEach(Unit::cancelRequested);
      waiting = cancelWaiting(ANY);
    } finally {
      lock.unlock();
    }
    endCancelled(waiting);
  }

  @Override
  public void awaitEnd() {
    workers.forEach(Threads::joinUninterruptibly);
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
    Unit waiting;
    lock.lock();
    try {
      closed = true;
      dead = true;
      waiting = gate.removeIf(ANY, queue.removeIf(ANY));
      workArrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (work != null) {
      work.forEachUnit(teller);
    }
    while (waiting != null) {
      Unit unit = waiting;
      waiting = unit.next;
      unit.next = null;
      unit.tellOfDeath();
    }
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
  public String describe() {
    return "POSIX calls on " + workers.size() + " worker threads";
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
