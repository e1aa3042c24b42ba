// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.foreign.Errno;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.CancelRequest;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The state machine that owns a ring: it accepts submissions, places them, enters the kernel and
 * publishes what comes back, all on one thread. It reaches the kernel through {@link Ring} only, so
 * that tests drive it through every order of events.
 *
 * <p>It never sleeps outside {@link Ring#enter}: a wake-up is kept armed in the ring, so that new
 * work reaches it while operations of any length are in flight.
 */
public final class Coordinator {
  /** What {@link #run} ended with when the kernel refuses the ring's thread or its calls. */
  static final class RingFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RingFailure(String call, int negativeErrno) {
      super(call + ": " + Errno.describe(-negativeErrno));
    }
  }

  /**
   * How long to leave a kernel alone that lacks the memory for one more request (EAGAIN) or for one
   * more completion (EBUSY): it needs time, not calls.
   */
  private static final long KERNEL_SHORTAGE_NANOS = 50_000;

  /** A batch of this size gains little from growing further, and its first operation waits. */
  private static final int EAGER_BATCH = 32;

  private final Ring ring;
  private final SubmissionStack stack;
  private final SchedulerContext context;
  private final LongSupplier clock;
  private final Finisher finisher = new Finisher();
  private final Backlog backlog;
  private final IdleSpin idleSpin;
  private final Ring.CompletionSink sink = this::completed;

  /** When the latest enter began, and with how many new entries; 0 if there was none. */
  private long submittedAt;

  private int submitting;

  /** How large the batch was when it was last left to grow. */
  private int grownTo;

  private boolean wakeUpArmed;
  private boolean accepting = true;
  private boolean cancelled;

  /** What was accepted and not taken when it died, oldest first. */
  private Unit handedOver;

  /** What other threads have for this one to do, each followed by a signal. */
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
   * Owns {@code ring}.
   *
   * @param opener runs what the ring cannot do: calls that open files for the process
   */
  public Coordinator(
      Ring ring,
      SubmissionStack stack,
      SchedulerContext context,
      Coalescing coalescing,
      Executor opener) {
    this(ring, stack, context, coalescing, opener, System::nanoTime);
  }

  /**
   * As above, by another clock, so that what it does follows from what it is told.
   *
   * @param clock as {@link System#nanoTime}
   */
  public Coordinator(
      Ring ring,
      SubmissionStack stack,
      SchedulerContext context,
      Coalescing coalescing,
      Executor opener,
      LongSupplier clock) {
    this.ring = ring;
    this.stack = stack;
    this.context = context;
    this.clock = clock;
    this.idleSpin = new IdleSpin(clock);
    this.backlog =
        new Backlog(ring, finisher, coalescing, new Outside(opener, this::runHere), this::runHere);
  }

  private Errand comingBack(Unit unit) {
    return new Errand() {
      @Override
      void run() {
        backlog.cameBack(unit);
      }
    };
  }

  /** Any thread: what {@code unit} was held for has ended. */
  public void comeBack(Unit unit) {
    runHere(comingBack(unit));
  }

  private void runHere(Errand errand) {
    errands.add(errand);
    ring.signal();
  }

  /**
   * Any thread: asks to cancel {@code unit}, behind what was accepted before it.
   *
   * <p>It signals in any case: with the ring full the coordinator is not parked, but waits for a
   * completion, which new work can await as well, and a cancellation cannot.
   */
  public void requestCancel(Unit unit) {
    CancelRequest request = new CancelRequest(unit);
    if (stack.push(request) == Push.REFUSED) {
      errands.add(comingBack(request));
    }
    ring.signal();
  }

  /**
   * Any thread: no more is accepted; what was accepted is executed, then {@link #run} ends.
   * {@return whether this was the first request}
   */
  public boolean requestClose() {
    boolean first = CLOSE_REQUESTED.compareAndSet(this, false, true);
    // A full fence lies in the compare-and-set: the coordinator sees the request after park(), or
    // we see it parked and wake it.
    if (stack.unparkWithoutWork()) {
      ring.signal();
    }
    return first;
  }

  /** Any thread: as {@link #requestClose}, and what can still be cancelled, is. */
  public void requestCloseNow() {
    cancelRequested = true;
    requestClose();
    // Somebody may have closed it before: then it no longer waits for the stack, but for I/O.
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
            context.droppedFlags());
  }

  /** Runs until closed and drained, or dead. The ring is released when it returns. */
  public void run() {
    try {
      while (step()) {}
    } catch (Throwable cause) {
      die(cause);
      context.reportDeath();
      return;
    }
    finisher.close();
    ring.close();
  }

  /** One turn. {@return false once nothing is left to do, ever} */
  boolean step() {
    accept();
    if (!wakeUpArmed && (accepting || !backlog.isEmpty())) {
      wakeUpArmed = ring.placeWakeUp(Ring.WAKE_UP);
    }
    backlog.place();
    finisher.wake();
    if (!accepting && backlog.isEmpty()) {
      if (!wakeUpArmed) {
        return false;
      }
      // The armed read still writes into our memory: complete it, and do not arm another.
      ring.signal();
    }
    submittedAt = 0;
    submitAndWait();
    ring.reap(sink);
    observeSpeed();
    finisher.wake();
    return true;
  }

  private void accept() {
    if (closeRequested && accepting) {
      accepting = false;
      backlog.accept(stack.takeFinal());
    } else if (accepting) {
      backlog.accept(stack.take());
    }
    errands.runAll();
    if (cancelRequested && !cancelled && !accepting) {
      cancelled = true;
      backlog.cancelAll();
    }
  }

  // ---- enter ----

  private void submitAndWait() {
    if (ring.hasCompletions() || !wakeUpArmed) {
      // Unarmed for lack of room, which this makes: a wait without it would hear no signal.
      submit();
    } else if (backlog.hasQueued()) {
      // No room: what is placed must go first, or, with the table full, something must complete.
      enter(backlog.isTableFull() || ring.unsubmitted() == 0 ? 1 : 0, false);
    } else if (!accepting) {
      enter(1, false);
    } else {
      submitAndPark();
    }
  }

  private void submitAndPark() {
    boolean idle = !backlog.hasInFlight();
    if (idle && idleSpin.awaitWork(stack)) {
      return;
    }
    if (!idle && context.waiterSpin().isFast() && ring.unsubmitted() > 0) {
      // Likely done when this returns. To be parked meanwhile would cost those who submit a signal.
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
   * New work arrived and joins the batch that is placed already, unless that is worth a call by
   * now, or did not grow by the last such work: drains place nothing, and whoever keeps sending
   * them must not keep others waiting.
   */
  private void letBatchGrow() {
    if (ring.unsubmitted() >= EAGER_BATCH || ring.unsubmitted() == grownTo) {
      submit();
    }
    grownTo = ring.unsubmitted();
  }

  private void submit() {
    if (ring.unsubmitted() > 0) {
      enter(0, false);
    }
  }

  private void enter(int minComplete, boolean idle) {
    submitting = ring.unsubmitted();
    submittedAt = clock.getAsLong();
    int result = ring.enter(minComplete, idle);
    if (result < 0) {
      refused("io_uring_enter", result);
    } else if (backlog.isChainCut(result)) {
      throw new RingFailure("io_uring_enter took a part of a chain", -Errno.EIO);
    }
  }

  /**
   * Tells waiters whether spinning pays: only where operations are done when submitting them
   * returns, as page-cached reads are, and each took little time.
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
        // Armed again and again, a wake-up that cannot work would burn a core and look well.
        refused("read(eventfd)", result);
      }
      return;
    }
    backlog.completed(userData, result);
  }

  // ---- die ----

  /**
   * Refuses new work, then tells every waiter. Memory that the kernel may own is kept for ever.
   *
   * <p>What killed the coordinator may be a lack of memory or worse. So nothing here goes through
   * the lists of a turn, nothing needs memory that can do without, and what fails all the same is
   * tried again: it does not happen twice to anybody who is told.
   */
  private void die(Throwable cause) {
    // Before anybody is told: who hears of the death is refused from then on.
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !newWorkIsRefused(cause); i++) {
      MemoryShortage.pause();
    }
    // Before anybody is told, too: whoever is told may close a file, and what is linked behind an
    // operation in flight would look up its descriptor only then.
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !ringIsAbandoned(); i++) {
      MemoryShortage.pause();
    }
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !allAreTold(); i++) {
      MemoryShortage.pause();
    }
  }

  private boolean newWorkIsRefused(Throwable cause) {
    try {
      context.died(cause);
      stack.unpark();
      handedOver = stack.takeFinal();
      return true;
    } catch (Throwable e) {
      return false;
    }
  }

  private boolean ringIsAbandoned() {
    try {
      ring.abandon();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    } catch (Throwable e) {
      Reports.error("releasing a ring that failed did not succeed", e);
      return true;
    }
  }

  private boolean allAreTold() {
    try {
      finisher.abandon();
      backlog.abandon();
      Backlog.abandonQueue(handedOver);
      finisher.close();
      return true;
    } catch (Throwable e) {
      return false;
    }
  }
}
