// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.iosched.Ticket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A callback of one ticket. It runs exactly once, even if its executor fails.
 *
 * <p>An executor may refuse the callback, or fail because threads or memory are short, and may
 * still have queued or run it. So the first thread runs it, and every other thread finds that it
 * has started. If the executor fails, a new virtual thread is tried. If that fails too, the calling
 * thread runs it.
 */
final class Callback implements Runnable {
  private static final VarHandle STARTED;

  static {
    try {
      STARTED = MethodHandles.lookup().findVarHandle(Callback.class, "started", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final AbstractTicket ticket;
  private final Consumer<? super Ticket> action;
  private boolean started;

  Callback(AbstractTicket ticket, Consumer<? super Ticket> action) {
    this.ticket = ticket;
    this.action = action;
  }

  /** Runs the callback unless it has started. Never throws. */
  @Override
  public void run() {
    if (STARTED.compareAndSet(this, false, true)) {
      try {
        action.accept(ticket);
      } catch (Throwable e) {
        fail(e);
      }
    }
  }

  private void fail(Throwable thrown) {
    try {
      Reports.error("callback failed for " + ticket, thrown);
    } catch (Throwable _) {
      // There is no memory for the message.
    }
  }

  private boolean hasStarted() {
    return (boolean) STARTED.getVolatile(this);
  }

  /**
   * Runs the callback on {@code executor}, or on any other thread if the executor fails. Never
   * throws.
   */
  void runBy(Executor executor) {
    try {
      if (NestedCallbacks.enter()) {
        try {
          executor.execute(this);
        } finally {
          NestedCallbacks.leave();
        }
        return;
      }
    } catch (Throwable e) {
      ticket.reportCallback("callback executor refused a callback; it runs on a virtual thread", e);
    }
    runByVirtualThread();
  }

  /** Runs the callback on a new virtual thread, or on this thread if that fails. Never throws. */
  void runByVirtualThread() {
    if (hasStarted()) {
      return;
    }
    try {
      Thread.ofVirtual().start(this);
    } catch (Throwable e) {
      ticket.reportCallback(
          "no virtual thread could be started for a callback; it runs on the completing thread", e);
      run();
    }
  }
}
