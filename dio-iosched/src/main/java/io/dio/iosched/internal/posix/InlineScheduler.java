// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Backend;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.Intake;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.order.SchedulerText;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.Abandonment;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FlightEvents;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The scheduler without threads: {@code submit} makes the blocking calls and returns a ticket that
 * is done.
 *
 * <p>Most operations have no order and only claim a {@linkplain BlockingCalls lane}. Barriers and
 * operations on slots look at the lanes. They also pass through {@link InlineOrder}, where a thread
 * may have to wait for others.
 */
public final class InlineScheduler implements IoScheduler {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Created once: the end of an operation must not allocate. */
  private static final Consumer<Unit> GIVE_UP = InlineScheduler::giveUp;

  private static final Consumer<Unit> ENDED = Unit::ended;

  private final SchedulerContext context;
  private final SlotTable slots;
  private final Admission admission;
  private final InlineOrder order = new InlineOrder();
  private final Coalescing coalescing;
  private final BlockingCalls calls;
  private final Registration registration;
  private final SchedulerOptions options;
  private final Cleaner.Cleanable cleanable;

  public InlineScheduler(SchedulerOptions options) {
    context =
        new SchedulerContext("dio-posix-" + COUNT.incrementAndGet(), options, WaiterSpin.NONE);
    slots = new SlotTable(options.fileSlots(), context.toString());
    admission = new Admission(context, slots, Integer.MAX_VALUE);
    coalescing = Coalescing.of(options.coalescing());
    calls = new BlockingCalls(context);
    registration = BlockingCalls.registration(options);
    this.options = options;
    context.observer().setBackend(backend());
    FlightEvents.fallbacks(context.toString(), degradations());
    cleanable = Abandonment.watch(this, context, closing(calls, slots));
  }

  /**
   * If the scheduler is unreachable, no call is in progress, because each call refers to the
   * scheduler.
   */
  private static BooleanSupplier closing(BlockingCalls calls, SlotTable slots) {
    return () -> {
      boolean first = calls.close();
      if (first) {
        slots.closeFiles();
      }
      return first;
    };
  }

  // ---- submitting ----

  /** The units that one thread submits in one step, from their acceptance to their end. */
  private final class Run implements Intake, Predicate<Unit> {
    private BlockingCalls.Lane lane;

    @Override
    public boolean test(Unit unit) {
      unit.next = null;
      enter(unit);
      return true;
    }

    @Override
    public boolean accept(Unit[] units, int count) {
      for (int i = 0; i < count; i++) {
        refuseDurableOnCompletionThread(units[i]);
        units[i].next = i + 1 < count ? units[i + 1] : null;
      }
      enter(units[0]);
      return true;
    }

    /** Accepts the units; throws if the scheduler is closed. */
    private void enter(Unit oldest) {
      if (!isOrdered(oldest)) {
        lane = calls.enter(oldest);
        return;
      }
      synchronized (order) {
        lane = calls.enter(oldest);
        Unit unit = oldest;
        try {
          for (; unit != null; unit = unit.next) {
            if (unit.op.ordered) {
              order.accept(unit, calls.ahead(unit, lane));
            }
          }
        } finally {
          if (unit != null) { // there is not enough memory for all units: none was accepted
            leave(oldest, unit);
          }
        }
      }
    }

    private void leave(Unit oldest, Unit behind) {
      for (Unit unit = oldest; unit != behind; unit = unit.next) {
        if (unit.op.ordered) {
          order.ended(unit);
        }
      }
      calls.exit(lane);
    }

