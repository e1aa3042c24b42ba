// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.ShortTransferException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletableTicketTest {
  @Test
  void printsItself() {
    assertThat(CompletableTicket.create()).hasToString("CompletableTicket[running]");
    assertThat(CompletableTicket.completed(12)).hasToString("CompletableTicket[12 bytes]");
    assertThat(CompletableTicket.failed(new IOException("on purpose")))
        .hasToString("CompletableTicket[failed: java.io.IOException: on purpose]");
  }

  @Test
  void completesOnce() throws IOException {
    CompletableTicket ticket = CompletableTicket.create();
    assertThat(ticket.isDone()).isFalse();
    assertThat(ticket.complete(5L)).isTrue();
    assertThat(ticket.complete(6L)).isFalse();
    assertThat(ticket.fail(new IOException("late"))).isFalse();

    assertThat(ticket.await()).isEqualTo(5);
    assertThat(ticket.bytesTransferred()).isEqualTo(5);
  }

  @Test
  void failsOnce() {
    CompletableTicket ticket = CompletableTicket.create();
    IOException cause = new FileNotFoundException("on purpose");
    assertThat(ticket.fail(cause)).isTrue();
    assertThat(ticket.complete(6L)).isFalse();

    Throwable first = catchThrowable(ticket::await);
    assertThat(first).isInstanceOf(IOException.class).hasMessage("on purpose").hasCause(cause);
    assertThat(catchThrowable(ticket::await)).isNotSameAs(first);
    assertThat(ticket.bytesTransferred()).isZero();
  }

  @Test
  void anErrnoStaysAnErrno() {
    ErrnoException cause = new ErrnoException("pread", Errno.EIO, "fd=7");

    assertThatThrownBy(CompletableTicket.failed(cause)::await)
        .isInstanceOfSatisfying(
            ErrnoException.class,
            thrown -> {
              assertThat(thrown.errno()).isEqualTo(Errno.EIO);
              assertThat(thrown.call()).isEqualTo("pread");
              assertThat(thrown.operands()).isEqualTo("fd=7");
              assertThat(thrown).isNotSameAs(cause).hasCause(cause);
            });
  }

  private static Stream<IOException> ofKnownTypes() {
    ErrnoException call = new ErrnoException("open", Errno.EACCES, "path=/x");
    IOException withCall = new AccessDeniedException("/x", "/y", call.getMessage());
    withCall.initCause(call);
    return Stream.of(
        new NoSuchFileException("/x", "/y", "reason"),
        new FileAlreadyExistsException("/x", null, "reason"),
        withCall,
        new NotDirectoryException("/x"),
        new FileSystemLoopException("/x"),
        new FileSystemException("/x", null, "reason"),
        new ShortTransferException("write: of x", 10, 5),
        new SchedulerFailedException("on purpose", new IOException()),
        new UnsupportedFlagException(
            EnumSet.of(TransferFlag.DATA_SYNC), new ErrnoException("pwritev2", 95, "fd=7"), ""));
  }

  @ParameterizedTest
  @MethodSource("ofKnownTypes")
  void eachWaitThrowsAFreshExceptionOfTheSameType(IOException stored) {
    CompletableTicket ticket = CompletableTicket.failed(stored);
    Throwable first = catchThrowable(ticket::await);
    assertThat(first)
        .isNotSameAs(stored)
        .isExactlyInstanceOf(stored.getClass())
        .hasMessage(stored.getMessage());
    assertThat(catchThrowable(ticket::await)).isNotSameAs(first);
    assertThat(first.getCause())
        .isSameAs(stored.getCause() instanceof ErrnoException call ? call : stored);
    if (stored instanceof FileSystemException path) {
      FileSystemException fresh = (FileSystemException) first;
      assertThat(fresh.getFile()).isEqualTo(path.getFile());
      assertThat(fresh.getOtherFile()).isEqualTo(path.getOtherFile());
    }
    if (stored instanceof ShortTransferException cut) {
      assertThat(((ShortTransferException) first).transferred()).isEqualTo(cut.transferred());
      assertThat(((ShortTransferException) first).expected()).isEqualTo(cut.expected());
    }
  }

  @Test
  void canBeMadeDone() throws IOException {
    assertThat(CompletableTicket.completed(0).await()).isZero();
    assertThat(CompletableTicket.completed(12).isDone()).isTrue();
    assertThat(CompletableTicket.failed(new IOException()).isDone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 0x7fff_f001L, Long.MAX_VALUE})
  void aCountThatNoTransferHasIsRefusedAndChangesNothing(long byteCount) {
    CompletableTicket ticket = CompletableTicket.create();

    assertThatThrownBy(() -> ticket.complete(byteCount))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("byteCount " + byteCount);
    assertThat(ticket.isDone()).isFalse();
    assertThat(ticket.complete(Op.maxTransferBytes())).isTrue();
    assertThat(ticket.bytesTransferred()).isEqualTo(Op.maxTransferBytes());
  }

  @Test
  void aFailureWithoutACauseIsRefused() {
    CompletableTicket ticket = CompletableTicket.create();

    assertThatThrownBy(() -> ticket.fail(null)).isInstanceOf(NullPointerException.class);
    assertThat(ticket.isDone()).isFalse();
  }

  @Test
  void callbacksAndFuturesSeeTheOutcome() throws Exception {
    CompletableTicket ticket = CompletableTicket.create();
    CompletableFuture<Long> seen = new CompletableFuture<>();
    ticket.onCompletion(done -> seen.complete(done.bytesTransferred()));
    CompletableFuture<Long> future = ticket.toCompletableFuture();
    ticket.complete(3L);

    assertThat(seen.get()).isEqualTo(3);
    assertThat(future.get()).isEqualTo(3);
  }

  @Test
  void oneOfManyWinsTheCompletion() throws Exception {
    int completers = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(completers)) {
      for (int round = 0; round < 200; round++) {
        CompletableTicket ticket = CompletableTicket.create();
        CyclicBarrier together = new CyclicBarrier(completers);
        List<Callable<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < completers; i++) {
          long byteCount = i;
          attempts.add(() -> {
            together.await();
            return byteCount == 0
                ? ticket.fail(new IOException("on purpose"))
                : ticket.complete(byteCount);
          });
        }
        int winners = 0;
        for (Future<Boolean> attempt : executor.invokeAll(attempts)) {
          winners += attempt.get() ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
        assertThat(ticket.isDone()).isTrue();
      }
    }
  }
}
