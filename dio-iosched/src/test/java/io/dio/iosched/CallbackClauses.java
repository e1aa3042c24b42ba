// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.testing.LogRecords;
import io.dio.sys.DioFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Callbacks, and the threads on which they run. */
interface CallbackClauses extends BackendContract {

  @Test
  default void aCallbackRunsOnceOnAVirtualThreadWithItsDoneTicket() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int round = 0; round < 50; round++) {
      Ticket ticket = scheduler().submit(Op.write(file, memory(4096), 0));
      AtomicInteger calls = new AtomicInteger();
      CompletableFuture<Boolean> virtual = new CompletableFuture<>();
      Ticket same =
          ticket.onCompletion(done -> {
            calls.incrementAndGet();
            assertThat(done).isSameAs(ticket);
            assertThat(done.bytesTransferred()).isEqualTo(4096);
            virtual.complete(Thread.currentThread().isVirtual());
          });
      assertThat(same).isSameAs(ticket);
      assertThat(virtual.get()).isTrue();
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  default void everyCallbackRunsWhetherItComesBeforeOrAfterTheCompletion() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    CountDownLatch missing = new CountDownLatch(2000);
    for (int round = 0; round < 20; round++) {
      Ticket ticket = scheduler().submit(Op.write(file, memory(4096), 0));
      for (int i = 0; i < 100; i++) {
        ticket.onCompletion(_ -> missing.countDown());
      }
    }
    missing.await();
  }

  @Test
  default void aCallbackOnAVirtualThreadMayBlock() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    IoScheduler closedByCallback = open(SchedulerOptions.defaults());
    CompletableFuture<Long> outcome = new CompletableFuture<>();
    closedByCallback
        .submit(Op.write(file, memory(10), 0))
        .onCompletion(_ -> {
          try {
            long written = closedByCallback.submit(Op.write(file, memory(20), 0)).await();
            closedByCallback.close();
            outcome.complete(written);
          } catch (Throwable e) {
            outcome.completeExceptionally(e);
          }
        });
    assertThat(outcome.get()).isEqualTo(20);
    assertThatThrownBy(() -> closedByCallback.submit(Op.sync(file)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void aCallbackThatThrowsIsLoggedAndHarmsNobody() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (LogRecords log = LogRecords.of("io.dio.iosched");
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      IoScheduler noisy = open(SchedulerOptions.defaults().withCallbackExecutor(executor));
      List<CompletableFuture<Void>> others = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Ticket ticket = noisy.submit(Op.write(file, memory(100, i), i * 100L));
        CompletableFuture<Void> other = new CompletableFuture<>();
        ticket.onCompletion(CallbackClauses::fail);
        ticket.onCompletion(_ -> other.complete(null));
        ticket.onCompletion(CallbackClauses::failBadly);
        others.add(other);
        assertThat(ticket.await()).isEqualTo(100);
      }
      for (CompletableFuture<Void> other : others) {
        other.get();
      }
      noisy.close(); // by now every callback has been handed over
      executor.submit(() -> {}).get(); // runs after all of them
      assertThat(log.messages())
          .hasSize(20)
          .allMatch(message -> message.startsWith("SEVERE: callback failed for Ticket[pwrite("));
    }
  }

  private static void fail(Ticket ticket) {
    throw new IllegalStateException("a callback's own failure, of " + ticket);
  }

  private static void failBadly(Ticket ticket) {
    throw new AssertionError("a callback's own error, of " + ticket);
  }

  @Test
  default void callbacksAndDependentsRunOnTheExecutorOfTheOptions() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    Queue<String> ranOn = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "of-the-options"))) {
      // Blocks the executor until the dependent is registered. If a dependent is added to a
      // complete future, it runs on the adding thread.
      executor.execute(gate::join);
      IoScheduler configured = open(SchedulerOptions.defaults().withCallbackExecutor(executor));
      Ticket ticket = configured.submit(Op.write(file, memory(65536), 0));
      CountDownLatch missing = new CountDownLatch(2);
      Runnable note =
          () -> {
            ranOn.add(Thread.currentThread().getName());
            missing.countDown();
          };
      ticket.onCompletion(_ -> note.run());
      CompletableFuture<Void> dependent = ticket.toCompletableFuture().thenRun(note);
      gate.complete(null);
      missing.await();
      dependent.get();
    }
    assertThat(ranOn).containsExactly("of-the-options", "of-the-options");
  }

  @Test
  default void aCallbackThatItsExecutorRefusesRunsOnAVirtualThread() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      IoScheduler refused =
          open(
              SchedulerOptions.defaults()
                  .withCallbackExecutor(_ -> {
                    throw new RejectedExecutionException("full");
                  }));
      CompletableFuture<Boolean> virtual = new CompletableFuture<>();
      refused
          .submit(Op.write(file, memory(10), 0))
          .onCompletion(_ -> virtual.complete(Thread.currentThread().isVirtual()));
      assertThat(virtual.get()).isTrue();
      assertThat(log.messages())
          .containsExactly(
              "WARNING: callback executor refused a callback; it runs on a virtual thread");
    }
  }

  /** Stands for a limit on threads: {@link Thread#start} throws an Error. */
  @Test
  default void whateverItsExecutorThrowsEachCallbackRunsAndTheFirstIsReported() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Throwable> failures =
        List.of(
            new OutOfMemoryError("unable to create native thread"),
            new IllegalStateException("not started"),
            new StackOverflowError());
    for (Throwable failure : failures) {
      try (LogRecords log = LogRecords.of("io.dio.iosched")) {
        IoScheduler failing =
            open(
                SchedulerOptions.defaults()
                    .withCallbackExecutor(_ -> {
                      if (failure instanceof Error e) {
                        throw e;
                      }
                      throw (RuntimeException) failure;
                    }));
        CountDownLatch ran = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
          Ticket ticket = failing.submit(Op.write(file, memory(10), 0));
          ticket.onCompletion(_ -> ran.countDown());
          assertThat(ticket.toCompletableFuture().get()).isEqualTo(10);
        }
        ran.await();
        assertThat(log.messages())
            .containsExactly(
                "WARNING: callback executor refused a callback; it runs on a virtual thread");
        assertThat(log.thrown()).containsExactly(failure);
      }
    }
  }

  @Test
  default void aCallbackThatItsExecutorRanBeforeItThrewRunsOnce() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      IoScheduler running =
          open(
              SchedulerOptions.defaults()
                  .withCallbackExecutor(callback -> {
                    callback.run();
                    throw new IllegalStateException("afterwards");
                  }));
      AtomicInteger runs = new AtomicInteger();
      for (int i = 0; i < 20; i++) {
        Ticket ticket = running.submit(Op.write(file, memory(10), 0));
        ticket.onCompletion(_ -> runs.incrementAndGet());
        ticket.toCompletableFuture().get();
      }
      running.close();
      assertThat(runs).hasValue(20);
      assertThat(log.messages()).hasSize(1);
    }
  }

  @Test
  default void callbacksThatReadOnAndOnDoNotNestWithoutEnd() throws Exception {
    DioFile file = newFile(64, 5);
    IoScheduler direct = open(SchedulerOptions.defaults().withCallbackExecutor(Runnable::run));
    Op read = Op.read(file, memory(64), 0);
    AtomicInteger remaining = new AtomicInteger(100_000);
    CompletableFuture<Void> end = new CompletableFuture<>();
    Consumer<Ticket> next =
        new Consumer<>() {
          @Override
          public void accept(Ticket done) {
            if (done.bytesTransferred() != 64) {
              end.completeExceptionally(new AssertionError(done.toString()));
            } else if (remaining.decrementAndGet() == 0) {
              end.complete(null);
            } else {
              direct.submit(read).onCompletion(this);
            }
          }
        };
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      direct.submit(read).onCompletion(next);
      end.get();
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  default void aCallbackMustNotBeNull() throws Exception {
    Ticket ticket = scheduler().submit(Op.sync(newFile(FileKind.BUFFERED)));
    assertThatThrownBy(() -> ticket.onCompletion(null)).isInstanceOf(NullPointerException.class);
  }
}
