// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.testing.LogRecords;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * Callbacks on a direct executor run on the thread that completes operations. Operations that such
 * a callback submits certainly stay in progress, because the callback occupies the thread that
 * would complete them.
 */
interface CompletionThreadClauses extends BackendContract {

  /** The workers backend has one worker here, so no other thread completes anything meanwhile. */
  private IoScheduler openDirect() {
    return open(SchedulerOptions.defaults().withCallbackExecutor(Runnable::run).withWorkers(1));
  }

  /** The code that runs on the completing thread. */
  interface OnCompletion {
    void run() throws Exception;
  }

  /** Runs the code in a callback, and throws its exception on this thread. */
  private void inCallback(IoScheduler direct, OnCompletion action) throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    // Repeats until one of them is registered before its completion. A late one runs on the
    // registering thread.
    while (!outcome.isDone()) {
      Ticket ticket = direct.submit(Op.write(file, memory(1 << 20), 0));
      CompletableFuture<Void> seen = new CompletableFuture<>();
      ticket.onCompletion(_ -> {
        if (Thread.currentThread() instanceof CompletionThread) {
          try {
            action.run();
            outcome.complete(null);
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        }
        seen.complete(null);
      });
      seen.get();
    }
    outcome.get();
  }

  private static void assertRefused(String call, ThrowingCallable blocking) {
    assertThatIllegalStateException()
        .isThrownBy(blocking)
        .withMessageContaining(call)
        .withMessageContaining("wait for itself");
  }

  @Test
  default void awaitingInACallbackThrowsInsteadOfWaitingForItself() throws Exception {
    IoScheduler direct = openDirect();
    DioFile file = newFile(FileKind.BUFFERED);
    CompletableFuture<Ticket> submitted = new CompletableFuture<>();
    inCallback(
        direct,
        () -> {
          Ticket other = direct.submit(Op.write(file, memory(100, 1), 0));
          submitted.complete(other);
          assertRefused("Ticket.await()", other::await);
          assertRefused("Ticket.await(Duration)", () -> other.await(Duration.ofHours(1)));
          assertThat(other.isDone()).isFalse();
        });
    assertThat(submitted.get().await()).isEqualTo(100);
    Bytes.assertInFile(file, 0, 100, 1);
  }

  @Test
  default void awaitingABatchInACallbackThrowsInsteadOfWaitingForItself() throws Exception {
    IoScheduler direct = openDirect();
    DioFile file = newFile(FileKind.BUFFERED);
    IoBatch batch = direct.newBatch(1);
    batch.write(file, memory(100, 1), 0);
    inCallback(
        direct,
        () -> {
          batch.submit();
          assertRefused("IoBatch.await()", batch::await);
          assertThat(batch.isDone()).isFalse();
        });
    assertThat(batch.await()).isEqualTo(100);
    Bytes.assertInFile(file, 0, 100, 1);
  }

  @Test
  default void closingNowInACallbackThrows() throws Exception {
    IoScheduler direct = openDirect();
    inCallback(direct, () -> assertRefused("IoScheduler.closeNow()", direct::closeNow));
    assertThat(direct.submit(Op.sync(newFile(FileKind.BUFFERED))).await()).isZero();
  }

  @Test
  default void awaitingWhatIsDoneIsAllowedInACallback() throws Exception {
    IoScheduler direct = openDirect();
    Ticket done = direct.submit(Op.write(newFile(FileKind.BUFFERED), memory(100), 0));
    done.await();
    inCallback(
        direct,
        () -> {
          assertThat(done.await()).isEqualTo(100);
          assertThat(done.await(Duration.ofHours(1))).isEqualTo(100);
        });
  }

  @Test
  default void closingTheSchedulerInACallbackThrows() throws Exception {
    IoScheduler direct = openDirect();
    inCallback(direct, () -> assertRefused("IoScheduler.close()", direct::close));
    // The scheduler stays open.
    assertThat(direct.submit(Op.sync(newFile(FileKind.BUFFERED))).await()).isZero();
  }

  @Test
  default void closingABusyFileInACallbackThrows() throws Exception {
    IoScheduler direct = openDirect();
    DioFile busy = newFile(FileKind.BUFFERED);
    DioFile idle = newFile(FileKind.BUFFERED);
    inCallback(
        direct,
        () -> {
          direct.submit(Op.write(busy, memory(100), 0));
          assertThatIllegalStateException()
              .isThrownBy(busy::close)
              .withMessageContaining("wait for itself");
          idle.close();
        });
    assertThat(direct.submit(Op.sync(busy)).await()).isZero();
    assertThatIllegalStateException().isThrownBy(idle::size);
  }

  @Test
  default void blockingReadsAndWritesInACallbackThrow() throws Exception {
    IoScheduler direct = openDirect();
    DioFile file = newFile(100, 2);
    MemorySegment memory = memory(100);
    inCallback(
        direct,
        () -> {
          assertRefused("IoScheduler.read()", () -> direct.read(file, memory, 0));
          assertRefused("IoScheduler.write()", () -> direct.write(file, memory, 0));
        });
    assertThat(direct.read(file, memory, 0)).isEqualTo(100);
  }

