// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two steps of completing a ticket, and its futures. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbstractTicketTest {
  private final PlainTicket ticket = new PlainTicket(Runnable::run);

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
