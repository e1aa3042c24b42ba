// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.sys.DioFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The promises of a backend that does not make the call in {@code submit}. */
interface NeverBlockingClauses extends BackendContract {

  private DioFile frozenFile() throws Exception {
    DioFile file =
        open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
    frozen().freeze();
    return file;
  }

  @Test
  default void submittingNeverBlocksHoweverMuchHangs() throws Exception {
    DioFile file = frozenFile();
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      tickets.add(scheduler().submit(Op.write(file, memory(64, i), i * 128L)));
    }
    untilInFlight(mostInFlight());
    assertThat(tickets).noneMatch(Ticket::isDone);
    assertThat(scheduler().stats().operations()).isZero();
    frozen().thaw();
    for (Ticket ticket : tickets) {
      assertThat(ticket.await()).isEqualTo(64);
    }
    for (int i = 0; i < tickets.size(); i++) {
      Bytes.assertInFile(file, i * 128L, 64, i);
    }
  }

  /** Over a ring, threads that wait for their commits make them themselves afterwards. */
  private DioFile frozenFileWithCommits() throws Exception {
    DioFile file =
        open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
    for (int i = 0; i < 400; i++) {
      assertThat(scheduler().submit(Op.write(file, memory(100), 0).durable()).await())
          .isEqualTo(100);
    }
    frozen().freeze();
    return file;
  }

  @Test
  default void submittingACommitDoesNotBlockEither() throws Exception {
    DioFile file = frozenFileWithCommits();
    Ticket write = scheduler().submit(Op.write(file, memory(64), 0));
    Ticket commit = scheduler().submit(Op.barrierSync(file));
    untilInFlight(1);
    assertThat(write.isDone()).isFalse();
    assertThat(commit.isDone()).isFalse();
    frozen().thaw();
    assertThat(commit.await()).isZero();
    assertThat(write.await()).isEqualTo(64);
  }

  @Test
  default void aCommitForWhichNoThreadWaitsFollowsABlockingWrite() throws Exception {
    DioFile file = frozenFileWithCommits();
    Background<Long> write = Background.call(() -> scheduler().write(file, memory(100), 0));
    untilInFlight(1);
    Ticket commit = scheduler().submit(Op.barrierSync(file)).onCompletion(_ -> {});
    assertThat(scheduler().submitAll(List.of(Op.dataSync(file))).getFirst().await())
        .as("syncs are made in their order, so the commit waits for the write")
        .isZero();
    assertThat(commit.isDone()).isFalse();
    frozen().thaw();
    assertThat(commit.await()).isZero();
    assertThat(write.get()).isEqualTo(100);
  }

  @Test
  default void aRunningOperationIsNotDone() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(frozenFile(), memory(100), 0));
    CompletableFuture<Long> future = ticket.toCompletableFuture();
    untilInFlight(1);
    assertThat(ticket.isDone()).isFalse();
    assertThat(future).isNotDone();
    assertThatIllegalStateException()
        .isThrownBy(ticket::bytesTransferred)
        .withMessageContaining("still running");
    assertThat(ticket.toString()).contains("running");
    frozen().thaw();
    assertThat(future.get()).isEqualTo(100);
    assertThat(ticket.isDone()).isTrue();
  }

  @Test
  default void aTimedAwaitGivesUpAndTheOperationGoesOn() throws Exception {
    DioFile file = frozenFile();
    Ticket ticket = scheduler().submit(Op.write(file, memory(100, 1), 0));
    for (Duration timeout :
        List.of(Duration.ZERO, Duration.ofNanos(-5), Duration.ofNanos(1), Duration.ofMillis(20))) {
      long start = System.nanoTime();
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> ticket.await(timeout))
          .withMessageContaining("still running after " + timeout)
          .withMessageContaining("pwrite(");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeout.toNanos());
    }
    assertThat(ticket.isDone()).isFalse();
    frozen().thaw();
    assertThat(ticket.await(Duration.ofHours(1))).isEqualTo(100);
    Bytes.assertInFile(file, 0, 100, 1);
  }

  @Test
  default void aTimedAwaitEndsWhenInterruptedAndTheOperationGoesOn() throws Exception {
    DioFile file = frozenFile();
    Ticket ticket = scheduler().submit(Op.write(file, memory(100, 2), 0));
    Background<Boolean> waiting =
        Background.call(
                () -> {
                  assertThatExceptionOfType(InterruptedException.class)
                      .isThrownBy(() -> ticket.await(Duration.ofHours(1)));
                  return Thread.interrupted();
                })
            .untilWaiting();
    waiting.interrupt();
    assertThat(waiting.get()).as("interrupt flag after the exception").isFalse();
    assertThat(ticket.isDone()).isFalse();
    frozen().thaw();
    assertThat(ticket.await()).isEqualTo(100);
  }

  @Test
  default void anInterruptedAwaitParksAgain() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(frozenFile(), memory(100), 0));
    Background<Boolean> waiting =
        Background.call(() -> ticket.await() == 100 && Thread.interrupted()).untilWaiting();
    waiting.interrupt();
    // If the interrupt flag stayed set, park() would return at once, over and over (M9).
    waiting.untilInterruptTaken().untilWaiting();
    assertThat(waiting.isDone()).isFalse();
    frozen().thaw();
    assertThat(waiting.get()).isTrue();
  }

  @Test
  default void anOperationOutlivesTheThreadThatSubmittedIt() throws Exception {
    DioFile file = frozenFile();
    Ticket ticket =
        ThreadKind.PLATFORM.call(() -> scheduler().submit(Op.write(file, memory(100, 3), 0)));
    Ticket ofVirtual =
        ThreadKind.VIRTUAL.call(() -> scheduler().submit(Op.write(file, memory(100, 4), 200)));
    untilInFlight(2);
    frozen().thaw();
    assertThat(ticket.await() + ofVirtual.await()).isEqualTo(200);
    Bytes.assertInFile(file, 0, 100, 3);
    Bytes.assertInFile(file, 200, 100, 4);
  }

  @Test
  default void manyWaitersOfAHangingOperationAllGetItsResult() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(frozenFile(), memory(100), 0));
    List<Background<Long>> waiters = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      waiters.add(
          Background.call(i % 2 == 0 ? ticket::await : () -> ticket.await(Duration.ofHours(1)))
              .untilWaiting());
    }
    CompletableFuture<Long> callback = new CompletableFuture<>();
    ticket.onCompletion(done -> callback.complete(done.bytesTransferred()));
    frozen().thaw();
    for (Background<Long> waiter : waiters) {
      assertThat(waiter.get()).isEqualTo(100);
    }
    assertThat(callback.get()).isEqualTo(100);
  }
}
