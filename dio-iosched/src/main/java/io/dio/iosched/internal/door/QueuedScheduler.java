// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import io.dio.align.Degradation;
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
import io.dio.iosched.UnavailabilityCause;
import io.dio.iosched.internal.coordinator.RingEngine;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.order.SchedulerText;
import io.dio.iosched.internal.posix.BlockingCalls;
import io.dio.iosched.internal.posix.CachedReads;
import io.dio.iosched.internal.posix.CarrierReads;
import io.dio.iosched.internal.posix.DirectCalls;
import io.dio.iosched.internal.posix.TakenBackReads;
import io.dio.iosched.internal.posix.WaiterCalls;
import io.dio.iosched.internal.posix.WorkerEngine;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ring.RingFactory;
import io.dio.iosched.internal.ring.RingUnavailableException;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.Abandonment;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FlightEvents;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A scheduler whose own threads execute the operations. It checks and admits operations, and hands
 * them to its {@link Engine}.
 *
 * <p>The engine's threads never refer to the scheduler. So a scheduler that was not closed can
 * become unreachable; it is then reported and closed.
 */
final class QueuedScheduler implements IoScheduler {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final SchedulerContext context;
  private final Engine engine;
  private final SlotTable slots;
  private final Admission admission;
  private final BlockingCalls blocking;
  private final CachedReads cachedReads;

  private final CarrierReads carrierReads;

  private final WaiterCalls waiterCalls;

  private final SchedulerOptions options;
  private final Optional<UnavailabilityCause> noRing;
  private final Cleaner.Cleanable cleanable;

  /** Created once, because every submission needs it. */
  private final Predicate<Unit> handOver = new HandOver();

  private QueuedScheduler(
      SchedulerContext context,
      Engine engine,
      SlotTable slots,
      SchedulerOptions options,
      Optional<UnavailabilityCause> noRing) {
    this.context = context;
    this.engine = engine;
    this.slots = slots;
    this.admission = new Admission(context, slots, engine.maxChainLength());
    this.blocking = new BlockingCalls(context);
    EngineLink link = new EngineLink(engine);
    this.cachedReads = new CachedReads(blocking, options, link);
    this.carrierReads =
        engine instanceof WorkerEngine
            ? CarrierReads.withoutRing(blocking, options)
            : CarrierReads.besideRing(blocking, options);
    this.waiterCalls = new WaiterCalls(blocking, options, engine);
    this.options = options;
    this.noRing = noRing;
    this.cleanable = Abandonment.watch(this, context, link);
    context.observer().setBackend(engine.backend());
    context.setCanceller(link);
    context.setEngineWaker(link);
    context.setWaiterMaker(this.waiterMaker());
    context.setHolder(waiterCalls);
    context.setSyncExecutor(engine.syncExecutor());
    if (engine instanceof WorkerEngine) {
      context.setCopyCaller(link);
    }
  }

  private final class HandOver implements Predicate<Unit> {
    @Override
    public boolean test(Unit unit) {
      return handOver(unit);
    }
  }

  /**
   * The engine, as far as other objects of the scheduler may use it. It does not refer to the
   * scheduler. One class takes the place of four lambdas, which would delay the first use in a
   * fresh JVM.
   */
  private record EngineLink(Engine engine)
      implements Consumer<Unit>, Runnable, BooleanSupplier, BiPredicate<Unit, Unit> {
    /** Cancels a unit. */
    @Override
    public void accept(Unit unit) {
      engine.cancel(unit);
    }

    /** Wakes the engine. */
    @Override
    public void run() {
      engine.wake();
    }

    /** Requests the end. {@return whether this was the first request} */
    @Override
    public boolean getAsBoolean() {
      return engine.requestClose();
    }

    /** Hands over a list of units. {@return whether they were accepted} */
    @Override
    public boolean test(Unit newest, Unit oldest) {
      return engine.accept(newest, oldest);
    }
  }

