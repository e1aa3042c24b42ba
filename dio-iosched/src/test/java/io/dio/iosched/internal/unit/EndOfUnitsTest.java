// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Background;
import io.dio.iosched.FileKind;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.order.Intake;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.posix.WorkerEngine;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order in which workers and batches release an operation. Its end is the last step of an
 * engine with it, because from then on it may be reused.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EndOfUnitsTest {
  private final SchedulerOptions options =
      SchedulerOptions.defaults().withCallbackExecutor(Runnable::run);
  private final SchedulerContext context = new SchedulerContext("test", options, WaiterSpin.NONE);
  private final SlotTable slots = new SlotTable(0, "test");
  private final Admission admission = new Admission(context, slots, Integer.MAX_VALUE);
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tearDown() {
    scratch.close();
  }

  @Test
  void aWorkerLetsGoOfAnOperationBeforeItTellsOfItsEnd() throws Exception {
    WorkerEngine engine = WorkerEngine.start(2, context, slots, options);
    Unit write = Unit.of((Request) scratch.write(), context);
    Unit drain = Unit.of((Request) Op.drain(scratch.file()), context);
    CountDownLatch drained = new CountDownLatch(1);
    // This runs on the worker. The other worker can only have drained if the write no longer counts
    // as running.
    write.onCompletion(_ -> awaitUninterruptibly(drained));
    drain.onCompletion(_ -> drained.countDown());
    admission.admitAll(
        new Unit[] {write, drain},
        2,
        (units, _) -> {
          units[1].next = units[0];
          return engine.accept(units[1], units[0]);
        });
    assertThat(drain.await()).isZero();
    assertThat(write.await()).isEqualTo(Scratch.BYTES);
    engine.requestClose();
    engine.awaitEnd();
  }

  /** The other worker has looked at the drain, and has become idle, before the write ends. */
  @Test
  void anIdleWorkerMakesWhatAnEndReleasesThoughACallbackKeepsTheOtherWorker() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      WorkerEngine engine = WorkerEngine.start(2, context, slots, options);
      frozen.freeze();
      Unit write = Unit.of((Request) scratch.write(file), context);
      Unit drain = Unit.of((Request) Op.drain(file), context);
      CountDownLatch drained = new CountDownLatch(1);
      write.onCompletion(_ -> awaitUninterruptibly(drained));
      drain.onCompletion(_ -> drained.countDown());
      admission.admitAll(
          new Unit[] {write, drain},
          2,
          (units, _) -> {
            units[1].next = units[0];
            return engine.accept(units[1], units[0]);
          });
      untilIdle(context + "-2");
      frozen.thaw();
      assertThat(drain.await()).isZero();
      assertThat(write.await()).isEqualTo(Scratch.BYTES);
      engine.requestClose();
      engine.awaitEnd();
    }
  }

  /** An idle worker waits with a limit. */
  private static void untilIdle(String name) {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread ->
            thread.getName().equals(name) && thread.getState() == Thread.State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBatchIsInUseUntilAllItsOperationsHaveEndedThoughTheirResultsAreKnown() throws Exception {
    List<Unit> members = new ArrayList<>();
    Intake intake = (units, count) -> members.addAll(Arrays.asList(units).subList(0, count));
    MemberBatch batch = new MemberBatch(2, null, context, admission, intake);
    batch.write(scratch.file(), scratch.allocate(Scratch.BYTES), 0);
    batch.write(scratch.file(), scratch.allocate(Scratch.BYTES), Scratch.BYTES);
    batch.submit();
    for (Unit member : members) {
      Outcome.release(member.op, context);
      member.publish(Scratch.BYTES);
    }
    assertThat(batch.isDone()).isFalse();
    Background<Long> waiting = Background.call(batch::await).untilWaiting();
    members.get(1).ended();
    assertThat(batch.isDone()).isFalse();
    waiting.untilWaiting();
    members.get(0).ended();

    assertThat(waiting.get()).isEqualTo(2L * Scratch.BYTES);
    assertThat(batch.isDone()).isTrue();
    batch.clear();
  }
}