    private static boolean isOrdered(Unit oldest) {
      for (Unit unit = oldest; unit != null; unit = unit.next) {
        if (unit.op.ordered) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void execute(Unit[] units, int count) {
      execute(units[0]);
    }

    /** Executes the list that begins with {@code oldest}. */
    void execute(Unit oldest) {
      Unit rest = oldest;
      try {
        while (rest != null) {
          rest = executeFirst(rest);
        }
      } finally {
        try {
          giveUpFrom(rest);
        } finally {
          calls.exit(lane);
        }
        // The scheduler must stay reachable up to here, so that the cleaner does not close it.
        Reference.reachabilityFence(InlineScheduler.this);
      }
    }

    /** An Error ended one unit. The later units are not executed either; this gives them up. */
    private void giveUpFrom(Unit first) {
      for (Unit unit = first; unit != null; unit = unit.next) {
        if (!unit.isDone()) {
          if (unit.op.ordered) {
            order.ended(unit);
          }
          giveUp(unit);
        }
      }
    }

    /**
     * {@return the next unit} The links stay, because a thread that waits for the lane follows
     * them.
     */
    private Unit executeFirst(Unit unit) {
      CoalescedRun run = coalescing.runFrom(unit);
      if (run == null) {
        Unit behind = unit.next;
        execute((BlockingWork) unit, unit, unit.operationCount());
        return behind;
      }
      Unit behind = run.member(run.size() - 1).next;
      coalescing.placed(run);
      execute(run, unit, run.size());
      return behind;
    }

    private void execute(BlockingWork work, Unit first, int operations) {
      boolean ordered = first.op.ordered;
      if (ordered) {
        order.awaitTurn(first);
      }
      lane.begin(operations);
      boolean executed = false;
      try {
        InlineCalls.make(work, first, lane.counters());
        executed = true;
      } finally {
        lane.end();
        try {
          if (ordered) {
            order.ended(first);
          }
        } finally {
          if (!executed) {
            work.forEachUnit(GIVE_UP);
          }
        }
      }
      work.tell(ENDED);
      calls.unitEnded(lane);
    }
  }

  /**
   * Ends a unit that was not executed. The submitter gets the failure as an exception and never
   * sees the ticket.
   */
  private static void giveUp(Unit unit) {
    unit.retire(-Errno.ECANCELED);
  }

  /**
   * Refuses a durable call on a thread that completes operations. Its success would wait for
   * concurrent durable calls, and this thread may be the one that has to end them.
   */
  private static void refuseDurableOnCompletionThread(Unit unit) {
    for (Request op = unit.op; op != null; op = op.next) {
      if (op.isDurable()) {
        CompletionThread.refuseBlocking("IoScheduler.submit() of " + op.verb.call());
      }
    }
  }

  @Override
  public Ticket submit(Op op) {
    Unit unit = Unit.of((Request) Objects.requireNonNull(op, "op"), context);
    refuseDurableOnCompletionThread(unit);
    Run run = new Run();
    admission.admit(unit, run);
    run.execute(unit);
    return unit;
  }

  @Override
  public List<Ticket> submitAll(List<Op> ops) {
    Unit[] units = Unit.all(ops, context);
    // The list is created before the units are accepted. If this failed afterwards, the caller
    // would lose its tickets.
    List<Ticket> tickets = List.of(units);
    if (units.length > 0) {
      Run run = new Run();
      admission.admitAll(units, units.length, run);
      run.execute(units[0]);
    }
    return tickets;
  }

  @Override
  public IoBatch newBatch(int capacity) {
    return new MemberBatch(capacity, this, context, admission, new Run());
  }

  // ---- blocking calls ----

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    try {
      return DirectCalls.read(calls, file, target, fileOffset);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    try {
      return DirectCalls.write(calls, file, source, fileOffset);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  // ---- about it ----

  @Override
  public List<FileSlot> fileSlots() {
    return slots.slots();
  }

  @Override
  public Registration registration() {
    return registration;
  }

  @Override
  public SchedulerStats stats() {
    return context
        .observer()
        .addTo(
            calls
                .stats()
                .plus(
                    SchedulerStats.builder()
                        .coalescedWrites(coalescing.writes())
                        .droppedFlags(context.droppedFlags())
                        .build()));
  }

  @Override
  public Backend backend() {
    return Backend.POSIX_INLINE;
  }

  @Override
  public List<Degradation> degradations() {
    return registration.degradation().stream().toList();
  }

  @Override
  public String describe() {
    return SchedulerText.describe(
        toString(),
        "POSIX calls on the submitting threads",
        options,
        registration,
        false,
        degradations());
  }

  // ---- closing ----

  @Override
  public void close() {
    CompletionThread.refuseBlocking("IoScheduler.close()");
    calls.close();
    calls.awaitAll();
    slots.closeFiles();
    context.discardUnclaimed();
    cleanable.clean();
  }

  /** No operation waits here that could be cancelled. */
  @Override
  public void closeNow() {
    close();
  }

  @Override
  public String toString() {
    return context.toString();
  }
}
