// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Scratch;
import io.dio.iosched.Stats;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.posix.BlockingCalls.Lane;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlockingCallsTest {
  private final SchedulerContext context =
      new SchedulerContext(
          "test", SchedulerOptions.defaults().withCallbackExecutor(Runnable::run), WaiterSpin.NONE);
  private final BlockingCalls calls = new BlockingCalls(context);
  private Scratch scratch;
  private DioFile file;
  private DioFile other;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    file = scratch.file();
    other = scratch.open();
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  /** Spins until {@code thread} waits for calls to end, or has ended itself. */
  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  private Unit drainOf(DioFile target) {
    return Unit.of((Request) Op.drain(target), context);
  }

  /** {@return whether a call on {@code target} is in progress, for which a drain would wait} */
  private boolean hasCallOn(DioFile target) {
    return !calls.ahead(drainOf(target), null).isEmpty();
  }

  /** Waits for the calls on {@code target} that are in progress, as a drain does. */
  private void awaitCallsOn(DioFile target) {
    calls.ahead(drainOf(target), null).await();
  }

  private static Thread start(CompletableFuture<Void> done, Runnable task) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          task.run();
          done.complete(null);
        });
  }

  // ---- lanes ----

  @Test
  void aCallIsSeenWhileItIsInProgress() {
    assertThat(hasCallOn(file)).isFalse();
    Lane lane = calls.enter(file);
    assertThat(hasCallOn(file)).isTrue();
    assertThat(hasCallOn(other)).isFalse();
    calls.exit(lane);

    assertThat(hasCallOn(file)).isFalse();
  }

  @Test
  void anyNumberOfCallsIsInProgressAtOnceEachInItsOwnLane() {
    Set<Lane> lanes = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 1000; i++) {
      assertThat(lanes.add(calls.enter(i % 2 == 0 ? file : other))).isTrue();
    }
    assertThat(calls.stats().inFlight()).isEqualTo(1000);
    lanes.forEach(calls::exit);

    assertThat(calls.stats().inFlight()).isZero();
    assertThat(hasCallOn(file)).isFalse();
  }

  @Test
  void lanesGrownByManyThreadsAtOnceAreNotShared() throws Exception {
    int threads = 16;
    int perThread = 50;
    CountDownLatch allInside = new CountDownLatch(threads);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Lane>>> entered = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        entered.add(
            executor.submit(() -> {
              List<Lane> lanes = new ArrayList<>();
              for (int j = 0; j < perThread; j++) {
                lanes.add(calls.enter(file));
              }
              allInside.countDown();
              allInside.await();
              return lanes;
            }));
      }
      Set<Lane> lanes = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Future<List<Lane>> one : entered) {
        lanes.addAll(one.get());
      }
      assertThat(lanes).hasSize(threads * perThread);
      assertThat(calls.stats().inFlight()).isEqualTo((long) threads * perThread);
      lanes.forEach(calls::exit);
    }
    calls.close();
    calls.awaitAll();
  }

  // ---- counting ----

  @Test
  void countsWhatCallsDid() {
    Lane lane = calls.enter(file);
    lane.count(Verb.READ, 100, true);
    calls.exit(lane);
    lane = calls.enter(file);
    lane.count(Verb.WRITE, 50, false);
    calls.exit(lane);
    lane = calls.enter(file);
    lane.countFailure(Verb.READ);
    calls.exit(lane);
    SchedulerStats stats = calls.stats();

    SchedulerStats oneFailed = SchedulerStats.builder().failures(1).build();
    assertThat(stats).isEqualTo(Stats.of(3, 3, 100, 50, 0, 1, 0, 0, 0).plus(oneFailed));
  }

  @Test
  void countsExactlyUnderContention() throws Exception {
    int threads = 4;
    int perThread = 20_000;
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      callers.add(done);
      Thread _ =
          start(
              done,
              () -> {
                for (int j = 0; j < perThread; j++) {
                  Lane lane = calls.enter(file);
                  lane.count(Verb.READ, 1, false);
                  calls.exit(lane);
                }
              });
    }
    for (CompletableFuture<Void> caller : callers) {
      caller.get();
    }

    assertThat(calls.stats().operations()).isEqualTo((long) threads * perThread);
    assertThat(calls.stats().bytesRead()).isEqualTo((long) threads * perThread);
  }

  // ---- closing ----

  @Test
  void refusesCallsOnceClosed() {
    calls.close();

    assertThatThrownBy(() -> calls.enter(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("test is closed");
    assertThat(calls.stats().inFlight()).isZero();
    calls.awaitAll();
  }

  @Test
  void closingWaitsForCallsInProgress() throws Exception {
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lanes.add(calls.enter(i % 2 == 0 ? file : other));
    }
    calls.close();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread waiter = start(done, calls::awaitAll);
    for (Lane lane : lanes) {
      awaitWaiting(waiter);
      assertThat(done).isNotDone();
      calls.exit(lane);
    }

    done.get();
  }

  @Test
  void everyCallThatRacesWithCloseIsRefusedOrWaitedFor() throws Exception {
    for (int round = 0; round < 300; round++) {
      BlockingCalls raced = new BlockingCalls(context);
      AtomicInteger inside = new AtomicInteger();
      AtomicBoolean insideAfterClose = new AtomicBoolean();
      AtomicBoolean closed = new AtomicBoolean();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        callers.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    while (true) {
                      Lane lane = raced.enter(file);
                      inside.incrementAndGet();
                      if (closed.get()) {
                        insideAfterClose.set(true);
                      }
                      inside.decrementAndGet();
                      raced.exit(lane);
                    }
                  } catch (IllegalStateException e) {
                    // The end: the calls are closed.
                  }
                }));
      }
      raced.close();
      raced.awaitAll();
      closed.set(true);
      assertThat(inside).hasValue(0);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(insideAfterClose).isFalse();
    }
  }

  @Test
  void waitingIsNotEndedByAnInterruptWhichIsRestored() throws Exception {
    Lane lane = calls.enter(file);
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread waiter =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              awaitCallsOn(file);
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    awaitWaiting(waiter);
    waiter.interrupt();
    while (waiter.isInterrupted() || waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(interruptedAfterwards).isNotDone();
    calls.exit(lane);

    assertThat(interruptedAfterwards.get()).isTrue();
  }

  // ---- draining ----

  @Test
  void drainingWaitsForNothingWhereNothingIsInProgress() {
    Lane lane = calls.enter(other);
    awaitCallsOn(file);

    assertThat(hasCallOn(other)).isTrue();
    calls.exit(lane);
  }

  @Test
  void drainingWaitsForTheCallsOnItsFile() throws Exception {
    Lane onOther = calls.enter(other);
    Lane first = calls.enter(file);
    Lane second = calls.enter(file);
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread waiter = start(done, () -> awaitCallsOn(file));
    awaitWaiting(waiter);
    calls.exit(second);
    awaitWaiting(waiter);
    assertThat(done).isNotDone();
    calls.exit(first);

    done.get();
    calls.exit(onOther);
  }

  @Test
  void drainingDoesNotWaitForCallsThatBeganLater() throws Exception {
    Lane before = calls.enter(file);
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread waiter = start(done, () -> awaitCallsOn(file));
    awaitWaiting(waiter);
    List<Lane> after = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      after.add(calls.enter(file));
    }
    calls.exit(before);
    done.get();

    assertThat(hasCallOn(file)).isTrue();
    after.forEach(calls::exit);
  }

  @Test
  void drainingDoesNotWaitForALaterCallInTheSameLane() throws Exception {
    for (int round = 0; round < 100; round++) {
      Lane before = calls.enter(file);
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread waiter = start(done, () -> awaitCallsOn(file));
      awaitWaiting(waiter);
      calls.exit(before);
      // The same thread starts in the same lane, perhaps before the waiting thread has looked.
      Lane after = calls.enter(file);
      assertThat(after).isSameAs(before);
      done.get();
      calls.exit(after);
    }
  }

  @Test
  void aCallThatCameAfterTheLookIsNotWaitedForThoughItIsInTheSameLane() {
    Lane before = calls.enter(file);
    BlockingCalls.Ahead ahead = calls.ahead(drainOf(file), null);
    calls.exit(before);
    Lane after = calls.enter(file);
    assertThat(after).isSameAs(before);

    ahead.await();
    assertThat(hasCallOn(file)).isTrue();
    calls.exit(after);
  }

  @Test
  void aLookAtALaneThatIsAboutToBeFreeDoesNotWaitForWhoeverIsNext() throws Exception {
    Lane ending = calls.enter(file);
    VarHandle uses = field(long.class, "uses");
    VarHandle occupant = field(Object.class, "occupant");
    // The two steps of exit(), with a check in between. The number already belongs to the next
    // call.
    uses.setVolatile(ending, (long) uses.getVolatile(ending) + 1);
    BlockingCalls.Ahead ahead = calls.ahead(drainOf(file), null);
    assertThat(ahead.isEmpty()).isFalse();
    occupant.setVolatile(ending, null);
    Lane next = calls.enter(other);
    assertThat(next).isSameAs(ending);

    ahead.await();
    assertThat(hasCallOn(other)).isTrue();
    calls.exit(next);
  }

  private static VarHandle field(Class<?> type, String name) throws ReflectiveOperationException {
    return MethodHandles.privateLookupIn(Lane.class, MethodHandles.lookup())
        .findVarHandle(Lane.class, name, type);
  }

  @Test
  void drainingEndsThoughCallsKeepComing() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  calls.exit(calls.enter(file));
                }
              }));
    }
    for (int i = 0; i < 2_000; i++) {
      awaitCallsOn(file);
    }
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(hasCallOn(file)).isFalse();
  }

  // ---- units in lanes ----

  private Unit unit(Op op) {
    return Unit.of((Request) op, context);
  }

  @Test
  void aBarrierWaitsForTheUnitsInALaneThatItIsBehind() {
    Unit write = unit(scratch.write(file));
    write.next = unit(scratch.read(other));
    Lane lane = calls.enter(write);

    assertThat(calls.ahead(unit(Op.drain(file)), null).isEmpty()).isFalse();
    assertThat(calls.ahead(unit(Op.drain(other)), null).isEmpty()).isFalse();
    assertThat(calls.ahead(unit(Op.barrierSync(file)), null).isEmpty()).isFalse();
    // After reads there is nothing to sync.
    assertThat(calls.ahead(unit(Op.barrierSync(other)), null).isEmpty()).isTrue();
    assertThat(calls.ahead(unit(Op.sync(file)), null).isEmpty()).isTrue();
    calls.exit(lane);
  }

  @Test
  void onlyBarriersOnFilesAreComparedWithTheCallsInProgress() {
    FileSlot slot = new SlotTable(1, "test").slots().getFirst();
    Lane lane = calls.enter(file);
    BlockingCalls.Ahead nothing = calls.ahead(unit(Op.sync(slot)), null);
    assertThat(nothing.isEmpty()).isTrue();
    assertThat(calls.ahead(unit(Op.close(slot)), null)).isSameAs(nothing);
    Op behindSlot = Op.sync(slot).link(Op.barrierSync(file));
    assertThat(calls.ahead(unit(behindSlot), null).isEmpty()).isFalse();
    calls.exit(lane);
  }

  @Test
  void nobodyWaitsForHisOwnLane() {
    Unit write = unit(scratch.write(file));
    Lane own = calls.enter(write);
    assertThat(calls.ahead(drainOf(file), own).isEmpty()).isTrue();
    Lane another = calls.enter(file);
    assertThat(calls.ahead(drainOf(file), own).isEmpty()).isFalse();
    calls.exit(another);
    calls.exit(own);
  }
}
