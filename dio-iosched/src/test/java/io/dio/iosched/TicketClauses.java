// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.DioFile;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Waiting for tickets that complete by themselves. */
interface TicketClauses extends BackendContract {

  /** {@return a ticket that fails with EPERM} */
  private Ticket failing(SealedFile sealed) throws Exception {
    DioFile file = open(sealed.path(), StandardOpenOption.WRITE);
    return scheduler().submit(Op.write(file, memory(100), 4096));
  }

  @Test
  default void onceAwaitedATicketIsDoneForGood() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(newFile(FileKind.BUFFERED), memory(77), 0));
    assertThat(ticket.await()).isEqualTo(77);
    assertThat(ticket.isDone()).isTrue();
    assertThat(ticket.bytesTransferred()).isEqualTo(77);
    assertThat(ticket.await()).isEqualTo(77);
    assertThat(ticket.await(Duration.ZERO)).isEqualTo(77);
    assertThat(ticket.await(Duration.ofNanos(-1))).isEqualTo(77);
    assertThat(ticket.await(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(77);
    assertThatThrownBy(() -> ticket.await(null)).isInstanceOf(NullPointerException.class);
    assertThat(ticket.toString()).contains("77 bytes");
  }

  @Test
  default void manyThreadsMayAwaitOneTicket() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int round = 0; round < 50; round++) {
      Ticket ticket = scheduler().submit(Op.write(file, memory(65536), 0));
      List<Background<Long>> waiters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiters.add(
            Background.call(i % 2 == 0 ? ticket::await : () -> ticket.await(Duration.ofHours(1))));
      }
      for (Background<Long> waiter : waiters) {
        assertThat(waiter.get()).isEqualTo(65536);
      }
    }
  }

  @Test
  default void virtualThreadsMaySubmitAndAwait() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Thread> threads = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < 200; i++) {
      int index = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  long offset = index * 512L;
                  scheduler().submit(Op.write(file, memory(512, index), offset)).await();
                  Bytes.assertInFile(file, offset, 512, index);
                } catch (Throwable e) {
                  failure.set(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure).hasValue(null);
  }

  @Test
  default void eachAwaitThrowsAFreshException() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      Ticket ticket = failing(sealed);
      ErrnoException first = catchThrowableOfType(ErrnoException.class, ticket::await);
      ErrnoException second = catchThrowableOfType(ErrnoException.class, ticket::await);
      ErrnoException third =
          catchThrowableOfType(ErrnoException.class, () -> ticket.await(Duration.ZERO));
      assertThat(first).isNotNull().isNotSameAs(second);
      assertThat(third).isNotNull().isNotSameAs(second).hasMessage(first.getMessage());
    }
  }

  @Test
  default void awaitLeavesTheInterruptFlagAsItWas() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int round = 0; round < 50; round++) {
      Ticket ticket = scheduler().submit(Op.write(file, memory(65536), 0));
      Thread.currentThread().interrupt();
      assertThat(ticket.await()).isEqualTo(65536);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(ticket.await()).isEqualTo(65536);
      assertThat(Thread.interrupted()).isFalse();
    }
    assertThat(scheduler().submit(Op.sync(file)).await()).isZero(); // nothing was closed
  }

  @Test
  default void aTimedAwaitOfAnInterruptedThreadThrowsAndTakesTheFlag() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(newFile(FileKind.BUFFERED), memory(10), 0));
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> ticket.await(Duration.ofHours(1)));
    assertThat(Thread.interrupted()).isFalse();
    assertThat(ticket.await()).isEqualTo(10);
  }

  @Test
  default void aFutureCompletesWithTheCount() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(newFile(FileKind.BUFFERED), memory(99), 0));
    CompletableFuture<Long> future = ticket.toCompletableFuture();
    assertThat(future.get()).isEqualTo(99);
    assertThat(ticket.toCompletableFuture()).isNotSameAs(future);
    assertThat(ticket.toCompletableFuture().thenApply(count -> count + 1).join()).isEqualTo(100);
  }

  @Test
  default void aFutureFailsWithWhatAwaitThrows() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      CompletableFuture<Long> future = failing(sealed).toCompletableFuture();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(future::get)
          .withCauseInstanceOf(ErrnoException.class);
      assertThat(future.handle((_, failure) -> failure).join()).isInstanceOf(ErrnoException.class);
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> future.thenApply(count -> count).join())
          .withMessageContaining("EPERM");
    }
  }

  @Test
  default void aFutureOfItsUserMayBeCancelledWithoutHarm() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    Ticket ticket = scheduler().submit(Op.write(file, memory(65536, 1), 0));
    ticket.toCompletableFuture().cancel(true);
    assertThat(ticket.await()).isEqualTo(65536);
    assertThat(ticket.toCompletableFuture().get()).isEqualTo(65536);
    Bytes.assertInFile(file, 0, 65536, 1);
  }
}
