// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.foreign.CompletionThread;
import io.dio.sys.DioFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The limit of operations in flight, on backends where other threads than the submitter complete
 * them.
 */
interface QueuedLimitClauses extends BackendContract {

  private DioFile frozenFile() throws Exception {
    DioFile file =
        open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
    frozen().freeze();
    return file;
  }

  @Test
  default void aVirtualThreadParksAtTheLimitAndItsCarrierRunsOthers() throws Exception {
    IoScheduler limited = open(SchedulerOptions.defaults().withMaxInFlight(1));
    DioFile other = newFile(100, 1);
    DioFile file = frozenFile();
    Ticket hanging = limited.submit(Op.write(file, memory(100), 0));
    List<CompletableFuture<Long>> parked = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      CompletableFuture<Long> result = new CompletableFuture<>();
      parked.add(result);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  result.complete(limited.submit(Op.read(other, memory(100), 0)).await());
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
              }));
    }
    for (Thread thread : threads) {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    // There are more of them than carriers, and yet another virtual thread runs.
    assertThat(ThreadKind.VIRTUAL.call(() -> 1)).isEqualTo(1);
    assertThat(parked).noneMatch(CompletableFuture::isDone);
    frozen().thaw();
    for (CompletableFuture<Long> result : parked) {
      assertThat(result.get()).isEqualTo(100);
    }
    assertThat(hanging.await()).isEqualTo(100);
  }

  @Test
  default void aBatchAtTheLimitParks() throws Exception {
    IoScheduler limited = open(SchedulerOptions.defaults().withMaxInFlight(4));
    DioFile other = newFile(100, 1);
    DioFile file = frozenFile();
    Ticket hanging = limited.submit(Op.write(file, memory(100), 0));
    IoBatch batch = limited.newBatch(4);
    for (int i = 0; i < 4; i++) {
      batch.read(other, memory(100), 0);
    }
    Background<Long> parked =
        Background.call(
                () -> {
                  batch.submit();
                  return batch.await();
                })
            .untilWaiting();
    // Permits are granted in turn. Three operations would fit, but the one that has waited longest
    // comes first.
    Background<Long> behind =
        Background.call(() -> limited.submit(Op.read(other, memory(100), 0)).await())
            .untilWaiting();
    assertThat(parked.isDone()).isFalse();
    assertThat(behind.isDone()).isFalse();
    frozen().thaw();
    assertThat(parked.get()).isEqualTo(400);
    assertThat(behind.get()).isEqualTo(100);
    assertThat(hanging.await()).isEqualTo(100);
  }

  @Test
  default void submittingAboveTheLimitInACallbackThrowsInsteadOfWaitingForItself()
      throws Exception {
    IoScheduler limited =
        open(
            SchedulerOptions.defaults()
                .withMaxInFlight(2)
                .withWorkers(2)
                .withCallbackExecutor(Runnable::run));
    DioFile other = newFile(100, 1);
    DioFile device = newFile(FileKind.DIRECT);
    DioFile file = frozenFile();
    Ticket hanging = limited.submit(Op.write(file, memory(100), 0));
    CompletableFuture<Ticket> outcome = new CompletableFuture<>();
    // Repeats until one of them is registered before its completion. A late one runs on the
    // registering thread.
    while (!outcome.isDone()) {
      Ticket ticket = limited.submit(Op.write(device, memory(1 << 20), 0));
      CompletableFuture<Void> seen = new CompletableFuture<>();
      ticket.onCompletion(_ -> {
        if (Thread.currentThread() instanceof CompletionThread) {
          try {
            // Only this thread could complete it, because the other one hangs. It is a read: the
            // kernel spreads buffered writes over 64 queues by their files (io_uring/io-wq.c), and
            // a write in the queue of the one that hangs would hang, too.
            final Ticket running = limited.submit(Op.read(other, memory(100), 0));
            assertThatIllegalStateException()
                .isThrownBy(() -> limited.submit(Op.read(other, memory(100), 0)))
                .withMessageContaining("maxInFlight")
                .withMessageContaining("wait for itself");
            assertThatIllegalStateException()
                .isThrownBy(() -> limited.read(other, memory(100), 0))
                .withMessageContaining("wait for itself");
            outcome.complete(running);
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        }
        seen.complete(null);
      });
      seen.get();
    }
    assertThat(outcome.get().await()).isEqualTo(100);
    frozen().thaw();
    assertThat(hanging.await()).isEqualTo(100);
    // A refused submission did not keep its place.
    for (int i = 0; i < 10; i++) {
      assertThat(limited.submit(Op.read(other, memory(100), 0)).await()).isEqualTo(100);
    }
  }

  @Test
  default void cancellingMakesRoom() throws Exception {
    IoScheduler limited = open(SchedulerOptions.defaults().withMaxInFlight(2));
    DioFile other = newFile(100, 1);
    DioFile file = frozenFile();
    final Ticket hanging = limited.submit(Op.write(file, memory(100), 0));
    Ticket drain = limited.submit(Op.drain(file));
    Background<Long> parked =
        Background.call(() -> limited.submit(Op.read(other, memory(100), 0)).await())
            .untilWaiting();
    drain.cancel();
    assertThat(parked.get()).isEqualTo(100);
    frozen().thaw();
    assertThat(hanging.await()).isEqualTo(100);
  }
}
