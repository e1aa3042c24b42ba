// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.iosched.Backend;
import io.dio.iosched.Background;
import io.dio.iosched.Bytes;
import io.dio.iosched.FileKind;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.Rings;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.Requests;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import io.dio.iosched.internal.verb.FileSync;
import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.iosched.testing.LogRecords;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The start and death of worker threads, and the workers of schedulers that were not closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WorkerEngineTest {
  /** The maximum number of garbage collections until it is reported. The first usually suffices. */
  private static final int MOST_COLLECTIONS = 200;

  @TempDir private Path directory;

  private static IoScheduler open(Backend backend, SchedulerOptions options) {
    return backend == Backend.URING
        ? Rings.open(LiburingSource.EMBEDDED, options)
        : IoScheduler.posix(options);
  }

  private static SchedulerOptions workers(int count) {
    return SchedulerOptions.defaults().withWorkers(count);
  }

  /** A sync of nothing, which no public method creates. The thread that executes it dies of it. */
  private static Op lethal() {
    return Requests.command(FileSync.sync(), null, null);
  }

  @Test
  void aWorkerThatDiesTellsEverybodyAndWaitsForWhatTheKernelHas() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        LogRecords log = LogRecords.of("io.dio.iosched");
        Arena arena = Arena.ofShared();
        DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile());
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      IoScheduler scheduler = IoScheduler.posix(workers(2));
      RecordingMemory inKernel = new RecordingMemory(Bytes.filled(100, 1, arena));
      RecordingMemory queued = new RecordingMemory(arena.allocate(100));
      frozen.freeze();
      Ticket hanging = scheduler.submit(Op.write(file, inKernel, 0));
      final Ticket drain = scheduler.submit(Op.drain(file));
      // The one worker hangs before the other gets the operation that kills it.
      while (scheduler.stats().inFlight() != 1) {
        Thread.onSpinWait();
      }
      List<Ticket> told = new ArrayList<>(scheduler.submitAll(killBefore(other, queued)));
      told.add(drain);
      for (Ticket ticket : told) {
        assertThatExceptionOfType(SchedulerFailedException.class)
            .isThrownBy(ticket::await)
            .withMessageContaining(scheduler + " died")
            .withCauseInstanceOf(NullPointerException.class);
        assertThat(ticket.bytesTransferred()).isZero();
      }
      assertThat(queued.references()).isEqualTo(1);
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler.submit(Op.sync(other)))
          .withMessageContaining(scheduler + " died")
          .withCauseInstanceOf(NullPointerException.class);
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler.read(other, arena.allocate(1), 0))
          .withMessageContaining(scheduler + " died");
      // The operation of the other worker continues, and keeps its memory.
      assertThat(hanging.isDone()).isFalse();
      assertThat(inKernel.references()).isEqualTo(2);
      Background<Void> closing = Background.run(scheduler::close).untilWaiting();
      frozen.thaw();
      closing.get();
      assertThat(hanging.await()).isEqualTo(100);
      assertThat(inKernel.references()).isEqualTo(1);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("SEVERE: " + scheduler + " died");
      Bytes.assertInFile(file, 0, 100, 1);
    }
  }

  /** They are submitted in one step, so that all are queued when the first is taken. */
  private static List<Op> killBefore(DioFile file, RecordingMemory memory) {
    List<Op> ops = new ArrayList<>();
    ops.add(lethal());
    for (int i = 0; i < 20; i++) {
      ops.add(Op.write(file, memory, i * 1000L));
    }
    ops.add(Op.write(file, memory, 0).link(Op.dataSync(file)));
    return ops;
  }

  @Test
  void onlyWorkerOfAllItTellsEverybodyAsWell() throws Exception {
    try (LogRecords log = LogRecords.of("io.dio.iosched");
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile())) {
      RecordingMemory memory = new RecordingMemory(arena.allocate(100));
      IoScheduler scheduler = IoScheduler.posix(workers(1));
      IoBatch batch = scheduler.newBatch(2);
      batch.write(file, memory, 0);
      for (Ticket ticket : scheduler.submitAll(killBefore(file, memory))) {
        assertThatExceptionOfType(SchedulerFailedException.class).isThrownBy(ticket::await);
      }
      assertThatIllegalStateException()
          .isThrownBy(batch::submit)
          .withMessageContaining(scheduler + " died");
      assertThat(batch.isDone()).isTrue();
      scheduler.close();
      scheduler.closeNow();
      assertThat(memory.references()).isEqualTo(1);
      assertThat(log.messages()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"URING", "POSIX_WORKERS"})
  void whoWaitsAtTheLimitIsToldOfTheDeath(Backend backend) throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        LogRecords _ = LogRecords.of("io.dio.iosched");
        Arena arena = Arena.ofShared();
        DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile());
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      IoScheduler scheduler = open(backend, workers(2).withMaxInFlight(2));
      frozen.freeze();
      scheduler.submit(Op.write(file, arena.allocate(100), 0));
      while (scheduler.stats().inFlight() != 1) {
        Thread.onSpinWait();
      }
      Ticket drain = scheduler.submit(Op.drain(file));
      List<Background<Ticket>> parked = new ArrayList<>();
      parked.add(Background.call(() -> scheduler.submit(lethal())).untilWaiting());
      for (int i = 0; i < 3; i++) {
        parked.add(Background.call(() -> scheduler.submit(Op.sync(other))).untilWaiting());
      }
      Background<Long> reading =
          Background.call(() -> scheduler.read(other, arena.allocate(1), 0)).untilWaiting();
      drain.cancel(); // makes room for the lethal operation
      for (Background<Ticket> each : parked) {
        assertTold(scheduler, each);
      }
      assertThatIllegalStateException()
          .isThrownBy(reading::get)
          .withMessageContaining(scheduler + " died");
      frozen.thaw();
      scheduler.close();
    }
  }

  /** It was accepted just before the scheduler died, or refused because it had died. */
  private static void assertTold(IoScheduler scheduler, Background<Ticket> submitted)
      throws Exception {
    try {
      Ticket ticket = submitted.get();
      assertThatExceptionOfType(SchedulerFailedException.class).isThrownBy(ticket::await);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining(scheduler + " died");
    }
  }

  // ---- starting ----

  @Test
  void whereTheSystemRefusesTheFirstThreadNoneIsLeftAndTheSlotsAreClosed() throws IOException {
    Path path = directory.resolve("file");
    SchedulerOptions options = workers(3);
    SlotTable slots = new SlotTable(1, "test");
    SchedulerContext context = new SchedulerContext("test", options, WaiterSpin.NONE);
    Request opening =
        (Request)
            Op.openInto(
                slots.slots().getFirst(),
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    // The open file stands for work that was done by then. The last thread that ends closes it.
    opening.slot.exchangeDescriptor(opening.opening.openDescriptor());
    assertThat(OpenDescriptors.of(path)).hasSize(1);
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() ->
            WorkerEngine.start(
                3, context, slots, options, startingUpTo(0), WorkerEngine.IDLE_NANOS));
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  /** {@return a starter that the system refuses further threads} */
  private static Consumer<Thread> startingUpTo(int most) {
    AtomicInteger started = new AtomicInteger();
    return thread -> {
      if (started.getAndIncrement() >= most) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      thread.start();
    };
  }

  @Test
  void whereTheSystemRefusesALaterThreadTheOthersDoTheWork() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        LogRecords log = LogRecords.of("io.dio.iosched");
        Arena arena = Arena.ofShared();
        DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile());
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      Rig rig = new Rig(3, startingUpTo(1), WorkerEngine.IDLE_NANOS);
      frozen.freeze();
      Ticket hanging = rig.submit(Op.write(file, arena.allocate(100), 0));
      rig.untilInFlight(1);
      Ticket first = rig.submit(Op.write(other, arena.allocate(100), 0));
      Ticket second = rig.submit(Op.write(other, arena.allocate(100), 1000));
      assertThat(hanging.isDone()).isFalse();
      frozen.thaw();
      assertThat(first.await()).isEqualTo(100);
      assertThat(second.await()).isEqualTo(100);
      rig.close();
      assertThat(log.messages())
          .containsExactly(
              "WARNING: test goes on with fewer worker threads: the system refused to start one");
    }
  }

  // ---- growing and shrinking ----

  /** An engine of its own, whose threads the test starts. */
  private static final class Rig {
    private final WorkerEngine engine;
    private final SchedulerContext context;
    private final Admission admission;

    Rig(int limit, Consumer<Thread> starter, long idleNanos) {
      SchedulerOptions options = workers(limit);
      SlotTable slots = new SlotTable(0, "test");
      this.context = new SchedulerContext("test", options, WaiterSpin.NONE);
      this.engine = WorkerEngine.start(limit, context, slots, options, starter, idleNanos);
      this.admission = new Admission(context, slots, engine.maxChainLength());
    }

    Ticket submit(Op op) {
      Unit unit = Unit.of((Request) op, context);
      admission.admit(unit, each -> engine.accept(each, each));
      return unit;
    }

    void untilInFlight(int count) {
      while (engine.stats().inFlight() != count) {
        Thread.onSpinWait();
      }
    }

    void close() {
      engine.requestClose();
      engine.awaitEnd();
    }
  }

  @Test
  void threadsAreAddedWhileWorkWaitsUpToTheLimit() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      List<Thread> threads = new CopyOnWriteArrayList<>();
      Rig rig = new Rig(3, starting(threads), WorkerEngine.IDLE_NANOS);
      assertThat(threads).hasSize(1);
      frozen.freeze();
      List<Ticket> hanging = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        hanging.add(rig.submit(Op.write(file, arena.allocate(100), i * 1000L)));
      }
      rig.untilInFlight(3);
      assertThat(threads).hasSize(3);
      assertThat(threads).extracting(Thread::getName).containsExactly("test-1", "test-2", "test-3");
      frozen.thaw();
      for (Ticket ticket : hanging) {
        assertThat(ticket.await()).isEqualTo(100);
      }
      rig.close();
      assertThat(threads).hasSize(3).noneMatch(Thread::isAlive);
      assertThat(rig.engine.stats().operations()).isEqualTo(5);
    }
  }

  private static Consumer<Thread> starting(List<Thread> threads) {
    return thread -> {
      threads.add(thread);
      thread.start();
    };
  }

  @Test
  void threadsThatStayIdleEndButOneAndLaterWorkAddsThemAgain() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      List<Thread> threads = new CopyOnWriteArrayList<>();
      Rig rig = new Rig(3, starting(threads), 1);
      for (int round = 1; round <= 3; round++) {
        frozen.freeze();
        List<Ticket> hanging = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          hanging.add(rig.submit(Op.write(file, arena.allocate(100), i * 1000L)));
        }
        rig.untilInFlight(3);
        frozen.thaw();
        for (Ticket ticket : hanging) {
          assertThat(ticket.await()).isEqualTo(100);
        }
        while (threads.stream().filter(Thread::isAlive).count() != 1) {
          Thread.onSpinWait();
        }
        assertThat(rig.engine.stats().operations()).isEqualTo(3L * round);
        assertThat(threads).hasSize(1 + 2 * round);
      }
      rig.close();
      assertThat(threads).noneMatch(Thread::isAlive);
    }
  }

  // ---- unreachable ----

  @Test
  void workersOfASchedulerThatNobodyClosedAreReportedAndEnd() throws Exception {
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      List<Thread> threads = abandon();
      for (int i = 0; i < MOST_COLLECTIONS && log.messages().isEmpty(); i++) {
        System.gc();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      String name = threads.getFirst().getName().replaceAll("-[0-9]+$", "");
      assertThat(threads).hasSize(1);
      assertThat(log.messages())
          .containsExactly(
              "WARNING: " + name + " became unreachable without being closed; closing it");
    }
  }

  @Test
  void theLastWorkerOfASchedulerThatNobodyClosedEmptiesTheSlots() throws Exception {
    Path path = directory.resolve("slot");
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      List<Thread> threads = abandonWithFileInSlot(path);
      assertThat(OpenDescriptors.of(path)).hasSize(1);
      for (int i = 0; i < MOST_COLLECTIONS && log.messages().isEmpty(); i++) {
        System.gc();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  void theLastWorkerThatDiesEmptiesTheSlots() throws Exception {
    Path path = directory.resolve("slot");
    try (LogRecords _ = LogRecords.of("io.dio.iosched")) {
      IoScheduler scheduler = IoScheduler.posix(workers(3).withFileSlots(1));
      openIntoSlot(scheduler, path);
      List<Thread> threads = threadsOf(scheduler.toString());
      scheduler.submit(lethal());
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(OpenDescriptors.of(path)).isEmpty();
      scheduler.close();
    }
  }

  private static List<Thread> abandonWithFileInSlot(Path path) throws IOException {
    IoScheduler scheduler = IoScheduler.posix(workers(3).withFileSlots(1));
    openIntoSlot(scheduler, path);
    return threadsOf(scheduler.toString());
  }

  private static void openIntoSlot(IoScheduler scheduler, Path path) throws IOException {
    FileSlot slot = scheduler.fileSlots().getFirst();
    scheduler
        .submit(Op.openInto(slot, path, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
        .await();
  }

  /** {@return the threads of a scheduler that is unreachable} */
  private static List<Thread> abandon() {
    return threadsOf(IoScheduler.posix(workers(3)).toString());
  }

  private static List<Thread> threadsOf(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name + "-"))
        .toList();
  }
}
