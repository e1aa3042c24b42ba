// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;

/** What the tickets of one scheduler share. It outlives the scheduler as long as a ticket does. */
final class SchedulerContext {
  private static final Logger LOGGER = System.getLogger(IoScheduler.class.getName());

  private final String name;
  private final Executor callbackExecutor;
  private final WaiterSpin waiterSpin;
  private volatile Throwable death;

  SchedulerContext(String name, Executor callbackExecutor, WaiterSpin waiterSpin) {
    this.name = name;
    this.callbackExecutor = callbackExecutor;
    this.waiterSpin = waiterSpin;
  }

  Executor callbackExecutor() {
    return callbackExecutor;
  }

  WaiterSpin waiterSpin() {
    return waiterSpin;
  }

  /** To be called before the first ticket is told. */
  void died(Throwable cause) {
    death = cause;
    LOGGER.log(Level.ERROR, name + " died; its operations in flight keep their memory", cause);
  }

  /** {@return why {@code op} cannot say its outcome} */
  IOException deathOf(Op op) {
    return new SchedulerFailedException(op + ": " + name + " died", death);
  }

  /** {@return what a submission is refused with}, telling closed from died */
  IllegalStateException refusal() {
    Throwable cause = death;
    return cause == null
        ? new IllegalStateException(name + " is closed")
        : new IllegalStateException(name + " died: " + cause, cause);
  }

  void reportClosedMemory(Op op) {
    LOGGER.log(
        Level.ERROR,
        "the arena of the memory of {0} was closed while the kernel was using it: whatever lives"
            + " at that address now may be corrupted. Keep the arena open until the ticket is"
            + " done, or use pooled memory.",
        op);
  }

  void reportFailedRelease(Op op, RuntimeException cause) {
    LOGGER.log(Level.ERROR, "releasing the memory of " + op + " failed", cause);
  }

  void reportUnreachable() {
    LOGGER.log(Level.WARNING, "{0} became unreachable without being closed; closing it", name);
  }

  @Override
  public String toString() {
    return name;
  }
}