  @Test
  default void durableCallsOfAFileInACallbackThrowAndOthersDoNot() throws Exception {
    IoScheduler direct = openDirect();
    DioFile file = newFile(100, 2);
    DioFile durable = open(newPath(), READ, WRITE, CREATE_NEW, DSYNC);
    MemorySegment memory = memory(100, 3);
    inCallback(
        direct,
        () -> {
          assertRefused("DioFile: fsync", file::sync);
          assertRefused("DioFile: fdatasync", file::dataSync);
          String write = "DioFile.write() of a durable file";
          assertRefused(write, () -> durable.write(memory, 0));
          assertRefused(write, () -> durable.writeFully(memory, 0));
          assertRefused(write, () -> durable.writev(List.of(memory), 0));
          assertRefused("DioFile.copyTo() a durable file", () -> file.copyTo(durable, 0, 0, 100));
          assertThat(durable.size()).isZero();
          assertThat(durable.read(memory(100), 0)).isZero();
          assertThat(file.write(memory, 0)).isEqualTo(100);
        });
    file.sync();
    assertThat(file.copyTo(durable, 0, 0, 100)).isEqualTo(100);
    Bytes.assertInFile(durable, 0, 100, 3);
  }

  /** This backend makes the calls itself, and waits as the methods of the file do. */
  @Test
  default void durableOperationsOfAnInlineSchedulerInACallbackThrowAndOthersDoNot()
      throws Exception {
    IoScheduler direct = openDirect();
    DioFile file = newFile(100, 2);
    DioFile durable = open(newPath(), READ, WRITE, CREATE_NEW, DSYNC);
    RecordingMemory memory = new RecordingMemory(memory(100, 3));
    Op plain = Op.write(file, memory, 0);
    try (IoScheduler inline = IoScheduler.posix(SchedulerOptions.defaults().withMaxInFlight(2))) {
      IoBatch batch = inline.newBatch(1);
      batch.write(durable, memory, 0);
      inCallback(
          direct,
          () -> {
            String submit = "IoScheduler.submit() of ";
            assertRefused(submit + "fsync", () -> inline.submit(Op.sync(file)));
            assertRefused(submit + "pwrite", () -> inline.submit(plain.durable()));
            assertRefused(submit + "fdatasync", () -> inline.submit(plain.link(Op.dataSync(file))));
            assertRefused(
                submit + "fdatasync", () -> inline.submitAll(List.of(plain, Op.dataSync(file))));
            assertRefused(submit + "pwrite", batch::submit);
            assertThat(inline.stats().operations()).isZero();
            assertThat(inline.submit(plain).await()).isEqualTo(100);
          });
      assertThat(memory.references()).isEqualTo(1);
      batch.submit();
      assertThat(batch.await()).isEqualTo(100);
    }
  }

  /** Otherwise the contents of the page cache would decide whether it may wait for that read. */
  @Test
  default void whatACallbackReadsIsHandedOver() throws Exception {
    IoScheduler direct = openDirect();
    DioFile cached = newFile(100, 1);
    List<Ticket> reads = new ArrayList<>();
    inCallback(
        direct,
        () -> {
          Op read = Op.read(cached, memory(100), 0);
          reads.add(direct.submit(read));
          reads.addAll(direct.submitAll(List.of(read, read)));
        });
    for (Ticket read : reads) {
      assertThat(read.await()).isEqualTo(100);
    }
    assertThat(direct.stats().inlineReads()).isZero();
  }

  @Test
  default void waitingForAPoolInACallbackThrows() throws Exception {
    IoScheduler direct = openDirect();
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer only = pool.acquire();
      inCallback(direct, () -> assertRefused("MmapPool.acquire()", pool::acquire));
      only.release();
    }
  }

  @Test
  default void whatADirectCallbackThrowsDoesNotReachTheScheduler() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      IoScheduler direct = openDirect();
      for (int i = 0; i < 20; i++) {
        Ticket ticket = direct.submit(Op.write(file, memory(65536), 0));
        ticket.onCompletion(_ -> {
          throw new StackOverflowError("a callback's own error");
        });
        var _ =
            ticket
                .toCompletableFuture()
                .whenComplete((_, _) -> {
                  throw new IllegalStateException("a dependent's own failure");
                });
        assertThat(ticket.await()).isEqualTo(65536);
      }
      assertThat(direct.submit(Op.sync(file)).await()).isZero();
      direct.close();
      assertThat(log.messages())
          .hasSize(20)
          .allMatch(message -> message.startsWith("SEVERE: callback failed for Ticket["));
    }
  }

  @Test
  default void anExecutorThatFailsDoesNotReachTheScheduler() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      IoScheduler failing =
          open(
              SchedulerOptions.defaults()
                  .withCallbackExecutor(_ -> {
                    throw new AssertionError("the executor's own error");
                  }));
      CountDownLatch ran = new CountDownLatch(20);
      for (int i = 0; i < 20; i++) {
        Ticket ticket = failing.submit(Op.write(file, memory(65536), 0));
        ticket.onCompletion(_ -> ran.countDown());
        assertThat(ticket.await()).isEqualTo(65536);
      }
      ran.await();
      failing.close();
      assertThat(log.messages())
          .as("it is reported once, and each callback runs all the same")
          .containsExactly(
              "WARNING: callback executor refused a callback; it runs on a virtual thread");
    }
  }
}
