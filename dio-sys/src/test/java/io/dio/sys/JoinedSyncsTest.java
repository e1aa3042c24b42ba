// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.sys.internal.JoinedSyncs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Syncs of several threads at the same time share system calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoinedSyncsTest {
  private static final int THREADS = 8;

  private final JoinedSyncs syncs = new JoinedSyncs();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<Boolean> kinds = Collections.synchronizedList(new ArrayList<>());

  /** The first call ends when the test says so. */
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  private final CountDownLatch firstRuns = new CountDownLatch(1);

  private void call(boolean metadataToo) throws IOException {
    kinds.add(metadataToo);
    if (calls.incrementAndGet() == 1) {
      firstRuns.countDown();
      awaitUninterruptibly(firstMayEnd);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static FutureTask<Exception> start(Callable<Exception> sync) {
    FutureTask<Exception> task = new FutureTask<>(sync);
    Thread.ofPlatform().start(task);
    return task;
  }

  private FutureTask<Exception> startFirst() {
    FutureTask<Exception> first = start(() -> syncs.sync(false, this::call));
    awaitUninterruptibly(firstRuns);
    return first;
  }

  /** Starts threads that gather for the second call, and waits until they do. */
  private List<FutureTask<Exception>> gather(int count, JoinedSyncs.Call<IOException> call) {
    List<FutureTask<Exception>> tasks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FutureTask<Exception> task = new FutureTask<>(() -> syncs.sync(false, call));
      tasks.add(task);
      threads.add(Thread.ofPlatform().start(task));
    }
    for (Thread thread : threads) {
      awaitWaiting(thread);
    }
    return tasks;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void threadsThatComeOneAfterTheOtherMakeACallEach() throws Exception {
    firstMayEnd.countDown();
    for (int i = 1; i <= 3; i++) {
      assertThat(syncs.sync(false, this::call)).isNull();
      assertThat(calls).hasValue(i);
    }
  }

  @Test
  void threadsThatComeWhileACallRunsShareTheNextOne() throws Exception {
    FutureTask<Exception> first = startFirst();
    List<FutureTask<Exception>> others = gather(THREADS, this::call);
    assertThat(calls).as("a call that is running covers nobody who comes later").hasValue(1);
    firstMayEnd.countDown();
    assertThat(first.get()).isNull();
    for (FutureTask<Exception> other : others) {
      assertThat(other.get()).isNull();
    }
    assertThat(calls).hasValue(2);
  }

  @Test
  void oneThatNeedsMetadataGetsItForAll() throws Exception {
    FutureTask<Exception> _ = startFirst();
    FutureTask<Exception> data = new FutureTask<>(() -> syncs.sync(false, this::call));
    awaitWaiting(Thread.ofPlatform().start(data));
    FutureTask<Exception> all = new FutureTask<>(() -> syncs.sync(true, this::call));
    awaitWaiting(Thread.ofPlatform().start(all));
    FutureTask<Exception> more = new FutureTask<>(() -> syncs.sync(false, this::call));
    awaitWaiting(Thread.ofPlatform().start(more));
    firstMayEnd.countDown();
    assertThat(data.get()).isNull();
    assertThat(all.get()).isNull();
    assertThat(more.get()).isNull();
    assertThat(kinds).containsExactly(false, true);
  }

  @Test
  void aFailureIsThatOfEverybodyWhoGatheredForTheCall() throws Exception {
    FutureTask<Exception> _ = startFirst();
    IOException lost = new IOException("lost");
    List<FutureTask<Exception>> others =
        gather(
            THREADS,
            _ -> {
              calls.incrementAndGet();
              throw lost;
            });
    firstMayEnd.countDown();
    int thrown = 0;
    for (FutureTask<Exception> other : others) {
      try {
        assertThat(other.get()).isSameAs(lost);
      } catch (ExecutionException e) {
        assertThat(e).hasCause(lost);
        thrown++;
      }
    }
    assertThat(thrown).as("only one made the call").isEqualTo(1);
    assertThat(calls).hasValue(2);
    assertThat(syncs.sync(false, _ -> {})).as("the next call is another one").isNull();
  }

  @Test
  void whatALeaderCouldNotCallForLackOfMemoryAnotherOneCalls() throws Exception {
    FutureTask<Exception> _ = startFirst();
    List<FutureTask<Exception>> others =
        gather(
            THREADS,
            _ -> {
              if (calls.incrementAndGet() == 2) {
                throw new OutOfMemoryError("on purpose");
              }
            });
    firstMayEnd.countDown();
    int failed = 0;
    for (FutureTask<Exception> other : others) {
      try {
        assertThat(other.get()).isNull();
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(OutOfMemoryError.class);
        failed++;
      }
    }
    assertThat(failed).isEqualTo(1);
    assertThat(calls.get()).isBetween(3, 1 + THREADS);
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
    FutureTask<Exception> _ = startFirst();
    ConcurrentLinkedQueue<Boolean> interrupted = new ConcurrentLinkedQueue<>();
    FutureTask<Exception> waiting =
        new FutureTask<>(() -> {
          Exception failure = syncs.sync(false, this::call);
          interrupted.add(Thread.currentThread().isInterrupted());
          return failure;
        });
    Thread thread = Thread.ofPlatform().start(waiting);
    awaitWaiting(thread);
    thread.interrupt();
    while (thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    awaitWaiting(thread);
    assertThat(waiting.isDone()).isFalse();
    firstMayEnd.countDown();
    assertThat(waiting.get()).isNull();
    assertThat(interrupted).containsExactly(true);
  }

  /** Every call must begin after all that it is for have come. */
  @Test
  void aCallCoversEverythingThatWasWrittenBeforeItsThreadsCame() throws Exception {
    firstMayEnd.countDown();
    AtomicInteger written = new AtomicInteger();
    AtomicInteger covered = new AtomicInteger();
    List<FutureTask<Exception>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      tasks.add(
          start(() -> {
            for (int round = 0; round < 2_000; round++) {
              int mine = written.incrementAndGet();
              syncs.sync(
                  false,
                  _ -> {
                    int seen = written.get();
                    Thread.onSpinWait();
                    covered.accumulateAndGet(seen, Math::max);
                  });
              assertThat(covered.get()).isGreaterThanOrEqualTo(mine);
            }
            return null;
          }));
    }
    for (FutureTask<Exception> task : tasks) {
      task.get();
    }
  }

  /** As {@link #startFirst}, with a call that takes a second of a clock that then stands still. */
  private FutureTask<Exception> startSlowFirst(JoinedSyncs slow, AtomicLong clock) {
    FutureTask<Exception> first =
        start(() ->
            slow.sync(
                false,
                metadataToo -> {
                  call(metadataToo);
                  clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
                }));
    awaitUninterruptibly(firstRuns);
    return first;
  }

  private Thread startIn(JoinedSyncs slow, List<FutureTask<Exception>> tasks) {
    FutureTask<Exception> task = new FutureTask<>(() -> slow.sync(false, this::call));
    tasks.add(task);
    return Thread.ofPlatform().start(task);
  }

  @Test
  void theNextCallWaitsForAsManyAsWereThereBefore() throws Exception {
    AtomicLong clock = new AtomicLong();
    JoinedSyncs slow = new JoinedSyncs(clock::get);
    FutureTask<Exception> first = startSlowFirst(slow, clock);
    List<FutureTask<Exception>> tasks = new ArrayList<>();
    awaitWaiting(startIn(slow, tasks));
    awaitWaiting(startIn(slow, tasks));
    firstMayEnd.countDown();
    assertThat(first.get()).isNull();
    assertThat(slow.isShared()).isTrue();
    assertThat(calls).as("the third has not come back").hasValue(1);
    assertThat(tasks).noneMatch(FutureTask::isDone);
    startIn(slow, tasks);
    for (FutureTask<Exception> task : tasks) {
      assertThat(task.get()).isNull();
    }
    assertThat(calls).hasValue(2);
  }

  @Test
  void theNextCallIsMadeWithoutThoseWhoDoNotComeInTime() throws Exception {
    AtomicLong clock = new AtomicLong();
    JoinedSyncs slow = new JoinedSyncs(clock::get);
    FutureTask<Exception> first = startSlowFirst(slow, clock);
    List<FutureTask<Exception>> tasks = new ArrayList<>();
    Thread waiting = startIn(slow, tasks);
    awaitWaiting(waiting);
    firstMayEnd.countDown();
    assertThat(first.get()).isNull();
    waiting.interrupt();
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(tasks.getFirst().get()).isNull();
    assertThat(calls).hasValue(2);
    assertThat(slow.sync(false, this::call)).as("one that comes late and alone").isNull();
    assertThat(calls).hasValue(3);
  }

  @Test
  void oneThatComesAloneWhenOthersAreExpectedDoesNotWaitForThemForEver() throws Exception {
    AtomicLong clock = new AtomicLong();
    JoinedSyncs slow = new JoinedSyncs(clock::get);
    FutureTask<Exception> first = startSlowFirst(slow, clock);
    List<FutureTask<Exception>> tasks = new ArrayList<>();
    awaitWaiting(startIn(slow, tasks));
    firstMayEnd.countDown();
    assertThat(first.get()).isNull();
    startIn(slow, tasks);
    for (FutureTask<Exception> task : tasks) {
      assertThat(task.get()).isNull();
    }
    assertThat(calls).as("one call for two, who are expected again").hasValue(2);
    assertThat(slow.isShared()).isTrue();
    Thread alone = startIn(slow, tasks);
    while (alone.getState() != Thread.State.TIMED_WAITING
        && alone.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(calls).hasValue(2);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(tasks.getLast().get()).isNull();
    assertThat(calls).hasValue(3);
  }

  @Test
  void theExceptionOfTheLeaderIsThrownToIt() {
    firstMayEnd.countDown();
    assertThatThrownBy(() ->
            syncs.sync(
                false,
                _ -> {
                  throw new IOException("no");
                }))
        .hasMessage("no");
  }
}
