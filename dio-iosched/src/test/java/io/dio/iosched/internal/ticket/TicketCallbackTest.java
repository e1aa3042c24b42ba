// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static io.dio.iosched.internal.ticket.Waiters.awaitParkedUninterrupted;
import static io.dio.iosched.internal.ticket.Waiters.awaitQuietly;
import static io.dio.iosched.internal.ticket.Waiters.pass;
import static io.dio.iosched.internal.ticket.Waiters.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks of tickets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TicketCallbackTest {
  private final PlainTicket ticket = new PlainTicket(Runnable::run);

  @Test
  void callbacksRunOnceEachBeforeAndAfterCompletion() {
    List<Ticket> called = new ArrayList<>();
    assertThat(ticket.onCompletion(called::add)).isSameAs(ticket);
    ticket.onCompletion(called::add);
    ticket.complete(1);
    ticket.onCompletion(called::add);
    ticket.onCompletion(called::add);

    assertThat(called).containsExactly(ticket, ticket, ticket, ticket);
  }

  @Test
  void callbacksThatRaceWithTheCompletionRunOnceEach() throws Exception {
    for (int round = 0; round < 300; round++) {
      PlainTicket raced = new PlainTicket(Runnable::run);
      AtomicInteger calls = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(4);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(
            start(
                false,
                () -> {
                  pass(together);
                  for (int j = 0; j < 20; j++) {
                    raced.onCompletion(_ -> calls.incrementAndGet());
                  }
                }));
      }
      pass(together);
      raced.complete(0);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(calls).hasValue(60);
    }
  }

  /**
   * The first registration runs against the completion, in lockstep. Without a full fence on both
   * sides, each could miss the other, also on x86. One thread completes ticket after ticket. The
   * other sees one done and registers at the next, which is about to complete.
   */
  @Test
  void noFirstCallbackIsMissedByACompletionThatRacesWithIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      int count = 10_000;
      PlainTicket[] tickets = new PlainTicket[count];
      for (int i = 0; i < count; i++) {
        tickets[i] = new PlainTicket(Runnable::run);
      }
      AtomicInteger calls = new AtomicInteger();
      CyclicBarrier together = new CyclicBarrier(2);
      Thread completing =
          start(
              false,
              () -> {
                pass(together);
                for (int i = 0; i < count; i++) {
                  tickets[i].complete(0);
                  spin(i % 23);
                }
              });
      pass(together);
      for (int i = 1; i < count; i++) {
        while (!tickets[i - 1].isDone()) {
          Thread.onSpinWait();
        }
        spin(i % 7);
        tickets[i].onCompletion(_ -> calls.incrementAndGet());
      }
      completing.join();
      assertThat(calls).hasValue(count - 1);
    }
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCallbackThatThrowsKeepsNobodyFromBeingWoken() throws Exception {
    List<String> called = Collections.synchronizedList(new ArrayList<>());
    ticket.onCompletion(_ -> called.add("first"));
    ticket.onCompletion(_ -> {
      throw new IllegalStateException("on purpose");
    });
    ticket.onCompletion(_ -> {
      throw new AssertionError("on purpose");
    });
    CompletableFuture<Long> returned = new CompletableFuture<>();
    awaitParkedUninterrupted(start(false, () -> returned.complete(awaitQuietly(ticket))));
    ticket.onCompletion(_ -> called.add("last"));
    ticket.complete(2);

    assertThat(called).containsExactlyInAnyOrder("first", "last");
    assertThat(returned.get()).isEqualTo(2);
  }

  @Test
  void callbacksThatTheExecutorRejectsRunAllTheSame() throws Exception {
    PlainTicket rejected =
        new PlainTicket(_ -> {
          throw new RejectedExecutionException("on purpose");
        });
    CompletableFuture<Ticket> before = new CompletableFuture<>();
    CompletableFuture<Ticket> after = new CompletableFuture<>();
    rejected.onCompletion(before::complete);
    rejected.complete(0);
    rejected.onCompletion(after::complete);

    assertThat(before.get()).isSameAs(rejected);
    assertThat(after.get()).isSameAs(rejected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anExecutorThatFailsKeepsNobodyFromBeingWoken(boolean error) throws Exception {
    PlainTicket failing =
        new PlainTicket(_ -> {
          if (error) {
            throw new OutOfMemoryError("on purpose");
          }
          throw new IllegalStateException("on purpose");
        });
    CompletableFuture<Long> returned = new CompletableFuture<>();
    awaitParkedUninterrupted(start(true, () -> returned.complete(awaitQuietly(failing))));
    failing.onCompletion(_ -> {});
    failing.complete(2);
    failing.onCompletion(_ -> {});

    assertThat(returned.get()).isEqualTo(2);
  }

  @Test
  void callbacksRunOnTheExecutor() throws Exception {
    CompletableFuture<Thread> ranOn = new CompletableFuture<>();
    PlainTicket plain = new PlainTicket(SchedulerOptions.VIRTUAL_THREAD_EACH);
    plain.onCompletion(_ -> ranOn.complete(Thread.currentThread()));
    plain.complete(0);

    assertThat(ranOn.get().isVirtual()).isTrue();
  }

  @Test
  void aNullCallbackOrTimeoutIsRefused() {
    assertThatThrownBy(() -> ticket.onCompletion(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("callback");
    assertThatThrownBy(() -> ticket.await(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("timeout");
  }
}
