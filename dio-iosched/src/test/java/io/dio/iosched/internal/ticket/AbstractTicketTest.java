// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting, callbacks and futures of tickets, and the two steps of completing them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbstractTicketTest {
  /** A negative result fails; a result of 0 or more is a count. */
  private static final class PlainTicket extends AbstractTicket {
    private final Executor executor;
    private final WaiterSpin spin;

    PlainTicket(Executor executor) {
      this(executor, WaiterSpin.NONE);
    }

    PlainTicket(Executor executor, WaiterSpin spin) {
      this.executor = executor;
      this.spin = spin;
    }

    @Override
    public Executor callbackExecutor() {
      return executor;
    }

    @Override
    public WaiterSpin waiterSpin() {
      return spin;
    }

    @Override
    public IOException failure(int result) {
      return result < 0 ? new IOException("failed with " + result) : null;
    }

    @Override
    public void cancel() {
      throw new UnsupportedOperationException("nothing stands behind this ticket");
    }

    /** {@return the registration: null after all waiting threads have left} */
    Object waiters() throws ReflectiveOperationException {
      Field field = AbstractTicket.class.getDeclaredField("waiters");
      field.setAccessible(true);
      return field.get(this);
    }
  }

  private final PlainTicket ticket = new PlainTicket(Runnable::run);

  private static Thread start(boolean virtual, Runnable task) {
    return virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task);
  }

  /** Spins until {@code thread} waits and its interrupt flag is cleared, or it has ended. */
  private static void awaitParkedUninterrupted(Thread thread) {
    while (thread.isInterrupted() || !hasComeToRest(thread.getState())) {
      Thread.onSpinWait();
    }
  }

  private static boolean hasComeToRest(Thread.State state) {
    return state == Thread.State.WAITING
        || state == Thread.State.TIMED_WAITING
        || state == Thread.State.TERMINATED;
  }

  // ---- the two steps ----

  @Test
  void aPublishedResultIsThereBeforeAnybodyIsWoken() throws IOException {
    List<String> called = new ArrayList<>();
    ticket.onCompletion(_ -> called.add("callback"));
    ticket.publish(5);
    assertThat(ticket.isDone()).isTrue();
    assertThat(ticket.await()).isEqualTo(5);
    assertThat(ticket.bytesTransferred()).isEqualTo(5);
    assertThat(called).isEmpty();
    VarHandle.fullFence();
    ticket.wake(ImmediateWakes.INSTANCE);

    assertThat(called).containsExactly("callback");
  }

  @Test
  void wakingTwiceRunsNothingTwice() {
    AtomicInteger calls = new AtomicInteger();
    ticket.onCompletion(_ -> calls.incrementAndGet());
    ticket.complete(0);
    ticket.wake(ImmediateWakes.INSTANCE);

    assertThat(calls).hasValue(1);
  }

  @Test
  void aRegistrationAfterThePublicationRunsAtOnceEvenIfNobodyWasWokenYet() {
    AtomicInteger calls = new AtomicInteger();
    ticket.onCompletion(_ -> calls.incrementAndGet());
    ticket.publish(0);
    // A thread that sees the result runs the whole list. The completing thread then finds the list
    // taken.
    ticket.onCompletion(_ -> calls.addAndGet(10));
    assertThat(calls).hasValue(11);
    ticket.wake(ImmediateWakes.INSTANCE);

    assertThat(calls).hasValue(11);
  }

  @Test
  void completingTwiceIsADefectThatAssertionsFind() {
    ticket.complete(1);

    assertThatThrownBy(() -> ticket.complete(2)).isInstanceOf(AssertionError.class);
    assertThat(ticket.bytesTransferred()).isEqualTo(1);
  }

  @Test
  void aRunningTicketHasNoResult() {
    assertThat(ticket.isDone()).isFalse();
    assertThatThrownBy(ticket::bytesTransferred)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("still running");
  }

  @Test
  void aFailureHasNoBytes() {
    ticket.complete(-5);

    assertThat(ticket.bytesTransferred()).isZero();
  }

  @Test
  void eachAwaitThrowsAFreshException() {
    ticket.complete(-5);
    Throwable first = catchThrowable(ticket::await);
    Throwable second = catchThrowable(() -> ticket.await(Duration.ofSeconds(1)));

    assertThat(first).isInstanceOf(IOException.class).hasMessage("failed with -5");
    assertThat(second).hasMessage("failed with -5").isNotSameAs(first);
  }

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

  private static long awaitQuietly(Ticket ticket) {
    try {
      return ticket.await();
    } catch (IOException e) {
      return -1;
    }
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
    waiters.subList(0, 100).forEach(AbstractTicketTest::awaitParkedUninterrupted);
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

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
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

  // ---- callbacks ----

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

  // ---- futures ----

  @Test
  void aFutureCompletesWithTheBytes() throws Exception {
    CompletableFuture<Long> before = ticket.toCompletableFuture();
    CompletableFuture<Long> dependent = before.thenApply(bytes -> bytes * 2);
    assertThat(before).isNotDone();
    ticket.complete(21);

    assertThat(before.get()).isEqualTo(21);
    assertThat(dependent.get()).isEqualTo(42);
    assertThat(ticket.toCompletableFuture().get()).isEqualTo(21);
    assertThat(ticket.toCompletableFuture()).isNotSameAs(before);
  }

  @Test
  void aFutureFailsWithWhatAwaitWouldThrow() {
    CompletableFuture<Long> first = ticket.toCompletableFuture();
    CompletableFuture<Long> second = ticket.toCompletableFuture();
    ticket.complete(-5);

    Throwable cause = catchThrowable(first::get);
    assertThat(cause)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("failed with -5");
    assertThat(catchThrowable(second::get).getCause()).isNotSameAs(cause.getCause());
  }

  @Test
  void cancellingAFutureLeavesTheTicketAlone() throws Exception {
    CompletableFuture<Long> future = ticket.toCompletableFuture();
    assertThat(future.cancel(true)).isTrue();
    assertThat(ticket.isDone()).isFalse();
    ticket.complete(1);

    assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    assertThat(ticket.await()).isEqualTo(1);
  }

  @Test
  void aFutureIsCompletedThoughNoExceptionCanBeMadeOfTheResult() {
    AbstractTicket broken =
        new AbstractTicket() {
          @Override
          public Executor callbackExecutor() {
            return Runnable::run;
          }

          @Override
          public IOException failure(int result) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void cancel() {
            throw new UnsupportedOperationException("nothing stands behind this ticket");
          }
        };
    CompletableFuture<Long> future = broken.toCompletableFuture();
    broken.complete(-5);

    assertThat(future).isCompletedExceptionally();
    assertThatThrownBy(future::join).hasMessageContaining("on purpose");
  }
}
