// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.iosched.testing.LogRecords;
import io.dio.iosched.testing.StuckDevice;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PoolOptions;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which work waits for an operation that hangs in the kernel, and which does not. The operation is
 * a write on a frozen file system. It cannot complete before the test allows it. An inline backend
 * hangs in {@code submit}, so the test always calls that on a thread of its own.
 */
interface HangingOperationClauses extends BackendContract {

  /** {@return a file on the file system that can be frozen} */
  private DioFile fileToFreeze() throws IOException {
    return open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
  }

  /** Freezes, submits, and returns when the scheduler holds the operation. */
  private Background<Ticket> hang(Op op) {
    frozen().freeze();
    Background<Ticket> submitted = Background.call(() -> scheduler().submit(op));
    untilInFlight(1);
    return submitted;
  }

  private static long result(Background<Ticket> submitted) throws Exception {
    return submitted.get().await();
  }

  @Test
  default void closingAFileWaitsForItsOperations() throws Exception {
    DioFile file = fileToFreeze();
    Op read = Op.read(file, memory(100), 0);
    Background<Ticket> write = hang(Op.write(file, memory(4096, 1), 0));
    Background<Void> closing = Background.run(file::close).untilWaiting();
    assertThatIllegalStateException().isThrownBy(() -> scheduler().submit(read));
    closing.interrupt();
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    assertThat(result(write)).isEqualTo(4096);
    Bytes.assertInFile(open(file.path()), 0, 4096, 1);
  }

