// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Ticket;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Tickets that call no callback when they end. So a test decides which thread is the first that
 * notices the end. A callback that is added after the end runs at once, in the thread that adds it.
 */
final class SilentEnds {
  private volatile boolean ended;

  /** Ends all tickets. */
  void end() {
    ended = true;
  }

  /** {@return a scheduler that makes each operation before it returns such a ticket} */
  IoScheduler over(IoScheduler wrapped) {
    return (IoScheduler)
        Proxy.newProxyInstance(
            IoScheduler.class.getClassLoader(),
            new Class<?>[] {IoScheduler.class},
            (_, method, arguments) -> {
              Object result = SchedulerDoubles.call(wrapped, method, arguments);
              return method.getName().equals("submit") ? silent((Ticket) result) : result;
            });
  }

  private Ticket silent(Ticket real) {
    Iterable<String> made = Ends.of(real);
    return (Ticket)
        Proxy.newProxyInstance(
            Ticket.class.getClassLoader(),
            new Class<?>[] {Ticket.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isDone" -> ended;
                  case "onCompletion" -> calledBack((Ticket) proxy, arguments[0]);
                  case "toString" -> "a silent ticket of " + made;
                  default -> SchedulerDoubles.call(real, method, arguments);
                });
  }

  @SuppressWarnings("unchecked") // the only type that the method takes
  private Ticket calledBack(Ticket ticket, Object callback) {
    if (ended) {
      ((Consumer<? super Ticket>) callback).accept(ticket);
    }
    return ticket;
  }
}
