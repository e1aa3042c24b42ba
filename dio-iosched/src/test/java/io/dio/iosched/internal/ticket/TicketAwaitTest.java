// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static io.dio.iosched.internal.ticket.Waiters.awaitParkedUninterrupted;
import static io.dio.iosched.internal.ticket.Waiters.awaitQuietly;
import static io.dio.iosched.internal.ticket.Waiters.pass;
import static io.dio.iosched.internal.ticket.Waiters.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.foreign.CompletionThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that wait for tickets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TicketAwaitTest {
  private final PlainTicket ticket = new PlainTicket(Runnable::run);

  // ---- await ----

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void awaitReturnsOnceTheTicketIsDone(boolean virtual) throws Exception {
    CompletableFuture<Long> returned = new CompletableFuture<>();
    Thread waiter = start(virtual, () -> returned.complete(awaitQuietly(ticket)));
    awaitParkedUninterrupted(waiter);
    assertThat(returned).isNotDone();
    ticket.complete(42);

    assertThat(returned.get()).isEqualTo(42);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void awaitSleepsThroughInterruptsAndRestoresTheFlag(boolean virtual) throws Exception {
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread waiter =
        start(
            virtual,
            () -> {
              awaitQuietly(ticket);
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    for (int i = 0; i < 3; i++) {
      awaitParkedUninterrupted(waiter);
      waiter.interrupt();
    }
    // If the flag stayed set, the thread would never be seen asleep, because park() returns at
    // once.
    awaitParkedUninterrupted(waiter);
    assertThat(interruptedAfterwards).isNotDone();
    ticket.complete(0);

    assertThat(interruptedAfterwards.get()).isTrue();
  }

  @Test
  void awaitOfAnInterruptedThreadWaitsAndRestoresTheFlag() throws Exception {
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread waiter =
        start(
            false,
            () -> {
              Thread.currentThread().interrupt();
              awaitQuietly(ticket);
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    awaitParkedUninterrupted(waiter);
    ticket.complete(0);

    assertThat(interruptedAfterwards.get()).isTrue();
  }

  @Test
  void awaitWithoutInterruptsLeavesTheFlagDown() throws Exception {
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread waiter =
        start(
            false,
            () -> {
              awaitQuietly(ticket);
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    awaitParkedUninterrupted(waiter);
    ticket.complete(0);

    assertThat(interruptedAfterwards.get()).isFalse();
  }

  @Test
  void aStrayUnparkDoesNotEndTheWait() throws Exception {
    CompletableFuture<Boolean> doneAfterwards = new CompletableFuture<>();
    Thread waiter =
        start(
            false,
            () -> {
              awaitQuietly(ticket);
              doneAfterwards.complete(ticket.isDone());
            });
    for (int i = 0; i < 10; i++) {
      LockSupport.unpark(waiter);
      awaitParkedUninterrupted(waiter);
    }
    ticket.complete(0);

    assertThat(doneAfterwards.get()).isTrue();
  }

  @Test
  void anyNumberOfThreadsOfBothKindsMayAwait() throws Exception {
    List<CompletableFuture<Long>> returned = new ArrayList<>();
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Long> one = new CompletableFuture<>();
      returned.add(one);
      waiters.add(start(i % 4 != 0, () -> one.complete(awaitQuietly(ticket))));
    }
    waiters.subList(0, 100).forEach(Waiters::awaitParkedUninterrupted);
    ticket.complete(7);

    for (CompletableFuture<Long> one : returned) {
      assertThat(one.get()).isEqualTo(7);
    }
  }

  @Test
  void noWaiterIsMissedByACompletionThatRacesWithIt() throws Exception {
    // After a lost wake-up the waiting thread would sleep for ever.
    int rounds = 30_000;
    PlainTicket[] tickets = new PlainTicket[rounds];
    for (int i = 0; i < rounds; i++) {
      tickets[i] = new PlainTicket(Runnable::run);
    }
    CyclicBarrier together = new CyclicBarrier(2);
    Thread waiter =
        start(
            false,
            () -> {
              for (int i = 0; i < rounds; i++) {
                if (i % 500 == 0) {
                  pass(together);
                }
                awaitQuietly(tickets[i]);
              }
            });
    for (int i = 0; i < rounds; i++) {
      if (i % 500 == 0) {
        pass(together);
      }
      tickets[i].complete(i);
    }
    waiter.join();

    assertThat(tickets).allMatch(PlainTicket::isDone);
  }

  @Test
  void aWaiterThatSpinsSeesTheResult() throws Exception {
    WaiterSpin spin = new WaiterSpin(Long.MAX_VALUE);
    spin.observe(true, TimeUnit.DAYS.toNanos(1));
    PlainTicket spinning = new PlainTicket(Runnable::run, spin);
    CompletableFuture<Long> returned = new CompletableFuture<>();
    start(false, () -> returned.complete(awaitQuietly(spinning)));
    // The thread spins, so it does not register.
    assertThat(spinning.waiters()).isNull();
    spinning.complete(3);

    assertThat(returned.get()).isEqualTo(3);
  }

  @Test
  void aSpinThatSeesNothingEndsInSleep() throws Exception {
    WaiterSpin spin = new WaiterSpin(100);
    spin.observe(true, 0);
    PlainTicket spinning = new PlainTicket(Runnable::run, spin);
    CompletableFuture<Long> returned = new CompletableFuture<>();
    Thread waiter = start(false, () -> returned.complete(awaitQuietly(spinning)));
    awaitParkedUninterrupted(waiter);
    spinning.complete(3);

    assertThat(returned.get()).isEqualTo(3);
  }

  // ---- await(Duration) ----

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.001S", "PT-2562047788015215H"})
  void awaitTimesOutAndLeavesNothingBehind(String timeout) throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> ticket.await(Duration.parse(timeout)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining(Duration.parse(timeout).toString());
      assertThat(ticket.waiters()).isNull();
    }
    ticket.complete(9);

    assertThat(ticket.await(Duration.ZERO)).isEqualTo(9);
  }

  @Test
  void aTimeOutLeavesTheOtherWaitersInPlace() throws Exception {
    List<String> called = Collections.synchronizedList(new ArrayList<>());
    ticket.onCompletion(_ -> called.add("first"));
    CompletableFuture<Long> returned = new CompletableFuture<>();
    Thread waiter = start(true, () -> returned.complete(awaitQuietly(ticket)));
    awaitParkedUninterrupted(waiter);
    CountDownLatch timedOut = new CountDownLatch(1);
    Thread impatient =
        start(
            false,
            () -> {
              assertThatThrownBy(() -> ticket.await(Duration.ofMillis(20)))
                  .isInstanceOf(TimeoutException.class);
              timedOut.countDown();
            });
    awaitParkedUninterrupted(impatient);
    ticket.onCompletion(_ -> called.add("last"));
    timedOut.await();
    ticket.complete(4);

    assertThat(returned.get()).isEqualTo(4);
    assertThat(called).containsExactlyInAnyOrder("first", "last");
  }

  @Test
  void aTimeOutBehindAnyNumberOfWaitersFindsItsOwnEntry() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CompletableFuture<Throwable> timedOut = new CompletableFuture<>();
    Thread impatient =
        start(
            false,
            () -> timedOut.complete(catchThrowable(() -> ticket.await(Duration.ofMillis(50)))));
    awaitParkedUninterrupted(impatient);
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      ticket.onCompletion(_ -> calls.incrementAndGet());
    }
    assertThat(timedOut.get()).isInstanceOf(TimeoutException.class);
    ticket.complete(0);

    assertThat(calls).hasValue(count);
  }

  @Test
  void awaitWithTimeReturnsOnceTheTicketIsDone() throws Exception {
    CompletableFuture<Object> returned = new CompletableFuture<>();
    Thread waiter =
        start(
            true,
            () -> {
              try {
                returned.complete(ticket.await(Duration.ofDays(400_000)));
              } catch (Exception e) {
                returned.complete(e);
              }
            });
    awaitParkedUninterrupted(waiter);
    ticket.complete(8);

    assertThat(returned.get()).isEqualTo(8L);
  }

  @Test
  void anInterruptEndsAwaitWithTimeAndNothingElse() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread waiter =
        start(
            false,
            () -> {
              thrown.complete(catchThrowable(() -> ticket.await(Duration.ofDays(1))));
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    awaitParkedUninterrupted(waiter);
    waiter.interrupt();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(interruptedAfterwards.get()).isFalse();
    assertThat(ticket.waiters()).isNull();
    assertThat(ticket.isDone()).isFalse();
  }

  @Test
  void anInterruptedThreadDoesNotBeginToAwaitWithTime() throws Exception {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> ticket.await(Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(ticket.waiters()).isNull();
  }

  // ---- threads that complete operations ----

  @Test
  void aCompletionThreadMayAwaitOnlyWhatIsDone() throws Exception {
    PlainTicket done = new PlainTicket(Runnable::run);
    done.complete(6);
    CompletableFuture<List<Object>> outcomes = new CompletableFuture<>();
    new CompletionThread("test-completions") {
      @Override
      public void run() {
        outcomes.complete(
            List.of(
                catchThrowable(ticket::await),
                catchThrowable(() -> ticket.await(Duration.ofSeconds(1))),
                awaitQuietly(done)));
      }
    }.start();

    assertThat(outcomes.get().get(0))
        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Ticket.await()")
        .hasMessageContaining("test-completions");
    assertThat(outcomes.get().get(1)).isInstanceOf(IllegalStateException.class);
    assertThat(outcomes.get().get(2)).isEqualTo(6L);
  }
}