  /**
   * {@return what makes an operation on the thread that waits for it; it must not refer to this}
   */
  private Predicate<Unit> waiterMaker() {
    WaiterCalls platform = waiterCalls;
    if (engine instanceof WorkerEngine workers) {
      TakenBackReads virtual = new TakenBackReads(blocking, workers, carrierReads);
      return unit -> platform.makes(unit) || virtual.makes(unit);
    }
    return platform;
  }

  private void tellFallbacks() {
    FlightEvents.fallbacks(context.toString(), degradations());
  }

  /** The engine may find out later what a device refuses. */
  @Override
  public List<Degradation> degradations() {
    List<Degradation> all = new ArrayList<>();
    if (noRing.isPresent()) {
      all.add(noRing.get().toDegradation());
    }
    if (engine.registration().degradation().isPresent()) {
      all.add(engine.registration().degradation().get());
    }
    all.addAll(engine.degradations());
    if (cachedReads.degradation().isPresent()) {
      all.add(cachedReads.degradation().get());
    }
    return List.copyOf(all);
  }

  /** {@return a scheduler over a real ring} */
  static QueuedScheduler uring(SchedulerOptions options) throws RingUnavailableException {
    return over(RingFactory.open(options), options);
  }

  /** {@return a scheduler that owns {@code ring}, which is real or a fake} */
  static QueuedScheduler over(Ring ring, SchedulerOptions options) throws RingUnavailableException {
    boolean handedOver = false;
    try {
      SchedulerContext context =
          new SchedulerContext(
              "dio-uring-" + COUNT.incrementAndGet(),
              options,
              new WaiterSpin(WaiterSpin.MAX_NANOS));
      SlotTable slots = new SlotTable(options.fileSlots(), context.toString());
      // From here on the engine owns the ring, and releases it if it cannot start.
      handedOver = true;
      RingEngine engine = RingEngine.start(ring, context, options.coalescing());
      return over(engine, context, slots, options);
    } finally {
      if (!handedOver) {
        ring.close();
      }
    }
  }

  /**
   * {@return a scheduler that owns {@code engine}} The scheduler is made while the engine's thread
   * enables the ring.
   */
  private static QueuedScheduler over(
      RingEngine engine, SchedulerContext context, SlotTable slots, SchedulerOptions options)
      throws RingUnavailableException {
    QueuedScheduler scheduler = null;
    boolean works = false;
    try {
      scheduler = new QueuedScheduler(context, engine, slots, options, Optional.empty());
      engine.awaitEnabled();
      scheduler.tellFallbacks();
      works = true;
      return scheduler;
    } finally {
      if (!works) {
        end(engine, scheduler);
      }
    }
  }

  /**
   * Ends an engine whose scheduler is not given to anybody.
   *
   * @param scheduler null if it could not be made
   */
  private static void end(Engine engine, QueuedScheduler scheduler) {
    engine.requestClose();
    engine.awaitEnd();
    if (scheduler != null) {
      // The engine was closed before, so this reports nothing.
      scheduler.cleanable.clean();
    }
  }

  /**
   * {@return a scheduler over blocking calls of {@code workers} threads}
   *
   * @param noRing why the scheduler has no ring, if it was to have one
   */
  static QueuedScheduler workers(
      int workers, SchedulerOptions options, Optional<UnavailabilityCause> noRing) {
    SchedulerContext context =
        new SchedulerContext("dio-workers-" + COUNT.incrementAndGet(), options, WaiterSpin.NONE);
    SlotTable slots = new SlotTable(options.fileSlots(), context.toString());
    Engine engine = WorkerEngine.start(workers, context, slots, options);
    return over(engine, context, slots, options, noRing);
  }

  /**
   * {@return a scheduler that owns {@code engine}, which is running} If it cannot be made, the
   * engine has ended when this throws. The system may refuse the thread of the cleaner, for
   * example, and nobody else could end the engine then.
   */
  private static QueuedScheduler over(
      Engine engine,
      SchedulerContext context,
      SlotTable slots,
      SchedulerOptions options,
      Optional<UnavailabilityCause> noRing) {
    boolean made = false;
    try {
      QueuedScheduler scheduler = new QueuedScheduler(context, engine, slots, options, noRing);
      scheduler.tellFallbacks();
      made = true;
      return scheduler;
    } finally {
      if (!made) {
        end(engine, null);
      }
    }
  }

