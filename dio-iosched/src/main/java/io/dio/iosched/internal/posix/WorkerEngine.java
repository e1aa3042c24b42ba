// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.Backend;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.foreign.ThreadIoPriority;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.HelperThreads;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The engine without a ring: worker threads make the blocking calls. They take their work from
 * {@link SharedWork}. One thread starts with the engine. Others start while work waits, and end
 * when they have been idle for long; see {@link Crew}.
 */
public final class WorkerEngine implements Engine {
  /** The time after which an idle thread ends. Until then it costs only its stack. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final class WorkerThread extends Worker {
    private final Consumer<Unit> teller = this::tell;

    /** The number of units of the current work whose waiters were woken. */
    private int told;

    private int passedOver;

    /**
     * Created once, while there is memory, because it is needed when the engine fails: fails the
     * units whose waiters were not woken.
     */
    private final Consumer<Unit> deathTeller = this::retireUnlessTold;

    WorkerThread() {
      super(context.toString());
    }

    @Override
    public void run() {
      BlockingWork work = null;
      try {
        if (!ioPriority.equals(IoPriority.INHERITED)) {
          // It was checked before that this process may use the priority.
          int result = ThreadIoPriority.set(ioPriority);
          assert result == 0 : "ioprio_set: " + result;
        }
        while ((work = shared.next(this)) != null) {
          PosixCalls.run(work, counters());
          if (shared.executed(this)) {
            work.tell(teller);
            told = 0;
          }
          // A waiting worker must not keep the ticket, memory and file of its last work
          // reachable.
          work = null;
        }
      } catch (Throwable cause) {
        // If taking the work failed half-way, it is recorded only there.
        die(cause, work == null ? current() : work, deathTeller);
      } finally {
        if (shared.left(this)) {
          lastHasLeft();
        }
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
  private final IoPriority ioPriority;
  private final SharedWork shared;
  private final HelperThreads helpers;
  private final int limit;
  private final Consumer<Thread> starter;
  private final Registration registration;

  /** Counted down when the last worker has left. */
  private final CountDownLatch end = new CountDownLatch(1);

  /** Whether it was reported that the system refused a thread. Threads race on it on purpose. */
  private boolean reportedRefusal;

  private WorkerEngine(
      int limit,
      SchedulerContext context,
      SlotTable slots,
      SchedulerOptions options,
      Consumer<Thread> starter,
      long idleNanos) {
    this.limit = limit;
    this.context = context;
    this.slots = slots;
    this.ioPriority = options.ioPriority();
    this.starter = starter;
    this.shared =
        new SharedWork(
            context::hold,
            Coalescing.of(options.coalescing()),
            runsCallbacks(options),
            new Crew(limit, WorkerThread::new),
            this::wakeOrStart,
            idleNanos);
    this.helpers = new HelperThreads(context.toString());
    this.registration = BlockingCalls.registration(options);
  }

  /** {@return whether an executor of the user may run callbacks on the thread that calls it} */
  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  private static boolean runsCallbacks(SchedulerOptions options) {
    return options.callbackExecutor() != SchedulerOptions.VIRTUAL_THREAD_EACH;
  }

  /**
   * Starts an engine with one thread.
   *
   * @param limit the most threads
   */
  public static WorkerEngine start(
      int limit, SchedulerContext context, SlotTable slots, SchedulerOptions options) {
    return start(limit, context, slots, options, Thread::start, IDLE_NANOS);
  }

  /**
   * Starts an engine whose threads are started by {@code starter}. If the starter throws for the
   * first thread, its exception is thrown and the slots are closed. If it throws later, the engine
   * goes on with the threads that it has.
   */
  static WorkerEngine start(
      int limit,
      SchedulerContext context,
      SlotTable slots,
      SchedulerOptions options,
      Consumer<Thread> starter,
      long idleNanos) {
    WorkerEngine engine = new WorkerEngine(limit, context, slots, options, starter, idleNanos);
    engine.startFirst();
    return engine;
  }

  private void startFirst() {
    Worker first = shared.addFirst();
    boolean started = false;
    try {
      starter.accept(first);
      started = true;
    } finally {
      if (!started && shared.startRefused(first)) {
        lastHasLeft();
      }
    }
  }

  /** Never throws: the calling thread has handed over or taken work. */
  private void wakeOrStart(Worker called) {
    if (!called.isNew()) {
      called.unpark();
      return;
    }
    try {
      starter.accept(called);
    } catch (Throwable e) {
      if (shared.startRefused(called)) {
        lastHasLeft();
      }
      reportRefusal(e);
    }
  }

  private void reportRefusal(Throwable cause) {
    if (reportedRefusal) {
      return;
    }
    try {
      Reports.warning(
          context + " goes on with fewer worker threads: the system refused to start one", cause);
      reportedRefusal = true;
    } catch (Throwable _) {
      // There is no memory for the message. The next refusal is reported.
    }
  }

  /** Closes the files in slots, even if the scheduler became unreachable. */
  private void lastHasLeft() {
    try {
      slots.closeFiles();
    } finally {
      helpers.shutDown();
      end.countDown();
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
    UninterruptibleWait.complete(end::await);
    shared.workers().forEach(UninterruptibleWait::join);
    helpers.awaitEnd();
  }

  // ---- take back ----

  @Override
  public DeferredUnits deferred() {
    return shared.deferred();
  }

  @Override
  public Executor syncExecutor() {
    return helpers;
  }

  @Override
  public void wake() {
    shared.wake();
  }

  /** As {@link SharedWork#takeBack}. */
  boolean takeBack(Unit unit) {
    return shared.takeBack(unit);
  }

  /** Ends a unit that was taken back and whose result is published. */
  void endTakenBack(Unit unit) {
    shared.endedElsewhere(unit);
    unit.tell();
  }

  /** Leaves a unit that was taken back to the workers. */
  void giveBack(Unit unit) {
    if (!shared.giveBack(unit)) {
      unit.retireDead();
    }
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
    Unit unstarted = stopForGood();
    if (work != null) {
      work.forEachUnit(teller);
    }
    Unit.retireAllDead(unstarted);
    context.reportDeath();
  }

  /**
   * As {@link SharedWork#stopForGood}. The first call closes the hand-off stack, and the JVM needs
   * memory to link that step. So the call is tried again while memory is short.
   */
  private Unit stopForGood() {
    for (int i = 0; i < MemoryShortage.ATTEMPTS; i++) {
      try {
        return shared.stopForGood();
      } catch (Throwable _) {
        MemoryShortage.pause();
      }
    }
    return null;
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
    return "POSIX calls on up to " + limit + " worker threads";
  }

  @Override
  public SchedulerStats stats() {
    return shared.stats(context.droppedFlags());
  }
}
