// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread makes the system call of a sync that virtual threads share. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SyncsElsewhereTest {
  private static final Executor OTHER_THREAD = task -> Thread.ofPlatform().start(task);

  private final CarrierSyncs carriers = new CarrierSyncs(1);

  /** The clock stands still, so calls take no time and do not wait for company. */
  private final JoinedSyncs syncs = new JoinedSyncs(() -> 0, carriers);

  private final List<Thread> callers = Collections.synchronizedList(new ArrayList<>());

  private void call(boolean metadataToo) throws IOException {
    callers.add(Thread.currentThread());
  }

  private void failingCall(boolean metadataToo) throws IOException {
    callers.add(Thread.currentThread());
    throw new IOException("on purpose");
  }

  @Test
  void aThreadMakesTheCallItselfWhileACarrierMayBlock() throws Exception {
    assertThat(syncs.sync(false, OTHER_THREAD, this::call)).isNull();
    assertThat(syncs.sync(false, OTHER_THREAD, this::call)).isNull();
    assertThat(callers).containsExactly(Thread.currentThread(), Thread.currentThread());
  }

  @Test
  void otherwiseTheExecutorMakesIt() throws Exception {
    assertThat(carriers.tryBegin()).isTrue();
    assertThat(syncs.sync(false, OTHER_THREAD, this::call)).isNull();
    assertThat(callers).hasSize(1).doesNotContain(Thread.currentThread());
    carriers.end();
    syncs.sync(false, OTHER_THREAD, this::call);
    assertThat(callers.getLast()).isSameAs(Thread.currentThread());
  }

  @Test
  void aFailureThereIsReturnedAsThatOfAnotherThread() throws Exception {
    carriers.tryBegin();
    assertThat(syncs.sync(false, OTHER_THREAD, this::failingCall)).hasMessage("on purpose");
    assertThat(callers).hasSize(1).doesNotContain(Thread.currentThread());
  }

  @Test
  void aFailureOfItsOwnCallIsThrownAndFreesTheCarrier() throws Exception {
    assertThatThrownBy(() -> syncs.sync(false, OTHER_THREAD, this::failingCall))
        .hasMessage("on purpose");
    assertThat(carriers.tryBegin()).isTrue();
  }

  @Test
  void aThreadThatTheExecutorRefusesMakesTheCall() throws Exception {
    carriers.tryBegin();
    Executor refusing =
        _ -> {
          throw new RejectedExecutionException("on purpose");
        };
    assertThat(syncs.sync(false, refusing, this::call)).isNull();
    assertThat(callers).containsExactly(Thread.currentThread());
  }

  @Test
  void anExecutorThatTakesTheCallAndThrowsMakesItOnlyOnce() throws Exception {
    carriers.tryBegin();
    List<Runnable> taken = new ArrayList<>();
    Executor unsure =
        task -> {
          taken.add(task);
          throw new OutOfMemoryError("on purpose");
        };
    assertThat(syncs.sync(false, unsure, this::call)).isNull();
    taken.getFirst().run();
    assertThat(callers).containsExactly(Thread.currentThread());
  }

  @Test
  void anErrorThereLetsTheThreadMakeTheCall() throws Exception {
    carriers.tryBegin();
    JoinedSyncs.Call<IOException> call =
        _ -> {
          callers.add(Thread.currentThread());
          if (callers.size() == 1) {
            carriers.end();
            throw new OutOfMemoryError("on purpose");
          }
        };
    assertThat(syncs.sync(false, OTHER_THREAD, call)).isNull();
    assertThat(callers).hasSize(2);
    assertThat(callers.getFirst()).isNotSameAs(Thread.currentThread());
    assertThat(callers.getLast()).isSameAs(Thread.currentThread());
  }

  @Test
  void oneExecutorThreadMakesTheNextCallOfVirtualThreadsToo() throws Exception {
    twoCalls(OTHER_THREAD);
    assertThat(callers.getFirst()).isSameAs(callers.getLast());
  }

  @Test
  void butNotForThoseOfAnotherExecutor() throws Exception {
    twoCalls(task -> Thread.ofPlatform().start(task));
    assertThat(callers.getFirst()).isNotSameAs(callers.getLast());
  }

  @Test
  void anExecutorThreadLeavesItsTurnToOthersAfterSomeRounds() throws Exception {
    carriers.tryBegin();
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      FutureTask<Void> task =
          new FutureTask<>(() -> {
            for (int i = 0; i < 200; i++) {
              syncs.sync(false, OTHER_THREAD, this::slowCall);
            }
            return null;
          });
      Thread.ofVirtual().start(task);
      tasks.add(task);
    }
    for (FutureTask<Void> task : tasks) {
      task.get();
    }
    int inARow = 0;
    Thread last = null;
    for (Thread caller : callers) {
      inARow = caller == last ? inARow + 1 : 1;
      last = caller;
      assertThat(inARow).isLessThanOrEqualTo(JoinedSyncs.MOST_ROUNDS_IN_A_ROW);
    }
  }

  /** As long as a call of a fast device, so that others gather meanwhile. */
  private void slowCall(boolean metadataToo) throws IOException {
    call(metadataToo);
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < 50_000) {
      Thread.onSpinWait();
    }
  }

  /** Twenty virtual threads gather for a second call while the first one runs. */
  private void twoCalls(Executor second) throws Exception {
    carriers.tryBegin();
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<FutureTask<Exception>> tasks = new ArrayList<>();
    tasks.add(
        start(_ -> {
          callers.add(Thread.currentThread());
          runs.countDown();
          await(mayEnd);
        }));
    await(runs);
    for (int i = 0; i < 20; i++) {
      FutureTask<Exception> task = new FutureTask<>(() -> syncs.sync(false, second, this::call));
      Thread thread = Thread.ofVirtual().start(task);
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      tasks.add(task);
    }
    mayEnd.countDown();
    for (FutureTask<Exception> task : tasks) {
      assertThat(task.get()).isNull();
    }
    assertThat(callers).hasSize(2).noneMatch(Thread::isVirtual);
  }

  private FutureTask<Exception> start(JoinedSyncs.Call<IOException> call) {
    FutureTask<Exception> task = new FutureTask<>(() -> syncs.sync(false, OTHER_THREAD, call));
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void asManyCarriersMayBlockAsTheLimitSays() {
    CarrierSyncs two = new CarrierSyncs(2);
    assertThat(two.tryBegin()).isTrue();
    assertThat(two.tryBegin()).isTrue();
    assertThat(two.tryBegin()).isFalse();
    two.end();
    assertThat(two.tryBegin()).isTrue();
    assertThat(new CarrierSyncs(0).tryBegin()).isFalse();
  }
}
