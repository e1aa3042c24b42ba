// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.Degradation;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.observe.Observer;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.SharedCopies;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.sys.internal.FlightEvents;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The state that the tickets of one scheduler share. It lives as long as the scheduler or any of
 * its tickets.
 */
public final class SchedulerContext {
  private static final List<Degradation> DROPPED_FLAG =
      List.of(
          Degradation.of(
              "a preferred flag of a transfer",
              Degradation.Cause.NOT_SUPPORTED,
              "the file system refused the flag (EOPNOTSUPP)",
              "use a file system that has it; SchedulerStats.droppedFlags counts such transfers"));

  private final String name;
  private final Executor callbackExecutor;
  private final WaiterSpin waiterSpin;
  private volatile Throwable death;

  /**
   * The number of transfers that were made without a preferred flag. These are rare, so contention
   * does not matter.
   */
  private final AtomicLong droppedFlags = new AtomicLong();

  private final InFlightLimit limit;
  private final SharedCopies sharedCopies = new SharedCopies();
  private final Observer observer;

  /**
   * The openings whose files no caller has taken; guarded by itself. A ticket that becomes
   * unreachable is removed.
   */
  private final Set<OpenSubmission> unclaimed = Collections.newSetFromMap(new WeakHashMap<>());

  private final Set<String> reportedCallbacks = ConcurrentHashMap.newKeySet();

  /**
   * Passes a request to cancel to the thread that can do it. It is set once, before the first
   * submission, and is null if nothing can be cancelled.
   */
  private Consumer<Unit> canceller;

  /** Makes an operation on the thread that waits, as {@link #setWaiterMaker} says; may be null. */
  private Predicate<Unit> waiterMaker;

  /** Wakes the engine for a deferred operation, which has become an ordinary one; may be null. */
  private Runnable engineWaker;

  /**
   * Calls a thread of the engine for one of the {@link SharedCopies}, if it has several; or null.
   */
  private Runnable copyCaller;

  /** Holds a unit behind calls that its engine does not see; may be null. */
  private Consumer<Unit> holder;

  /** Runs syncs in place of virtual threads, so that these do not block their carriers; or null. */
  private Executor syncExecutor;

  public SchedulerContext(String name, SchedulerOptions options, WaiterSpin waiterSpin) {
    MemoryShortage.prepare();
    this.name = name;
    this.callbackExecutor = options.callbackExecutor();
    this.limit = new InFlightLimit(options.maxInFlight(), sharedCopies);
    this.observer = new Observer(name, options.latencyHistograms());
    this.waiterSpin = waiterSpin;
  }

  public InFlightLimit limit() {
    return limit;
  }

  public SharedCopies sharedCopies() {
    return sharedCopies;
  }

  public Observer observer() {
    return observer;
  }

  Executor callbackExecutor() {
    return callbackExecutor;
  }

  public WaiterSpin waiterSpin() {
    return waiterSpin;
  }

  /** Sets the receiver of requests to cancel. Call it before the first submission. */
  public void setCanceller(Consumer<Unit> canceller) {
    this.canceller = canceller;
  }

  /**
   * Sets what makes an operation on the thread that waits for it. It returns whether the operation
   * is done; otherwise the thread waits. Call it before the first submission.
   */
  public void setWaiterMaker(Predicate<Unit> waiterMaker) {
    this.waiterMaker = waiterMaker;
  }

  /** Sets what wakes the engine for a deferred operation. Call it before the first submission. */
  public void setEngineWaker(Runnable engineWaker) {
    this.engineWaker = engineWaker;
  }

  /** Sets what calls a thread for a shared copy. Call it before the first submission. */
  public void setCopyCaller(Runnable copyCaller) {
    this.copyCaller = copyCaller;
  }

  /** Any thread: it must wait for one of the shared copies. */
  void awaitsSharedCopy() {
    sharedCopies.awaited();
    if (copyCaller != null) {
      copyCaller.run();
    }
  }

  /**
   * Sets what {@linkplain Unit#holdOutside holds} a unit behind calls that its engine does not see.
   * Call it before the first submission.
   */
  public void setHolder(Consumer<Unit> holder) {
    this.holder = holder;
  }

  /** Holds a deferred unit that the engine has to execute, if it must wait for such calls. */
  public void hold(Unit unit) {
    if (holder != null && unit.op.ordered) {
      holder.accept(unit);
    }
  }

