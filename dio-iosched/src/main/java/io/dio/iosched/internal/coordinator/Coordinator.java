// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Errno;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.CancelRequest;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The state machine that owns a ring. On one thread it accepts submissions, places them, enters the
 * kernel and publishes the completions. It uses the kernel only through {@link Ring}, so that tests
 * can drive it through every order of events.
 *
 * <p>It sleeps only in {@link Ring#enter}. A read of an eventfd is always armed in the ring, so
 * that new work can wake it while long operations are in flight.
 */
public final class Coordinator {
  /**
   * The failure with which {@link #run} ends if the kernel refuses the calls of the ring's thread.
   */
  static final class RingFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RingFailure(String call, int negativeErrno) {
      super(call + ": " + Errno.describe(-negativeErrno) + filterAt(call, -negativeErrno));
    }

    /**
     * The call worked when the ring was opened, and no privilege is needed for it. So only a filter
     * that was installed since then answers like this.
     */
    private static String filterAt(String call, int errno) {
      boolean refused = errno == Errno.EPERM || errno == Errno.EACCES || errno == Errno.ENOSYS;
      return refused && call.equals("io_uring_enter")
          ? "; a seccomp filter that came after the ring denies the call: let it permit"
              + " io_uring_enter, or install it before the scheduler is opened"
          : "";
    }
  }

  /**
   * The pause before the next call if the kernel has no memory for another request (EAGAIN) or
   * completion (EBUSY). The kernel needs time then, and more calls would not help.
   */
  private static final long KERNEL_SHORTAGE_NANOS = 50_000;

  /**
   * The most entries of one call, unless many operations are in flight. The kernel passes a call's
   * entries on to the device together, when it has prepared all of them. So with a larger batch the
   * device waits longer for its first operation, and completes the operations of a batch together,
   * so that the next batch is as large again.
   *
   * <p>Measured with a C loop over a virtio disk, windows of 16, 32 and 64 direct reads: calls of
   * at most 4 entries make 1.24, 1.26 and 1.14 times as many reads as calls without a limit, for
   * 0.97, 1.01 and 1.04 times the processor time of each.
   */
  private static final int SMALL_BATCH = 4;

  /**
   * One call may have a larger batch if it is at most this part of the operations in flight: the
   * device then has enough to do. With windows of 256 and more, small batches gain next to nothing
   * and cost processor time.
   */
  private static final int PART_OF_IN_FLIGHT = 16;

  /** At this size a batch gains little from more operations, while its first operation waits. */
  private static final int EAGER_BATCH = 32;

  private final Ring ring;
  private final SubmissionStack stack;
  private final SchedulerContext context;
  private final LongSupplier clock;
  private final BriefSleeps briefSleeps;
  private final Finisher finisher;
  private final Backlog backlog;
  private final Death death;
  private final IdleSpin idleSpin;
  private final Ring.CompletionSink sink = new Sink();

  /** The time when the latest enter began, and its number of new entries; 0 if there was none. */
  private long submittedAt;

  private int submitting;

  /** The size of the batch when it was last left to grow. */
  private int grownTo;

  private boolean wakeUpArmed;
  private boolean accepting = true;
  private boolean cancelled;

  /**
   * Units that were taken and are not in the backlog yet, linked oldest first; if the coordinator
   * fails, they must be failed too. The deferred ones of them come first.
   */
  private Unit arriving;

  private Unit arrivingDeferred;

  /** Tasks that other threads hand to this thread. A signal follows each. */
  private final Errands errands = new Errands();

  private volatile boolean closeRequested;
  private volatile boolean cancelRequested;

  private static final VarHandle CLOSE_REQUESTED;

  static {
    try {
      CLOSE_REQUESTED =
          MethodHandles.lookup().findVarHandle(Coordinator.class, "closeRequested", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Creates a coordinator that owns {@code ring}.
   *
   * @param opener runs the calls that the ring cannot make, such as opening files for the process
   */
  public Coordinator(
      Ring ring,
      SubmissionStack stack,
      DeferredUnits deferred,
      Settlement settlement,
      SchedulerContext context,
      Coalescing coalescing,
      Executor opener) {
    this(ring, stack, deferred, settlement, context, coalescing, opener, new SystemClock());
  }

  /**
   * Creates a coordinator with another clock, so that tests are deterministic.
   *
   * @param clock a clock like {@link System#nanoTime}
   */
  public Coordinator(
      Ring ring,
      SubmissionStack stack,
      DeferredUnits deferred,
      Settlement settlement,
      SchedulerContext context,
      Coalescing coalescing,
      Executor opener,
      LongSupplier clock) {
    this.ring = ring;
    this.stack = stack;
    this.context = context;
    this.clock = clock;
    this.briefSleeps = new BriefSleeps(deferred);
    this.finisher = new Finisher(briefSleeps);
    this.idleSpin = new IdleSpin(clock);
    Consumer<Errand> here = new Here();
    this.backlog =
        new Backlog(ring, finisher, coalescing, new Outside(opener, here), here, settlement);
    // Made now: memory may be short when it is needed.
    this.death = new Death(ring, stack, context, briefSleeps, finisher, backlog);
  }

  // These are classes and not lambdas, like those of the other rooms that every scheduler needs: a
  // fresh JVM takes four times as long to make a lambda as to load a class.

  private static final class SystemClock implements LongSupplier {
    @Override
    public long getAsLong() {
      return System.nanoTime();
    }
  }

  private final class Here implements Consumer<Errand> {
    @Override
    public void accept(Errand errand) {
      runHere(errand);
    }
  }

  private final class Sink implements Ring.CompletionSink {
    @Override
    public void completed(long userData, int result) {
      Coordinator.this.completed(userData, result);
    }
  }

  private Errand comingBack(Unit unit) {
    return new Errand() {
      @Override
      void run() {
        backlog.cameBack(unit);
      }
    };
  }

  /** Any thread: notes that {@code unit} need not be held any more. */
  public void comeBack(Unit unit) {
    runHere(comingBack(unit));
  }

  private void runHere(Errand errand) {
    errands.add(errand);
    ring.signal();
  }

  /**
   * Any thread: requests cancellation of {@code unit}. Earlier accepted work is handled first.
   *
   * <p>It always signals. If the ring is full, the coordinator is not parked but waits for a
   * completion. New work can wait for that completion too, but a cancellation cannot.
   */
  public void requestCancel(Unit unit) {
    CancelRequest request = new CancelRequest(unit);
    // The thread that waits for it must not make it any more.
    unit.startNow();
    if (stack.push(request) == Push.REFUSED) {
      errands.add(comingBack(request));
    }
    ring.signal();
  }

  /**
   * Any thread: stops accepting work. All accepted work is executed, and then {@link #run} ends.
   * {@return whether this was the first request}
   */
  public boolean requestClose() {
    boolean first = CLOSE_REQUESTED.compareAndSet(this, false, true);
    // The compare-and-set contains a full fence. Either the coordinator sees the request after
    // park(), or this thread sees it parked and wakes it.
    if (stack.unparkWithoutWork()) {
      ring.signal();
    }
    return first;
  }

  /**
   * Any thread: closes like {@link #requestClose}, and cancels everything that can still be
   * cancelled.
   */
  public void requestCloseNow() {
    cancelRequested = true;
    requestClose();
    // If it was closed before, the coordinator no longer waits for the stack but for I/O.
    ring.signal();
  }

  /** Any thread. */
  public SchedulerStats stats() {
    return finisher
        .counters()
        .stats(
            ring.systemCalls(),
            backlog.recentlyInFlight(),
            backlog.coalescedWrites(),
            context.droppedFlags())
        .plus(SchedulerStats.builder().polledOperations(ring.polledOperations()).build());
  }

  /**
   * Runs until the coordinator is closed and has no work left, or until it fails. The ring is
   * released when this method returns.
   */
  public void run() {
    try {
      while (step()) {}
    } catch (Throwable cause) {
      death.die(cause, arriving, arrivingDeferred);
      context.reportDeath();
      return;
    }
    finisher.close();
    ring.close();
  }

  /** Makes one turn of the loop. {@return false if there is no work left and never will be} */
  boolean step() {
    accept();
    if (!wakeUpArmed && (accepting || !backlog.isEmpty())) {
      wakeUpArmed = ring.placeWakeUp(Ring.WAKE_UP);
    }
    backlog.place(batchLimit());
    finisher.wake();
    if (!accepting && backlog.isEmpty()) {
      if (!wakeUpArmed) {
        return false;
      }
      // The armed read can still write into our memory. Complete it, and do not arm another one.
      ring.signal();
    }
    submittedAt = 0;
    submitAndWait();
    ring.reap(sink);
    observeSpeed();
    submitDueSyncs();
    if (briefSleeps.areOn()) {
      backlog.tellIfSettled();
    }
    finisher.wake();
    return true;
  }

  private void accept() {
    if (closeRequested && accepting) {
      accepting = false;
      briefSleeps.stop();
      accept(stack.takeFinal());
    } else if (accepting) {
      accept(stack.take());
    }
    errands.runAll();
    if (cancelRequested && !cancelled && !accepting) {
      cancelled = true;
      backlog.cancelAll();
    }
  }

  private void accept(Unit oldest) {
    arriving = oldest;
    arrivingDeferred = briefSleeps.takeDeferred();
    for (Unit unit = arrivingDeferred; unit != null; unit = unit.next) {
      context.hold(unit); // may fail for want of memory
    }
    Unit deferred = arrivingDeferred;
    arrivingDeferred = null;
    backlog.accept(deferred);
    arriving = null;
    backlog.accept(oldest);
  }

  // ---- enter ----

  /**
   * {@return the number of entries with which a call is made before more are placed} Operations
   * that are done when the call returns, as reads from the page cache are, need no limit: no device
   * waits for them.
   */
  private int batchLimit() {
    return context.waiterSpin().isFast()
        ? Integer.MAX_VALUE
        : Math.max(SMALL_BATCH, backlog.entriesInFlight() / PART_OF_IN_FLIGHT);
  }

  private void submitAndWait() {
    if (ring.hasCompletions()) {
      submit();
    } else if (!wakeUpArmed) {
      // The wake-up could not be armed because the ring had no room. This call makes room, also if
      // a kernel thread that submits has not taken what was submitted before. A wait without the
      // wake-up would miss every signal.
      enter(0, false);
    } else if (backlog.hasQueued()) {
      // The batch is large enough, or there is no room. Either the placed entries must be submitted
      // first, or, if the table is full, an operation must complete.
      enter(backlog.isTableFull() || ring.unsubmitted() == 0 ? 1 : 0, false);
    } else if (!accepting) {
      enter(1, false);
    } else {
      submitAndPark();
    }
  }

  private void submitAndPark() {
    boolean idle = !backlog.hasInFlight();
    if (briefSleeps.areOn()) {
      submitAndSleepBriefly(idle);
      return;
    }
    if (idle && idleSpin.awaitWork(stack)) {
      return;
    }
    if (ring.isPolling()) {
      // Submitters need not signal: this call ends as soon as the device has completed something.
      enter(1, idle);
      return;
    }
    if (!idle && context.waiterSpin().isFast() && ring.unsubmitted() > 0) {
      // The operations are probably done when this call returns. Parking meanwhile would cost
      // each submitter a signal.
      submit();
      return;
    }
    if (!stack.park()) {
      letBatchGrow();
      return;
    }
    if (closeRequested) {
      stack.unpark();
      return;
    }
    boolean woken = true;
    try {
      enter(1, idle);
    } finally {
      woken = !stack.unpark();
    }
    if (idle && woken) {
      idleSpin.wokenByWork();
    }
  }

  /**
   * Sleeps in brief parts, until there is a completion or a signal. Meanwhile submitters may defer
   * operations.
   */
  private void submitAndSleepBriefly(boolean idle) {
    if (!stack.park()) {
      letBatchGrow();
      return;
    }
    if (closeRequested) {
      stack.unpark();
      return;
    }
    try {
      while (enterBriefly(idle) && briefSleeps.goOn()) {}
    } finally {
      stack.unpark();
    }
  }

  /** {@return whether the time was over before anything happened} */
  private boolean enterBriefly(boolean idle) {
    submitting = ring.unsubmitted();
    submittedAt = clock.getAsLong();
    int result = ring.enterBriefly(BriefSleeps.SLEEP_NANOS, idle);
    if (result == -Errno.ETIME) {
      return !ring.hasCompletions();
    }
    took(result);
    return false;
  }

  /**
   * Lets new work join the batch that is already placed. It submits the batch if it is large
   * enough, or if the latest new work did not make it larger. The second rule is for drains: they
   * place no entry, and a thread that keeps submitting drains must not delay the others.
   */
  private void letBatchGrow() {
    if (ring.unsubmitted() >= Math.min(EAGER_BATCH, batchLimit())
        || ring.unsubmitted() == grownTo) {
      submit();
    }
    grownTo = ring.unsubmitted();
  }

  /**
   * Issues the syncs for which units have gathered while another one was in the kernel. It is
   * called before the waiters of that one are woken: the device has nothing to do until then, and
   * waking many threads takes as long as a sync.
   */
  private void submitDueSyncs() {
    if (backlog.hasDueSync()) {
      // A unit may have been cancelled meanwhile.
      accept();
      backlog.placeSyncs();
      submit();
    }
  }

  private void submit() {
    if (ring.unsubmitted() > 0) {
      enter(0, false);
    }
  }

  private void enter(int minComplete, boolean idle) {
    submitting = ring.unsubmitted();
    submittedAt = clock.getAsLong();
    took(ring.enter(minComplete, idle));
  }

  private void took(int result) {
    if (result < 0) {
      refused("io_uring_enter", result);
    } else if (backlog.isChainCut(result)) {
      throw new RingFailure("io_uring_enter took a part of a chain", -Errno.EIO);
    }
  }

  /**
   * Tells waiting threads whether spinning pays. It pays only if operations are done when their
   * submission returns, as reads from the page cache are, and if each took little time.
   */
  private void observeSpeed() {
    if (submittedAt != 0 && submitting > 0) {
      long nanos = clock.getAsLong() - submittedAt;
      context
          .waiterSpin()
          .observe(!backlog.hasInFlight() && nanos <= submitting * WaiterSpin.FAST_NANOS, nanos);
    }
  }

  private void refused(String call, int result) {
    if (result == -Errno.EINTR) {
      return;
    }
    if (result == -Errno.EAGAIN || result == -Errno.EBUSY) {
      if (!ring.hasCompletions()) {
        LockSupport.parkNanos(this, KERNEL_SHORTAGE_NANOS);
      }
      return;
    }
    throw new RingFailure(call, result);
  }

  // ---- complete ----

  private void completed(long userData, int result) {
    if (userData == Ring.WAKE_UP) {
      wakeUpArmed = false;
      if (result < 0) {
        // A wake-up that cannot work must not be armed again and again. It would occupy a core,
        // and the failure would stay hidden.
        refused("read(eventfd)", result);
      }
      return;
    }
    backlog.completed(userData, result);
  }
}
