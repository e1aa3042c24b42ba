// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Bytes;
import io.dio.iosched.FileKind;
import io.dio.iosched.IoPriority;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Direct reads of virtual threads on their carriers: they need no worker thread. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CarrierReadsTest {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 16;

  @TempDir private Path directory;

  private final Arena arena = Arena.ofShared();
  private DioFile file;

  @BeforeEach
  void createFile() throws Exception {
    file = DioFile.open(directory.resolve("file"), FileKind.DIRECT.newFile());
    assumeTrue(file.isDirect(), "the temporary folder takes no direct I/O");
    for (int i = 0; i < BLOCKS; i++) {
      file.writeFully(Bytes.filled(BLOCK, i, arena), (long) i * BLOCK);
    }
  }

  @AfterEach
  void close() throws Exception {
    file.close();
    arena.close();
  }

  private static SchedulerOptions workers(int count) {
    return SchedulerOptions.defaults().withWorkers(count);
  }

  private static <T> FutureTask<T> onVirtualThread(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  private MemorySegment memory(int byteSize) {
    return arena.allocate(byteSize, BLOCK);
  }

  private interface Reading {
    void readWith(IoScheduler scheduler) throws Exception;
  }

  /** Whatever {@code reading} reads, no worker reads it: the only one hangs. */
  private void whileAllWorkersHang(Reading reading) throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        DioFile other = DioFile.open(frozen.root().resolve("other"), FileKind.BUFFERED.newFile())) {
      IoScheduler scheduler = IoScheduler.posix(workers(1));
      frozen.freeze();
      Ticket hanging = scheduler.submit(Op.write(other, arena.allocate(100), 0));
      while (scheduler.stats().inFlight() != 1) {
        Thread.onSpinWait();
      }
      reading.readWith(scheduler);
      assertThat(hanging.isDone()).isFalse();
      frozen.thaw();
      scheduler.close();
      assertThat(hanging.await()).isEqualTo(100);
    }
  }

  @Test
  void aDirectReadNeedsNoWorker() throws Exception {
    whileAllWorkersHang(scheduler -> {
      MemorySegment target = memory(BLOCK);
      long count = onVirtualThread(() -> scheduler.read(file, target, BLOCK)).get();
      assertThat(count).isEqualTo(BLOCK);
      Bytes.assertSeed(target, 1);
      assertThat(scheduler.stats().operations()).isEqualTo(1);
      assertThat(scheduler.stats().bytesRead()).isEqualTo(BLOCK);
    });
  }

  @Test
  void aSubmittedReadIsMadeByTheVirtualThreadThatWaitsForIt() throws Exception {
    whileAllWorkersHang(scheduler -> {
      MemorySegment target = memory(BLOCK);
      Ticket ticket = scheduler.submit(Op.read(file, target, 2 * BLOCK));
      assertThat(ticket.isDone()).isFalse();
      assertThat(onVirtualThread(ticket::await).get()).isEqualTo(BLOCK);
      assertThat(ticket.isDone()).isTrue();
      Bytes.assertSeed(target, 2);
      assertThat(scheduler.stats().operations()).isEqualTo(1);
      assertThat(scheduler.stats().inFlight()).isEqualTo(1);
    });
  }

  /** There are at most 136 turns. A thread that finds none keeps its read and waits for one. */
  @Test
  void moreWaitingThreadsThanTurnsNeedNoWorkerEither() throws Exception {
    whileAllWorkersHang(scheduler -> {
      CountDownLatch go = new CountDownLatch(1);
      List<FutureTask<Long>> readers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        MemorySegment target = memory(BLOCK);
        Op read = Op.read(file, target, (i % BLOCKS) * (long) BLOCK);
        readers.add(
            onVirtualThread(() -> {
              go.await();
              return scheduler.submit(read).await();
            }));
      }
      go.countDown();
      for (FutureTask<Long> reader : readers) {
        assertThat(reader.get()).isEqualTo(BLOCK);
      }
      assertThat(scheduler.stats().operations()).isEqualTo(1_000);
    });
  }

  @Test
  void aDrainThatWaitsForSuchAReadGoesOn() throws Exception {
    whileAllWorkersHang(scheduler -> {
      Ticket read = scheduler.submit(Op.read(file, memory(BLOCK), 0));
      Ticket drain = scheduler.submit(Op.drain(file));
      assertThat(onVirtualThread(read::await).get()).isEqualTo(BLOCK);
      assertThat(drain.isDone()).isFalse();
      drain.cancel();
      assertThat(drain.isDone()).isTrue();
    });
  }

  @Test
  void aFileWithoutANameIsReadInTheSameWay() throws Exception {
    Files.delete(file.path());
    whileAllWorkersHang(scheduler -> {
      MemorySegment target = memory(BLOCK);
      assertThat(onVirtualThread(() -> scheduler.read(file, target, 3 * BLOCK)).get())
          .isEqualTo(BLOCK);
      Bytes.assertSeed(target, 3);
    });
  }

  @Test
  void readsThatAreFinerThanABlockAreMadeByAWorker() throws Exception {
    assumeTrue(file.alignment().offset() <= 512, "the disk has larger sectors");
    try (IoScheduler scheduler = IoScheduler.posix(workers(2))) {
      MemorySegment expected = memory(BLOCK);
      Bytes.fill(expected, 1);
      MemorySegment target = memory(512);
      assertThat(onVirtualThread(() -> scheduler.read(file, target, BLOCK + 512)).get())
          .isEqualTo(512);
      Bytes.assertEqual(target, expected.asSlice(512, 512));
      assertThat(
              onVirtualThread(() -> scheduler.submit(Op.read(file, target, BLOCK + 1024)).await())
                  .get())
          .isEqualTo(512);
      Bytes.assertEqual(target, expected.asSlice(1024, 512));
      assertThat(scheduler.stats().operations()).isEqualTo(2);
    }
  }

  @Test
  void aReadAcrossTheEndOfTheFileIsShort() throws Exception {
    try (IoScheduler scheduler = IoScheduler.posix(workers(2))) {
      MemorySegment target = memory(2 * BLOCK);
      long end = (long) BLOCKS * BLOCK;
      assertThat(onVirtualThread(() -> scheduler.read(file, target, end - BLOCK)).get())
          .isEqualTo(BLOCK);
      Bytes.assertSeed(target.asSlice(0, BLOCK), BLOCKS - 1);
      assertThat(onVirtualThread(() -> scheduler.read(file, target, end)).get()).isZero();
      assertThat(
              onVirtualThread(() -> scheduler.submit(Op.read(file, target, end - BLOCK)).await())
                  .get())
          .isEqualTo(BLOCK);
      assertThat(scheduler.stats().operations()).isEqualTo(3);
    }
  }

  @Test
  void memoryOfAnotherThreadAndAnInterruptedThreadAreNoObstacle() throws Exception {
    try (IoScheduler scheduler = IoScheduler.posix(workers(1));
        Arena confined = Arena.ofConfined()) {
      MemorySegment target = confined.allocate(BLOCK, BLOCK);
      boolean flagKept =
          onVirtualThread(
                  () -> {
                    Thread.currentThread().interrupt();
                    assertThat(scheduler.read(file, target, 0)).isEqualTo(BLOCK);
                    assertThat(scheduler.submit(Op.read(file, target, BLOCK)).await())
                        .isEqualTo(BLOCK);
                    return Thread.interrupted();
                  })
              .get();
      assertThat(flagKept).isTrue();
      Bytes.assertSeed(target, 1);
    }
  }

  @Test
  void interruptsDuringReadsHarmNothingAndAreKept() throws Exception {
    int interrupts = 300;
    try (IoScheduler scheduler = IoScheduler.posix(workers(2))) {
      AtomicInteger taken = new AtomicInteger();
      CountDownLatch others = new CountDownLatch(1);
      FutureTask<Void> interrupted =
          new FutureTask<>(() -> {
            MemorySegment target = memory(BLOCK);
            for (int i = 0; taken.get() < interrupts; i++) {
              assertReads(scheduler, target, i % BLOCKS, i % 2 == 0);
              if (Thread.interrupted()) {
                taken.incrementAndGet();
              }
            }
            return null;
          });
      FutureTask<Void> undisturbed =
          onVirtualThread(() -> {
            MemorySegment target = memory(BLOCK);
            for (int i = 0; others.getCount() > 0; i++) {
              assertReads(scheduler, target, i % BLOCKS, i % 2 == 0);
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
            return null;
          });
      Thread thread = Thread.ofVirtual().start(interrupted);
      for (int i = 0; i < interrupts; i++) {
        thread.interrupt();
        while (taken.get() == i && !interrupted.isDone()) {
          Thread.onSpinWait();
        }
      }
      interrupted.get();
      others.countDown();
      undisturbed.get();
      assertThat(file.isOpen()).isTrue();
    }
    // The file's own descriptor, and the one of the channel.
    assertThat(OpenDescriptors.of(file.path())).hasSizeBetween(1, 2);
  }

  private void assertReads(IoScheduler scheduler, MemorySegment target, int block, boolean submit)
      throws Exception {
    target.fill((byte) -1);
    long offset = (long) block * BLOCK;
    long count =
        submit
            ? scheduler.submit(Op.read(file, target, offset)).await()
            : scheduler.read(file, target, offset);
    assertThat(count).isEqualTo(BLOCK);
    Bytes.assertSeed(target, block);
  }

  /** Reads of a scheduler that nothing else uses. */
  private static CarrierReads reads(CarrierTurns turns, boolean waits) {
    SchedulerContext context =
        new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
    return new CarrierReads(new BlockingCalls(context), turns, waits);
  }

  @Test
  void ifAsManyReadAsThereAreTurnsARingMakesTheNextRead() {
    CarrierTurns turns = new CarrierTurns(3, 0);
    CarrierReads reads = reads(turns, false);
    MemorySegment target = memory(BLOCK);
    reads.beginsElsewhere();
    reads.beginsElsewhere();
    assertThat(reads.read(file, target, 0)).isEqualTo(BLOCK);
    reads.beginsElsewhere();
    assertThat(reads.read(file, target, 0)).isEqualTo(CarrierReads.NOT_READ);
    reads.endedElsewhere();
    assertThat(reads.read(file, target, 0)).isEqualTo(BLOCK);
    assertThat(turns.tryBegin()).isTrue();
    assertThat(reads.read(file, target, 0)).isEqualTo(CarrierReads.NOT_READ);
    turns.end();
    assertThat(reads.read(file, target, 0)).isEqualTo(BLOCK);
    assertThat(turns.taken()).isZero();
  }

  @Test
  void withoutARingAReadWaitsForATurn() throws Exception {
    CarrierTurns turns = new CarrierTurns(1, TimeUnit.DAYS.toNanos(1));
    CarrierReads reads = reads(turns, true);
    MemorySegment target = memory(BLOCK);
    assertThat(turns.tryBegin()).isTrue();
    FutureTask<Long> read = new FutureTask<>(() -> reads.read(file, target, 0));
    Thread reader = Thread.ofVirtual().start(read);
    while (reader.getState() != Thread.State.TIMED_WAITING && !read.isDone()) {
      Thread.onSpinWait();
    }
    turns.end();
    assertThat(read.get()).isEqualTo(BLOCK);
  }

  @Test
  void closingTheFileClosesTheChannelToo() throws Exception {
    try (IoScheduler scheduler = IoScheduler.posix(workers(1))) {
      onVirtualThread(() -> scheduler.read(file, memory(BLOCK), 0)).get();
      assertThat(OpenDescriptors.of(file.path())).hasSize(2);
      file.close();
      assertThat(OpenDescriptors.of(file.path())).isEmpty();
      FutureTask<Boolean> refused =
          onVirtualThread(() -> {
            assertThatIllegalStateException()
                .isThrownBy(() -> scheduler.read(file, memory(BLOCK), 0))
                .withMessageContaining("is closed");
            return true;
          });
      assertThat(refused.get()).isTrue();
    }
  }

  @Test
  void closingTheSchedulerWaitsForReadsAndRefusesLaterOnes() throws Exception {
    for (int round = 0; round < 20; round++) {
      IoScheduler scheduler = IoScheduler.posix(workers(2));
      CountDownLatch reading = new CountDownLatch(8);
      List<FutureTask<Long>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean submit = i % 2 == 0;
        readers.add(onVirtualThread(() -> readUntilRefused(scheduler, submit, reading)));
      }
      reading.await();
      if (round % 2 == 0) {
        scheduler.close();
      } else {
        scheduler.closeNow();
      }
      long operations = scheduler.stats().operations();
      assertThat(scheduler.stats().inFlight()).isZero();
      long read = 0;
      for (FutureTask<Long> reader : readers) {
        read += reader.get();
      }
      // Every accepted read has ended. With closeNow() some may have been cancelled.
      assertThat(read).isLessThanOrEqualTo(operations);
      assertThat(scheduler.stats().operations()).isEqualTo(operations);
    }
  }

  /** {@return the number of reads that succeeded} */
  private long readUntilRefused(IoScheduler scheduler, boolean submit, CountDownLatch reading)
      throws Exception {
    MemorySegment target = memory(BLOCK);
    for (long count = 0; ; count++) {
      try {
        assertReads(scheduler, target, (int) (count % BLOCKS), submit);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining(scheduler + " is closed");
        return count;
      } catch (ErrnoException e) {
        assertThat(e.errno()).isEqualTo(Errno.ECANCELED);
        return count;
      }
      reading.countDown();
    }
  }

  /** Over a FileChannel this test does not end: at most 256 threads get a turn. */
  @Test
  void ofManyReadersNoneStarvesAndOthersRunMeanwhile() throws Exception {
    int threads = 1_024;
    try (IoScheduler scheduler = IoScheduler.posix(workers(16))) {
      CountDownLatch turns = new CountDownLatch(threads + 1);
      List<FutureTask<Long>> readers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        boolean submit = i % 2 == 0;
        readers.add(onVirtualThread(() -> readUntilAllHadATurn(scheduler, submit, turns)));
      }
      // It parks again and again, and needs a carrier each time.
      FutureTask<Void> sleeper =
          onVirtualThread(() -> {
            for (int i = 0; i < 5; i++) {
              TimeUnit.MILLISECONDS.sleep(1);
            }
            turns.countDown();
            return null;
          });
      turns.await();
      sleeper.get();
      long reads = 0;
      for (FutureTask<Long> reader : readers) {
        reads += reader.get();
      }
      assertThat(scheduler.stats().operations()).isEqualTo(reads);
    }
  }

  private long readUntilAllHadATurn(IoScheduler scheduler, boolean submit, CountDownLatch turns)
      throws Exception {
    MemorySegment target = memory(BLOCK);
    long reads = 0;
    do {
      assertReads(scheduler, target, (int) (reads % BLOCKS), submit);
      if (reads++ == 0) {
        turns.countDown();
      }
    } while (turns.getCount() > 0);
    return reads;
  }

  // ---- where it must not be used ----

  @Test
  void theDescriptionSaysWhatVirtualThreadsDo() {
    try (IoScheduler scheduler = IoScheduler.posix(workers(3))) {
      assertThat(scheduler.describe())
          .contains("POSIX calls on up to 3 worker threads")
          .contains("virtual threads read direct files themselves, at most ");
    }
    assertThat(reads(new CarrierTurns(24, 0), false).describe()).endsWith("while at most 24 read");
    try (IoScheduler scheduler =
        IoScheduler.posix(workers(3).withIoPriority(IoPriority.bestEffort(7)))) {
      assertThat(scheduler.describe()).doesNotContain("themselves");
    }
  }

  @Test
  void withAPriorityOfItsOwnOnlyWorkersRead() throws Exception {
    SchedulerOptions options = workers(1).withIoPriority(IoPriority.bestEffort(7));
    try (IoScheduler scheduler = IoScheduler.posix(options)) {
      MemorySegment target = memory(BLOCK);
      assertThat(onVirtualThread(() -> scheduler.read(file, target, BLOCK)).get()).isEqualTo(BLOCK);
      Bytes.assertSeed(target, 1);
      assertThat(OpenDescriptors.of(file.path())).hasSize(1);
    }
  }
}