  /** Sets what runs syncs in place of virtual threads. Call it before the first submission. */
  public void setSyncExecutor(Executor syncExecutor) {
    this.syncExecutor = syncExecutor;
  }

  /**
   * {@return what runs a blocking sync in place of the current thread; null if it makes it itself}
   */
  public Executor syncExecutor() {
    return Thread.currentThread().isVirtual() ? syncExecutor : null;
  }

  /** Any thread. */
  void wakeEngine() {
    if (engineWaker != null) {
      engineWaker.run();
    }
  }

  /** The thread that waits for {@code unit}. {@return whether the unit is done} */
  boolean makesOnWaiter(Unit unit) {
    return waiterMaker != null && waiterMaker.test(unit);
  }

  /** Any thread. */
  void cancel(Unit unit) {
    if (canceller != null) {
      canceller.accept(unit);
    }
  }

  void countDroppedFlag() {
    if (droppedFlags.getAndIncrement() == 0) {
      FlightEvents.fallbacks(name, DROPPED_FLAG);
    }
  }

  public long droppedFlags() {
    return droppedFlags.get();
  }

  // ---- callbacks ----

  /** Reports a problem with callbacks. Each kind of problem is reported once per scheduler. */
  void reportCallback(String message, Throwable cause) {
    try {
      if (reportedCallbacks.add(message)) {
        Reports.warning(message, cause);
      }
    } catch (Throwable _) {
      // There is no memory to record the report, so the problem may be reported again.
    }
  }

  // ---- opened files ----

  /** Records an opened file that no caller has taken yet. */
  void openedUnclaimed(OpenSubmission opening) {
    synchronized (unclaimed) {
      unclaimed.add(opening);
    }
  }

  /** Closes the files that no caller has taken. */
  public void discardUnclaimed() {
    List<OpenSubmission> openings;
    synchronized (unclaimed) {
      openings = List.copyOf(unclaimed);
      unclaimed.clear();
    }
    for (OpenSubmission opening : openings) {
      opening.discard();
    }
  }

  void reportUnclaimed(OpenSubmission opening, IOException cause) {
    Reports.warning(
        "closing an opened file that no caller took failed: " + opening.op.describe(), cause);
  }

  // ---- death ----

  /** Records that the scheduler has failed. Call it before the first ticket fails. */
  public synchronized void died(Throwable cause) {
    if (death == null) {
      death = cause;
      limit.abolish();
    }
  }

  public boolean isDead() {
    return death != null;
  }

  /**
   * Logs the failure of the scheduler. Call it after all tickets have failed, because logging can
   * fail for the same reason.
   */
  public void reportDeath() {
    try {
      Reports.error(name + " died; its operations in flight keep their memory", death);
    } catch (Throwable _) {
      // There is no memory for the message.
    }
  }

  /**
   * {@return the exception for an operation whose result is unknown because the scheduler failed}
   */
  IOException deathOf(Request op) {
    return new SchedulerFailedException(op.describe() + ": " + name + " died", death);
  }

  /**
   * {@return the exception for a refused submission} Its message tells whether the scheduler is
   * closed or has failed.
   */
  public IllegalStateException refusal() {
    Throwable cause = death;
    return cause == null
        ? new IllegalStateException(name + " is closed")
        : new IllegalStateException(name + " died: " + cause, cause);
  }

  /**
   * Reports an arena that was closed too early. Never throws, because the calling thread has other
   * operations to complete.
   */
  void reportClosedMemory(Request op) {
    try {
      Reports.error(
          "the arena of the memory of "
              + op.describe()
              + " was closed while the kernel was using it: whatever lives at that address now may"
              + " be corrupted. Keep the arena open until the ticket is done, or use pooled"
              + " memory.",
          null);
    } catch (Throwable _) {
      // There is no memory for the message.
    }
  }

  /** Reports a failed release of memory. Never throws, for the same reason. */
  void reportFailedRelease(Request op, Throwable cause) {
    try {
      Reports.error("releasing the memory of " + op.describe() + " failed", cause);
    } catch (Throwable _) {
      // There is no memory for the message.
    }
  }

  void reportUnreachable() {
    Reports.warning(name + " became unreachable without being closed; closing it", null);
  }

  @Override
  public String toString() {
    return name;
  }
}
