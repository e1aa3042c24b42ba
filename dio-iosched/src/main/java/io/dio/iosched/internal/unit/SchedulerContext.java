// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.WaiterSpin;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What the tickets of one scheduler share. It outlives the scheduler as long as a ticket does. */
public final class SchedulerContext {
  private final String name;
  private final Executor callbackExecutor;
  private final WaiterSpin waiterSpin;
  private volatile Throwable death;

  /** Transfers that went without a flag they preferred: rare, so contention does not matter. */
  private final AtomicLong droppedFlags = new AtomicLong();

  private final InFlightLimit limit;

  /** Files that were opened and that nobody took; guarded by itself. A dropped ticket drops out. */
  private final Set<OpenSubmission> unclaimed = Collections.newSetFromMap(new WeakHashMap<>());

  private final Set<String> reportedCallbacks = ConcurrentHashMap.newKeySet();

  /** How a request to cancel reaches whoever can do it; set once, before the first submission. */
  private Consumer<Unit> canceller = _ -> {};

  public SchedulerContext(String name, SchedulerOptions options, WaiterSpin waiterSpin) {
    MemoryShortage.prepare();
    this.name = name;
    this.callbackExecutor = options.callbackExecutor();
    this.limit = new InFlightLimit(options.maxInFlight());
    this.waiterSpin = waiterSpin;
  }

  public InFlightLimit limit() {
    return limit;
  }

  Executor callbackExecutor() {
    return callbackExecutor;
  }

  public WaiterSpin waiterSpin() {
    return waiterSpin;
  }

  /** To be called before the first submission. */
  public void setCanceller(Consumer<Unit> canceller) {
    this.canceller = canceller;
  }

  /** Any thread. */
  void cancel(Unit unit) {
    canceller.accept(unit);
  }

  void countDroppedFlag() {
    droppedFlags.getAndIncrement();
  }

  public long droppedFlags() {
    return droppedFlags.get();
  }

  // ---- callbacks ----

  /** Reports a kind of trouble with callbacks, the first time that this scheduler has it. */
  void reportCallback(String message, Throwable cause) {
    try {
      if (reportedCallbacks.add(message)) {
        Reports.warning(message, cause);
      }
    } catch (Throwable _) {
      // No memory to take note of it: the next one may be reported.
    }
  }

  // ---- opened files ----

  /** Takes note of a file that nobody has taken yet. */
  void openedUnclaimed(OpenSubmission opening) {
    synchronized (unclaimed) {
      unclaimed.add(opening);
    }
  }

  /** Closes the files that nobody took. */
  public void discardUnclaimed() {
    List<OpenSubmission> openings;
    synchronized (unclaimed) {
      openings = List.copyOf(unclaimed);
      unclaimed.clear();
    }
    openings.forEach(OpenSubmission::discard);
  }

  void reportUnclaimed(OpenSubmission opening, IOException cause) {
    Reports.warning("closing the file that nobody took failed: " + opening.op.describe(), cause);
  }

  // ---- death ----

  /** To be called before the first ticket is told. */
  public synchronized void died(Throwable cause) {
    if (death == null) {
      death = cause;
      limit.abolish();
    }
  }

  public boolean isDead() {
    return death != null;
  }

  /** To be called when all tickets are told: what killed the scheduler may fail logging too. */
  public void reportDeath() {
    try {
      Reports.error(name + " died; its operations in flight keep their memory", death);
    } catch (Throwable _) {
      // No memory for the message.
    }
  }

  /** {@return why {@code op} cannot say its outcome} */
  IOException deathOf(Request op) {
    return new SchedulerFailedException(op.describe() + ": " + name + " died", death);
  }

  /** {@return what a submission is refused with}, telling closed from died */
  public IllegalStateException refusal() {
    Throwable cause = death;
    return cause == null
        ? new IllegalStateException(name + " is closed")
        : new IllegalStateException(name + " died: " + cause, cause);
  }

  /** Lets nothing through: the thread that completes operations has others to complete. */
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
      // No memory for the message.
    }
  }

  /** Lets nothing through, as above. */
  void reportFailedRelease(Request op, Throwable cause) {
    try {
      Reports.error("releasing the memory of " + op.describe() + " failed", cause);
    } catch (Throwable _) {
      // No memory for the message.
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
