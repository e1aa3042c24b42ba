// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.iosched.Ticket;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A callback of one ticket. It runs once, whatever the executor does that it is given to.
 *
 * <p>An executor may refuse it, may fail for lack of threads or memory, and may have queued or run
 * it all the same. So whoever comes first runs it, and the others find that it has started. Where
 * the executor fails, a virtual thread of its own is tried; where that fails, the calling thread
 * runs it.
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

  /** Runs it, unless it has started. Lets nothing through. */
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
      // No memory for the message.
    }
  }

  private boolean hasStarted() {
    return (boolean) STARTED.getVolatile(this);
  }

  /** Has it run by {@code executor}, or by any thread that can be had. Lets nothing through. */
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

  /** Has it run by a virtual thread of its own, or else by this one. Lets nothing through. */
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
