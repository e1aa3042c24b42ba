// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PooledMemory;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many operations on many files, submitted in one step. */
interface BatchClauses extends BackendContract {
  /**
   * The kind of batch: one made by a scheduler of dio, or the default one of any other
   * implementation.
   */
  enum BatchKind {
    OWN,
    OVER_TICKETS;

    IoBatch of(IoScheduler scheduler, int capacity) {
      return this == OWN
          ? scheduler.newBatch(capacity)
          : new WrappingScheduler(scheduler).newBatch(capacity);
    }
  }

  // ---- batches ----

  @ParameterizedTest
  @EnumSource
  default void aBatchReadsFromManyFilesInOneHandOff(BatchKind kind) throws Exception {
    List<DioFile> files = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      files.add(newFile(64 * 1024, i));
    }
    IoBatch batch = kind.of(scheduler(), 16 * 16);
    MemorySegment targets = memory(16 * 16 * 4096L);
    for (int i = 0; i < batch.capacity(); i++) {
      MemorySegment target = targets.asSlice(i * 4096L, 4096);
      assertThat(batch.read(files.get(i % 16), target, i / 16 * 4096L)).isEqualTo(i);
    }
    assertThat(batch.size()).isEqualTo(256);
    batch.submit();
    assertThat(batch.await()).isEqualTo(256 * 4096);
    assertThat(batch.isDone()).isTrue();
    for (int file = 0; file < 16; file++) {
      MemorySegment expected = MemorySegment.ofArray(Bytes.of(file, 64 * 1024));
      for (int block = 0; block < 16; block++) {
        int index = block * 16 + file;
        Bytes.assertEqual(
            targets.asSlice(index * 4096L, 4096), expected.asSlice(block * 4096L, 4096));
        assertThat(batch.bytesTransferred(index)).isEqualTo(4096);
        assertThat(batch.failure(index)).isEmpty();
      }
    }
    assertThat(scheduler().stats().operations()).isEqualTo(256);
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchMayBeLargerThanTheRing(BatchKind kind) throws Exception {
    IoScheduler small = open(SchedulerOptions.defaults().withRingDepth(8));
    DioFile file = newFile(FileKind.DIRECT);
    MemorySegment sources = memory(1000 * 4096L, 1);
    IoBatch writes = kind.of(small, 1000);
    IoBatch reads = kind.of(small, 1000);
    MemorySegment targets = memory(1000 * 4096L);
    for (int i = 0; i < 1000; i++) {
      // 769 is prime: every block is read once, and no two are neighbours.
      int block = (i * 769) % 1000;
      writes.write(file, sources.asSlice(block * 4096L, 4096), block * 4096L);
      reads.read(file, targets.asSlice(block * 4096L, 4096), block * 4096L);
    }
    writes.submit();
    assertThat(writes.await()).isEqualTo(1000 * 4096);
    reads.submit();
    assertThat(reads.await()).isEqualTo(1000 * 4096);
    Bytes.assertEqual(targets, sources);
    assertThat(small.stats().operations()).isEqualTo(2000);
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchMixesReadsAndWritesOnBareAndPooledMemory(BatchKind kind) throws Exception {
    DioFile source = newFile(8192, 1);
    DioFile target = newFile(FileKind.BUFFERED);
    try (SlabPool slab = new SlabPool("test", 4096, 2)) {
      Slot slot = slab.acquire();
      Slot written = slab.acquire();
      Bytes.fill(written.segment(), 2);
      IoBatch batch = kind.of(scheduler(), 4);
      MemorySegment memory = memory(4096);
      batch.read(source, memory, 4096);
      batch.read(source, slot, 0);
      batch.write(target, written, 0);
      batch.write(target, memory(4096, 3), 4096);
      batch.submit();
      assertThat(batch.await()).isEqualTo(16384);
      MemorySegment expected = MemorySegment.ofArray(Bytes.of(1, 8192));
      Bytes.assertEqual(slot.segment(), expected.asSlice(0, 4096));
      Bytes.assertEqual(memory, expected.asSlice(4096, 4096));
      slot.release();
      written.release();
      assertThat(slab.outstanding()).isZero();
    }
    Bytes.assertInFile(target, 0, 4096, 2);
    Bytes.assertInFile(target, 4096, 4096, 3);
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchIsUsedAgainAfterClearing(BatchKind kind) throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    IoBatch batch = kind.of(scheduler(), 8);
    for (int round = 0; round < 200; round++) {
      int size = 1 + round % 8;
      for (int i = 0; i < size; i++) {
        assertThat(batch.write(file, memory(64, round * 8 + i), i * 100L)).isEqualTo(i);
      }
      batch.submit();
      assertThat(batch.await()).isEqualTo(size * 64L);
      for (int i = 0; i < size; i++) {
        Bytes.assertInFile(file, i * 100L, 64, round * 8 + i);
      }
      batch.clear();
      assertThat(batch.size()).isZero();
      assertThat(batch.isDone()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchIsSubmittedAgainWithoutClearing(BatchKind kind) throws Exception {
    DioFile file = newFile(4096, 1);
    IoBatch batch = kind.of(scheduler(), 3);
    MemorySegment target = memory(4096);
    batch.read(file, target, 0);
    for (int round = 1; round <= 50; round++) {
      target.fill((byte) 0);
      batch.submit();
      assertThat(batch.await()).isEqualTo(4096);
      Bytes.assertSeed(target, 1);
      assertThat(batch.await()).as("awaited once more").isEqualTo(4096);
    }
    MemorySegment behind = memory(96);
    assertThat(batch.read(file, behind, 4000)).isEqualTo(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> batch.bytesTransferred(0))
        .withMessageContaining("not submitted");
    batch.submit();
    assertThat(batch.await()).isEqualTo(4192);
    assertThat(scheduler().stats().operations()).isEqualTo(52);
  }

  @ParameterizedTest
  @EnumSource
  default void anEmptyBatchIsDone(BatchKind kind) throws Exception {
    IoBatch batch = kind.of(scheduler(), 1);
    assertThat(batch.isDone()).isTrue();
    batch.submit();
    assertThat(batch.isDone()).isTrue();
    assertThat(batch.await()).isZero();
    assertThat(scheduler().stats().operations()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  default void eachOperationOfABatchHasItsOwnOutcome(BatchKind kind) throws Exception {
    try (SealedFile sealed = SealedFile.create(8192)) {
      DioFile full = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      DioFile file = newFile(1000, 1);
      DioFile other = newFile(FileKind.BUFFERED);
      DioFile cut = newFile(FileKind.BUFFERED);
      IoBatch batch = kind.of(scheduler(), 5);
      batch.read(file, memory(600), 0);
      batch.read(file, memory(600), 800);
      batch.write(cut, memoryCutAt(4096, 8192, 1), 4096);
      batch.write(full, memory(100), 9000);
      batch.write(other, memory(100), 2000);
      batch.submit();
      // The first failure by index, whichever operation ended first.
      ShortTransferException first =
          catchThrowableOfType(ShortTransferException.class, batch::await);
      assertThat(first.expected()).isEqualTo(8192);
      assertThat(first.transferred()).isEqualTo(4096);
      assertThat(batch.bytesTransferred(0)).isEqualTo(600);
      assertThat(batch.bytesTransferred(1)).isEqualTo(200);
      assertThat(batch.bytesTransferred(2)).isEqualTo(4096);
      assertThat(batch.bytesTransferred(3)).isZero();
      assertThat(batch.bytesTransferred(4)).isEqualTo(100);
      for (int index : new int[] {0, 1, 4}) {
        assertThat(batch.failure(index)).isEmpty();
      }
      assertThat(batch.failure(2)).get().isInstanceOf(ShortTransferException.class);
      assertThat(batch.failure(3))
          .get()
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
      assertThat(batch.failure(3).get()).as("fresh").isNotSameAs(batch.failure(3).get());
      for (int index : new int[] {-1, 5}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> batch.failure(index));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> batch.bytesTransferred(index));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchRefusesWhatItHasNoRoomForAndWhatNoOperationWouldTake(BatchKind kind)
      throws Exception {
    for (int capacity : new int[] {0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kind.of(scheduler(), capacity))
          .withMessageContaining("capacity " + capacity);
    }
    DioFile file = newFile(FileKind.BUFFERED);
    IoBatch batch = kind.of(scheduler(), 1);
    MemorySegment memory = memory(100);
    List<ThrowingCallable> nulls =
        List.of(
            () -> batch.read((DioFile) null, memory, 0),
            () -> batch.read((FileSlot) null, memory, 0),
            () -> batch.write((DioFile) null, memory, 0),
            () -> batch.write((FileSlot) null, memory, 0),
            () -> batch.read(file, (MemorySegment) null, 0),
            () -> batch.write(file, (MemorySegment) null, 0),
            () -> batch.read(file, (PooledMemory) null, 0),
            () -> batch.write(file, (PooledMemory) null, 0));
    nulls.forEach(call -> assertThatNullPointerException().isThrownBy(call));
    List<ThrowingCallable> unsuitable =
        List.of(
            () -> batch.read(file, memory, -1),
            () -> batch.write(file, memory, -1),
            () -> batch.read(file, MemorySegment.ofArray(new byte[10]), 0),
            () -> batch.read(file, memory.asReadOnly(), 0));
    unsuitable.forEach(call -> assertThatIllegalArgumentException().isThrownBy(call));
    assertThat(batch.size()).as("what was refused is not in it").isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> batch.bytesTransferred(0));
    batch.write(file, memory, 0);
    for (ThrowingCallable full :
        List.<ThrowingCallable>of(
            () -> batch.write(file, memory, 0), () -> batch.read(file, memory, 0))) {
      assertThatIllegalStateException().isThrownBy(full).withMessageContaining("full");
    }
    for (ThrowingCallable early :
        List.<ThrowingCallable>of(
            batch::await, () -> batch.bytesTransferred(0), () -> batch.failure(0))) {
      assertThatIllegalStateException().isThrownBy(early).withMessageContaining("not submitted");
    }
    batch.submit();
    assertThat(batch.await()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  default void ofABatchWithAClosedFileNothingIsAcceptedAndNothingHeld(BatchKind kind)
      throws Exception {
    DioFile before = newFile(FileKind.BUFFERED);
    DioFile closed = newFile(FileKind.BUFFERED);
    DioFile behind = newFile(FileKind.BUFFERED);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    IoBatch batch = kind.of(scheduler(), 3);
    batch.write(before, pooled, 0);
    batch.write(closed, pooled, 0);
    batch.write(behind, pooled, 0);
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(batch::submit)
        .withMessageContaining(closed.path().toString());
    assertThat(batch.isDone()).isTrue();
    assertThat(pooled.references()).isEqualTo(1);
    assertThatIllegalStateException()
        .isThrownBy(batch::await)
        .withMessageContaining("not submitted");
    before.close();
    behind.close();
    assertThat(scheduler().stats().operations()).isZero();
    // The batch is not in flight, so it can be filled again.
    batch.clear();
    batch.read(newFile(100, 1), memory(100), 0);
    batch.submit();
    assertThat(batch.await()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  default void ofABatchWithReleasedMemoryNothingIsAccepted(BatchKind kind) throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    RecordingMemory kept = new RecordingMemory(memory(100));
    RecordingMemory released = new RecordingMemory(memory(100));
    IoBatch batch = kind.of(scheduler(), 2);
    batch.write(file, kept, 0);
    batch.write(file, released, 100);
    released.release();
    assertThatIllegalStateException()
        .isThrownBy(batch::submit)
        .withMessageContaining("already released");
    assertThat(kept.references()).isEqualTo(1);
    file.close();
    assertThat(scheduler().stats().operations()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  default void aClosedSchedulerRefusesABatch(BatchKind kind) throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    IoBatch batch = kind.of(scheduler(), 2);
    batch.write(file, pooled, 0);
    batch.write(file, pooled, 100);
    scheduler().close();
    assertThatIllegalStateException()
        .isThrownBy(batch::submit)
        .withMessage(scheduler() + " is closed");
    assertThat(batch.isDone()).isTrue();
    assertThat(pooled.references()).isEqualTo(1);
    file.close();
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchThatCompletedStaysReadableWhenTheSchedulerIsClosed(BatchKind kind)
      throws Exception {
    IoBatch batch = kind.of(scheduler(), 1);
    batch.write(newFile(FileKind.BUFFERED), memory(100), 0);
    batch.submit();
    scheduler().close();
    assertThat(batch.isDone()).isTrue();
    assertThat(batch.await()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchInFlightRefusesEverythingButWaiting(BatchKind kind) throws Exception {
    DioFile file = fileToFreeze();
    DioFile other = newFile(100, 1);
    RecordingMemory pooled = new RecordingMemory(memory(4096, 2));
    IoBatch batch = kind.of(scheduler(), 3);
    batch.write(file, pooled, 0);
    batch.read(other, memory(100), 0);
    frozen().freeze();
    Background<Void> submitting = Background.run(batch::submit);
    if (isInline()) {
      untilInFlight(1);
    } else {
      submitting.get();
      pooled.release();
      for (ThrowingCallable refused :
          List.<ThrowingCallable>of(
              batch::submit,
              batch::clear,
              () -> batch.read(other, memory(100), 0),
              () -> batch.bytesTransferred(1),
              () -> batch.failure(0))) {
        assertThatIllegalStateException().isThrownBy(refused).withMessageContaining("in flight");
      }
      assertThat(batch.isDone()).isFalse();
      assertThat(pooled.references()).isEqualTo(1);
    }
    frozen().thaw();
    submitting.get();
    assertThat(batch.await()).isEqualTo(4196);
    assertThat(pooled.references()).isEqualTo(isInline() ? 1 : 0);
    Bytes.assertInFile(file, 0, 4096, 2);
  }

  @ParameterizedTest
  @EnumSource
  default void awaitingABatchIsNotEndedByAnInterrupt(BatchKind kind) throws Exception {
    DioFile file = fileToFreeze();
    IoBatch batch = kind.of(scheduler(), 2);
    batch.write(file, memory(100, 1), 0);
    batch.write(file, memory(100, 2), 200);
    frozen().freeze();
    Background<Boolean> waiting =
        Background.call(() -> {
          batch.submit();
          return batch.await() == 200 && Thread.interrupted();
        });
    while (scheduler().stats().inFlight() == 0) {
      Thread.onSpinWait();
    }
    if (isInline()) {
      waiting.interrupt();
    } else {
      waiting.untilWaiting().interrupt();
      // If the interrupt flag stayed set, park() would return at once, over and over (M9).
      waiting.untilInterruptTaken().untilWaiting();
    }
    assertThat(waiting.isDone()).isFalse();
    frozen().thaw();
    assertThat(waiting.get()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  default void pooledMemoryOfABatchComesBackWhenItsOperationsCompleted(BatchKind kind)
      throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    try (MmapPool pool = new MmapPool("contract", 4096, 32)) {
      IoBatch batch = kind.of(scheduler(), 32);
      List<MmapBuffer> buffers = new ArrayList<>();
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 32; i++) {
          MmapBuffer buffer = pool.acquire();
          Bytes.fill(buffer.segment(), round * 32 + i);
          batch.write(file, buffer, i * 4096L);
          buffers.add(buffer);
        }
        batch.submit();
        buffers.forEach(MmapBuffer::release);
        buffers.clear();
        assertThat(batch.await()).isEqualTo(32 * 4096);
        assertThat(pool.outstanding()).isZero();
        batch.clear();
      }
    }
    for (int i = 0; i < 32; i++) {
      Bytes.assertInFile(file, i * 4096L, 4096, 19 * 32 + i);
    }
  }

  @Test
  default void aBatchInUseAllocatesNothing() throws Exception {
    DioFile file = newFile(64 * 4096, 1);
    MemorySegment[] targets = new MemorySegment[64];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = memory(4096);
    }
    IoBatch batch = scheduler().newBatch(targets.length);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    long deadline = System.nanoTime() + 20_000_000_000L;
    // Code that is not compiled yet may allocate. So the best of many rounds counts.
    while (allocated > 0 && System.nanoTime() < deadline) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 200; i++) {
        useOnce(batch, file, targets);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).as("bytes allocated by 200 batches of 64 reads").isZero();
  }

  private static void useOnce(IoBatch batch, DioFile file, MemorySegment[] targets)
      throws IOException {
    batch.clear();
    for (int i = 0; i < targets.length; i++) {
      batch.read(file, targets[i], i * 4096L);
    }
    batch.submit();
    if (batch.await() != targets.length * 4096L) {
      throw new AssertionError("transferred " + batch.await());
    }
  }

  // ---- submitAll ----

  @Test
  default void submittingAllReturnsTicketsInTheOrderOfTheOperations() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      ops.add(Op.write(file, memory(i + 1, i), i * 1000L));
    }
    List<Ticket> tickets = scheduler().submitAll(ops);
    assertThat(tickets).hasSize(600);
    for (int i = 0; i < 600; i++) {
      assertThat(tickets.get(i).await()).isEqualTo(i + 1);
      Bytes.assertInFile(file, i * 1000L, i + 1, i);
    }
    assertThat(scheduler().submitAll(List.of())).isEmpty();
  }

  @Test
  default void submittingAllAcceptsAllOrNone() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    DioFile closed = newFile(FileKind.BUFFERED);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    List<Op> ops =
        List.of(
            Op.write(file, pooled, 0),
            Op.write(file, pooled, 100).link(Op.dataSync(file)),
            Op.write(closed, pooled, 0));
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submitAll(ops))
        .withMessageContaining(closed.path().toString());
    assertThat(pooled.references()).isEqualTo(1);
    assertThat(scheduler().stats().operations()).isZero();
    file.close();
    assertThat(Files.size(file.path())).isZero();
  }

  @Test
  default void submittingAllRefusesNullAndTakesNothing() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op write = Op.write(file, memory(100), 0);
    assertThatNullPointerException().isThrownBy(() -> scheduler().submitAll(null));
    assertThatNullPointerException()
        .isThrownBy(() -> scheduler().submitAll(Arrays.asList(write, null)));
    assertThat(scheduler().stats().operations()).isZero();
    file.close();
  }

  @Test
  default void aClosedSchedulerRefusesAllOfThem() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op write = Op.write(file, memory(100), 0);
    scheduler().close();
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submitAll(List.of(write, write)))
        .withMessage(scheduler() + " is closed");
    file.close();
  }

  /** {@return a file on the file system that can be frozen} */
  private DioFile fileToFreeze() throws IOException {
    return open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
  }
}