  // ---- submitting ----

  @Override
  public Ticket submit(Op op) {
    Request request = (Request) Objects.requireNonNull(op, "op");
    Unit unit = Unit.of(request, context);
    try {
      admission.admit(unit, handOver);
    } finally {
      // The scheduler must stay reachable until the hand-over is complete, so that the cleaner
      // does not close it.
      Reference.reachabilityFence(this);
    }
    return unit;
  }

  @Override
  public List<Ticket> submitAll(List<Op> ops) {
    Unit[] units = Unit.all(ops, context);
    // The list is created before the units are accepted. If this failed afterwards, the caller
    // would lose its tickets.
    List<Ticket> tickets = List.of(units);
    try {
      if (units.length > 0) {
        admission.admitAll(units, units.length, this::handOverAll);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
    return tickets;
  }

  @Override
  public IoBatch newBatch(int capacity) {
    return new MemberBatch(capacity, this, context, admission, this::handOverAll);
  }

  /** {@return false if the scheduler accepts nothing any more} */
  private boolean handOver(Unit unit) {
    if (cachedReads.suits(unit) && cachedReads.answers(unit)) {
      return true;
    }
    if (waiterCalls.suits(unit) || waiterCalls.suitsAsCommit(unit)) {
      return engine.acceptOrDefer((Submission) unit);
    }
    waiterCalls.hold(unit);
    return engine.accept(unit, unit);
  }

  /** {@return false if the scheduler accepts nothing any more} */
  private boolean handOverAll(Unit[] units, int count) {
    if (cachedReads.suitsAny(units, count)) {
      return cachedReads.answersOrHandsOver(units, count);
    }
    for (int i = 0; i < count; i++) {
      waiterCalls.hold(units[i]);
      units[i].next = i == 0 ? null : units[i - 1];
    }
    return engine.accept(units[count - 1], units[0]);
  }

  // ---- blocking calls ----

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      return readOnVirtualThread(file, target, fileOffset);
    }
    return DirectCalls.read(blocking, file, target, fileOffset);
  }

  private long readOnVirtualThread(DioFile file, MemorySegment target, long fileOffset)
      throws IOException {
    try {
      long count = carrierReads.read(file, target, fileOffset);
      if (count != CarrierReads.NOT_READ) {
        return count;
      }
    } finally {
      Reference.reachabilityFence(this);
    }
    carrierReads.beginsElsewhere();
    try {
      return submit(Op.read(file, target, fileOffset)).await();
    } finally {
      carrierReads.endedElsewhere();
    }
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      return submit(Op.write(file, source, fileOffset)).await();
    }
    return DirectCalls.write(blocking, file, source, fileOffset);
  }

  // ---- about it ----

  @Override
  public List<FileSlot> fileSlots() {
    return slots.slots();
  }

  @Override
  public Registration registration() {
    return engine.registration();
  }

  @Override
  public String describe() {
    return SchedulerText.describe(
        toString(),
        engine.describe() + waiterCalls.describe() + carrierReads.describe(),
        options,
        registration(),
        cachedReads.isEnabled(),
        degradations());
  }

  @Override
  public SchedulerStats stats() {
    return context.observer().addTo(engine.stats().plus(blocking.stats()));
  }

  @Override
  public Backend backend() {
    return engine.backend();
  }

  // ---- closing ----

  @Override
  public void close() {
    CompletionThread.refuseBlocking("IoScheduler.close()");
    engine.requestClose();
    awaitEnd();
  }

  @Override
  public void closeNow() {
    CompletionThread.refuseBlocking("IoScheduler.closeNow()");
    engine.requestCloseNow();
    awaitEnd();
  }

  private void awaitEnd() {
    blocking.close();
    blocking.awaitAll();
    engine.awaitEnd();
    context.discardUnclaimed();
    cleanable.clean();
  }

  @Override
  public String toString() {
    return context.toString();
  }
}
