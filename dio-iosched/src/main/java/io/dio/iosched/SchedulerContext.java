// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.util.concurrent.Executor;

/** What the tickets of one scheduler share. It outlives the scheduler as long as a ticket does. */
final class SchedulerContext {
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
  }

  boolean isDead() {
    return death != null;
  }

  /** To be called when all tickets are told: what killed the scheduler may fail logging too. */
  void reportDeath() {
    Reports.error(name + " died; its operations in flight keep their memory", death);
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
    Reports.error(
        "the arena of the memory of "
            + op
            + " was closed while the kernel was using it: whatever lives at that address now may"
            + " be corrupted. Keep the arena open until the ticket is done, or use pooled memory.",
        null);
  }

  void reportFailedRelease(Op op, Throwable cause) {
    Reports.error("releasing the memory of " + op + " failed", cause);
  }

  void reportUnreachable() {
    Reports.warning(name + " became unreachable without being closed; closing it", null);
  }

  @Override
  public String toString() {
    return name;
  }
}