  @Test
  default void closingTheSchedulerWaitsAndGivesNoMemoryUp() throws Exception {
    DioFile file = fileToFreeze();
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      Bytes.fill(buffer.segment(), 2);
      Background<Ticket> write = hang(Op.write(file, buffer, 0));
      buffer.release();
      Background<Void> closing = Background.run(scheduler()::close).untilWaiting();
      Background<Void> alsoClosing = Background.run(scheduler()::close).untilWaiting();
      closing.interrupt();
      assertThat(pool.tryAcquire()).isNull();
      assertThat(closing.isDone()).isFalse();
      assertThat(alsoClosing.isDone()).isFalse();
      frozen().thaw();
      closing.get();
      alsoClosing.get();
      assertThat(pool.outstanding()).isZero();
      assertThat(result(write)).isEqualTo(4096);
    }
    Bytes.assertInFile(file, 0, 4096, 2);
  }

  @Test
  default void aSlotStaysOutUntilTheKernelIsDoneWithIt() throws Exception {
    DioFile file = fileToFreeze();
    try (SlabPool slab = new SlabPool("test", 4096, 1)) {
      Slot slot = slab.acquire();
      Bytes.fill(slot.segment(), 3);
      Background<Ticket> write = hang(Op.write(file, slot, 0));
      slot.release();
      assertThat(slab.outstanding()).isEqualTo(1);
      assertThat(slab.tryAcquire()).isNull();
      frozen().thaw();
      assertThat(result(write)).isEqualTo(4096);
      assertThat(slab.outstanding()).isZero();
    }
    Bytes.assertInFile(file, 0, 4096, 3);
  }

  @Test
  default void memoryThatIsZeroedOnReleaseKeepsItsBytesUntilTheKernelIsDoneWithIt()
      throws Exception {
    DioFile file = fileToFreeze();
    try (SlabPool slab =
        new SlabPool("test", 4096, 1, PoolOptions.defaults().withReleasedZeroed(true))) {
      Slot slot = slab.acquire();
      MemorySegment kept = slot.segment();
      Bytes.fill(kept, 3);
      Background<Ticket> write = hang(Op.write(file, slot, 0));
      slot.release();
      Bytes.assertSeed(kept, 3);
      frozen().thaw();
      assertThat(result(write)).isEqualTo(4096);
      assertThat(kept.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }
    Bytes.assertInFile(file, 0, 4096, 3);
  }

  @Test
  default void anArenaClosedUnderAnOperationIsReportedAtItsCompletion() throws Exception {
    DioFile file = fileToFreeze();
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      Background<Ticket> write;
      try (Arena closed = Arena.ofShared()) {
        write = hang(Op.write(file, closed.allocate(100), 0));
      }
      frozen().thaw();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> result(write))
          .withMessageContaining("pwrite(")
          .withMessageContaining("length=100, offset=0")
          .withMessageContaining("arena of its memory was closed");
      assertThat(write.get().bytesTransferred()).isZero();
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("SEVERE: the arena of the memory of pwrite(")
          .contains("may be corrupted", "pooled memory");
    }
    file.close();
  }

  @Test
  default void readsOfAnotherFileGoOnMeanwhile() throws Exception {
    DioFile other = newFile(1000, 4);
    DioFile file = fileToFreeze();
    Background<Ticket> write = hang(Op.write(file, memory(100), 0));
    for (int i = 0; i < 1000; i++) {
      assertThat(scheduler().submit(Op.read(other, memory(1000), 0)).await()).isEqualTo(1000);
    }
    assertThat(scheduler().read(other, memory(10), 0)).isEqualTo(10);
    long onVirtual = ThreadKind.VIRTUAL.call(() -> scheduler().read(other, memory(10), 0));
    assertThat(onVirtual).isEqualTo(10);
    assertThat(scheduler().stats().inFlight()).isEqualTo(1);
    frozen().thaw();
    assertThat(result(write)).isEqualTo(100);
  }

  @Test
  default void readsOfAnotherFileGoOnWhileASyncHangs() throws Exception {
    DioFile other = newFile(1000, 5);
    try (StuckDevice device = StuckDevice.on(frozen())) {
      DioFile file = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      scheduler().submit(Op.write(file, memory(65536), 0)).await();
      Background<Ticket> sync = hang(Op.sync(file));
      for (int i = 0; i < 1000; i++) {
        assertThat(scheduler().submit(Op.read(other, memory(1000), 0)).await()).isEqualTo(1000);
      }
      assertThat(scheduler().stats().inFlight()).isEqualTo(1);
      frozen().thaw();
      assertThat(result(sync)).isZero();
      file.close();
    }
  }

  @Test
  default void aDrainWaitsForTheOperationsOfItsFileAndOfNoOther() throws Exception {
    DioFile other = newFile(1000, 6);
    DioFile file = fileToFreeze();
    Background<Ticket> write = hang(Op.write(file, memory(100), 0));
    Background<Long> drain =
        Background.call(() -> scheduler().submit(Op.drain(file)).await()).untilWaiting();
    assertThat(scheduler().submit(Op.drain(other)).await()).isZero();
    assertThat(drain.isDone()).isFalse();
    frozen().thaw();
    assertThat(drain.get()).isZero();
    assertThat(write.get().isDone()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  default void aDrainWaitsForBlockingCallsInProgress(ThreadKind threads) throws Exception {
    DioFile other = newFile(1000, 7);
    DioFile file = fileToFreeze();
    Background<Long> write = hangInBlockingWrite(threads, file);
    Background<Long> drain =
        Background.call(() -> scheduler().submit(Op.drain(file)).await()).untilWaiting();
    assertThat(scheduler().submit(Op.drain(other)).await()).isZero();
    assertThat(scheduler().read(other, memory(10), 0)).isEqualTo(10);
    assertThat(drain.isDone()).isFalse();
    frozen().thaw();
    assertThat(drain.get()).isZero();
    assertThat(write.get()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  default void closingWaitsForBlockingCallsInProgress(ThreadKind threads) throws Exception {
    DioFile file = fileToFreeze();
    Background<Long> write = hangInBlockingWrite(threads, file);
    Background<Void> closing = Background.run(scheduler()::close).untilWaiting();
    Background<Void> closingFile = Background.run(file::close).untilWaiting();
    assertThat(closing.isDone()).isFalse();
    assertThat(closingFile.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    closingFile.get();
    assertThat(write.get()).isEqualTo(100);
    assertThat(scheduler().stats().operations()).isEqualTo(1);
    assertThat(scheduler().stats().inFlight()).isZero();
  }

  @Test
  default void aCommitWaitsForABlockingWriteOfAnotherThread() throws Exception {
    DioFile file = fileToFreeze();
    commitMany(file);
    Background<Long> write = hangInBlockingWrite(ThreadKind.PLATFORM, file);
    Background<Long> commit =
        Background.call(() -> scheduler().submit(Op.barrierSync(file)).await()).untilWaiting();
    assertThat(commit.isDone()).isFalse();
    frozen().thaw();
    assertThat(commit.get()).isZero();
    assertThat(write.get()).isEqualTo(100);
  }

  /** Over a ring, threads that wait for their commits make them themselves afterwards. */
  private void commitMany(DioFile file) throws IOException {
    for (int i = 0; i < 400; i++) {
      assertThat(scheduler().submit(Op.write(file, memory(100), 0).durable()).await())
          .isEqualTo(100);
    }
  }

  @Test
  default void closingCompletesADrainThatWaitsForABlockingCall() throws Exception {
    for (int round = 0; round < 10; round++) {
      IoScheduler closing = open(SchedulerOptions.defaults());
      DioFile file = fileToFreeze();
      frozen().freeze();
      Background<Long> write = Background.call(() -> closing.write(file, memory(100), 0));
      while (closing.stats().inFlight() != 1) {
        Thread.onSpinWait();
      }
      Background<Ticket> drain = Background.call(() -> closing.submit(Op.drain(file)));
      if (isInline()) {
        drain.untilWaiting();
      } else {
        drain.get();
      }
      Background<Boolean> closed =
          Background.call(
                  () -> {
                    closing.close();
                    return isInline() || drain.get().isDone();
                  })
              .untilWaiting();
      frozen().thaw();
      assertThat(closed.get()).as("drain done when close returns").isTrue();
      assertThat(write.get()).isEqualTo(100);
    }
  }

  private Background<Long> hangInBlockingWrite(ThreadKind threads, DioFile file) {
    frozen().freeze();
    Background<Long> write =
        Background.call(() -> threads.call(() -> scheduler().write(file, memory(100), 0)));
    untilInFlight(1);
    return write;
  }

  @Test
  default void anInterruptEndsNeitherTheOperationNorTheWait() throws Exception {
    DioFile file = fileToFreeze();
    frozen().freeze();
    Background<Boolean> interrupted =
        Background.call(() -> {
          long written = scheduler().submit(Op.write(file, memory(4096, 8), 0)).await();
          return written == 4096 && Thread.interrupted();
        });
    untilInFlight(1);
    interrupted.interrupt();
    assertThat(scheduler().submit(Op.read(file, memory(10), 0)).await()).isZero();
    assertThat(interrupted.isDone()).isFalse();
    frozen().thaw();
    assertThat(interrupted.get()).isTrue();
    Bytes.assertInFile(file, 0, 4096, 8);
  }
}
