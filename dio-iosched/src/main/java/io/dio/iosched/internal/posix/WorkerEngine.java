// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.Backend;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.foreign.ThreadIoPriority;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The engine without a ring: worker threads make the blocking calls. They take their work from
 * {@link SharedWork}.
 */
public final class WorkerEngine implements Engine {

  private final class Worker extends CompletionThread {
    private final OperationCounters counters = new OperationCounters();
    private final IoPriority ioPriority;

    private final Consumer<Unit> teller = this::tell;

    /** The number of units of the current work whose waiters were woken. */
    private int told;

    private int passedOver;

    /** The units of the current work that need another step, linked. */
    private Unit goingOn;

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
        while ((work = shared.next()) != null) {
          PosixCalls.run(work, counters);
          goingOn = shared.executed(work);
          work.tell(teller);
          told = 0;
          if (goingOn != null) {
            shared.goOn(goingOn);
            goingOn = null;
          }
          // A waiting worker must not keep the ticket, memory and file of its last work
          // reachable.
          work = null;
        }
      } catch (Throwable cause) {
        die(cause, work, deathTeller);
        Unit.retireAllDead(goingOn);
      } finally {
        workerEnded();
      }
    }

    private void tell(Unit unit) {
      told++;
      if (unit.isDone()) {
        unit.ended();
      }
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
  private final SharedWork shared;
  private final List<Worker> workers = new ArrayList<>();
  private final AtomicInteger alive = new AtomicInteger();
  private final Registration registration;

  private WorkerEngine(SchedulerContext context, SlotTable slots, SchedulerOptions options) {
    this.context = context;
    this.slots = slots;
    this.shared = new SharedWork(Coalescing.of(options.coalescing()));
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

  // ---- engine ----

  @Override
  public boolean accept(Unit newest, Unit oldest) {
    return shared.accept(newest, oldest);
  }

  @Override
  public void release(Unit unit) {
    shared.release(unit);
  }

  @Override
  public void cancel(Unit unit) {
    shared.cancel(unit);
  }

  @Override
  public boolean requestClose() {
    return shared.requestClose();
  }

  @Override
  public void requestCloseNow() {
    shared.requestCloseNow();
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
    Unit unstarted = shared.stopForGood();
    if (work != null) {
      work.forEachUnit(teller);
    }
    Unit.retireAllDead(unstarted);
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
    SchedulerStats sum = shared.stats(context.droppedFlags());
    for (Worker worker : workers) {
      sum = sum.plus(worker.counters.stats(worker.counters.systemCalls(), 0, 0, 0));
    }
    return sum;
  }
}
