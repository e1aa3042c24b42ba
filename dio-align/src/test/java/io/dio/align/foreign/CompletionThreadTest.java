// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class CompletionThreadTest {

  private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

  private static final class Worker extends CompletionThread {

    private final Runnable work;

    Worker(Runnable work) {
      super("dio-worker-7");
      this.work = work;
    }

    @Override
    public void run() {
      work.run();
    }
  }

  @Test
  void aBlockingCallIsRefusedOnAThreadThatCompletesIo() throws Exception {
    FutureTask<Void> call =
        new FutureTask<>(() -> CompletionThread.refuseBlocking("MmapPool.acquire()"), null);
    Thread worker = new Worker(call);
    worker.start();
    worker.join();
    assertThat(call.state()).isEqualTo(FutureTask.State.FAILED);
    assertThat(call.exceptionNow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MmapPool.acquire()")
        .hasMessageContaining("\"dio-worker-7\"")
        .hasMessageContaining("executor");
  }

  @Test
  void aBlockingCallIsAllowedOnOtherThreads() throws Exception {
    assertThatNoException().isThrownBy(() -> CompletionThread.refuseBlocking("Ticket.await()"));
    FutureTask<Void> call =
        new FutureTask<>(() -> CompletionThread.refuseBlocking("Ticket.await()"), null);
    Thread.ofVirtual().start(call).join();
    assertThat(call.state()).isEqualTo(FutureTask.State.SUCCESS);
  }

  @Test
  void aThreadThatCompletesIoTakesAFreeLockAndIsRefusedAWaitForOne() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    FutureTask<Boolean> free =
        new FutureTask<>(() -> {
          CompletionThread.lock(lock, "Stream.read()");
          try {
            return lock.isHeldByCurrentThread();
          } finally {
            lock.unlock();
          }
        });
    Thread worker = new Worker(free);
    worker.start();
    assertThat(free.get()).isTrue();
    lock.lock();
    try {
      FutureTask<Void> refused =
          new FutureTask<>(() -> CompletionThread.lock(lock, "Stream.read()"), null);
      Thread other = new Worker(refused);
      other.start();
      other.join();
      assertThat(refused.exceptionNow())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Stream.read()");
    } finally {
      lock.unlock();
    }
  }

  @Test
  void anotherThreadWaitsForTheLock() throws Exception {
    ReentrantLock lock = new ReentrantLock();
    FutureTask<Boolean> waits =
        new FutureTask<>(() -> {
          CompletionThread.lock(lock, "Stream.read()");
          return lock.isHeldByCurrentThread();
        });
    lock.lock();
    try {
      Thread.ofPlatform().start(waits);
      while (!lock.hasQueuedThreads()) {
        Thread.onSpinWait();
      }
      assertThat(waits.isDone()).isFalse();
    } finally {
      lock.unlock();
    }
    assertThat(waits.get()).isTrue();
  }

  @Test
  void itNeitherKeepsTheJvmAliveNorInheritsFromItsCreator() throws Exception {
    INHERITABLE.set("of the creator");
    try {
      FutureTask<String> seen = new FutureTask<>(INHERITABLE::get);
      Thread worker = new Worker(seen);
      assertThat(worker.isDaemon()).isTrue();
      worker.start();
      assertThat(seen.get()).isNull();
    } finally {
      INHERITABLE.remove();
    }
  }
}
