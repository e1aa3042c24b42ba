// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** File slots, slices of pooled memory and transfer flags in batches. */
interface BatchSlotClauses extends BackendContract {

  private IoScheduler withSlots(int count) {
    return open(SchedulerOptions.defaults().withFileSlots(count));
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchReadsAndWritesSlotsAndFiles(BatchClauses.BatchKind kind) throws Exception {
    IoScheduler scheduler = withSlots(2);
    FileSlot first = scheduler.fileSlots().get(0);
    FileSlot second = scheduler.fileSlots().get(1);
    Path path = newPath();
    DioFile file = newFile(1000, 5);
    try (SlabPool slab = new SlabPool("test", 4096, 2)) {
      Slot slot = slab.acquire();
      Bytes.fill(slot.segment(), 1);
      // The openings are not awaited here, because the batch waits for them by itself.
      final Ticket open = scheduler.submit(Op.openInto(first, path, FileKind.BUFFERED.newFile()));
      final Ticket other = scheduler.submit(Op.openInto(second, file.path()));
      IoBatch batch = kind.of(scheduler, 4);
      MemorySegment read = memory(100);
      assertThat(batch.write(first, slot.slice(0, 300), 0)).isZero();
      assertThat(batch.write(first, memory(100, 2), 500)).isEqualTo(1);
      assertThat(batch.read(second, read, 0)).isEqualTo(2);
      assertThat(batch.read(file, memory(100), 0)).isEqualTo(3);
      batch.submit();
      slot.release();
      assertThat(batch.await()).isEqualTo(600);
      assertThat(open.await()).isZero();
      assertThat(other.await()).isZero();
      assertThat(slab.outstanding()).isZero();
      Bytes.assertSeed(read, 5, 1000);

      Slot target = slab.acquire();
      batch.clear();
      batch.read(first, target.slice(8, 300), 0);
      batch.submit();
      assertThat(batch.await()).isEqualTo(300);
      Bytes.assertSeed(target.segment().asSlice(8, 300), 1, 4096);
      target.release();
      assertThat(slab.outstanding()).isZero();
    }
    assertThat(Files.size(path)).isEqualTo(600);
    assertThat(scheduler.submit(Op.close(first)).await()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchRetainsItsPooledMemoryOnce(BatchClauses.BatchKind kind) throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    DioFile file = newFile(1000, 1);
    scheduler.submit(Op.openInto(slot, file.path(), FileKind.BUFFERED.existingFile())).await();
    List<RecordingMemory> memory =
        Stream.generate(() -> new RecordingMemory(memory(100))).limit(5).toList();
    IoBatch batch = kind.of(scheduler, 5);
    batch.read(file, memory.get(0), 0);
    batch.write(file, memory.get(1), 200);
    batch.read(slot, memory.get(2), 0);
    batch.write(slot, memory.get(3), 400);
    batch.write(slot, memory.get(4).slice(10, 50), 600);
    for (int use = 1; use <= 2; use++) {
      batch.submit();
      assertThat(batch.await()).isEqualTo(450);
      assertThat(memory).extracting(RecordingMemory::retained).containsOnly(use);
      assertThat(memory).extracting(RecordingMemory::references).containsOnly(1);
    }
    scheduler.close();
  }

  @ParameterizedTest
  @EnumSource
  default void aBatchIsUsedForFilesAndSlotsByTurns(BatchClauses.BatchKind kind) throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    DioFile file = newFile(FileKind.BUFFERED);
    Path path = newPath();
    scheduler.submit(Op.openInto(slot, path, FileKind.BUFFERED.newFile())).await();
    IoBatch batch = kind.of(scheduler, 2);
    for (int round = 0; round < 50; round++) {
      MemorySegment memory = memory(64, round);
      if (round % 2 == 0) {
        batch.write(slot, memory, round * 64L);
        batch.write(file, memory, round * 64L);
      } else {
        batch.write(file, memory, round * 64L);
        batch.write(slot, memory, round * 64L);
      }
      batch.submit();
      assertThat(batch.await()).isEqualTo(128);
      batch.clear();
    }
    scheduler.submit(Op.close(slot)).await();
    assertThat(Files.mismatch(path, file.path())).isEqualTo(-1);
    // The batch keeps no memory of the slot.
    batch.write(file, memory(64, 1), 0);
    batch.submit();
    assertThat(batch.await()).isEqualTo(64);
  }

  @ParameterizedTest
  @EnumSource
  default void anEmptySlotFailsItsOperationAlone(BatchClauses.BatchKind kind) throws Exception {
    IoScheduler scheduler = withSlots(1);
    DioFile file = newFile(100, 1);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    IoBatch batch = kind.of(scheduler, 2);
    batch.read(scheduler.fileSlots().getFirst(), pooled, 0);
    batch.read(file, memory(100), 0);
    batch.submit();
    ErrnoException failure = catchThrowableOfType(ErrnoException.class, batch::await);
    assertThat(failure.errno()).isEqualTo(Errno.EBADF);
    assertThat(failure).hasMessageContaining("slot 0");
    assertThat(batch.failure(1)).isEmpty();
    assertThat(pooled.references()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  default void ofABatchWithASlotThatCannotBeNothingIsAccepted(BatchClauses.BatchKind kind)
      throws Exception {
    IoScheduler owner = withSlots(1);
    IoScheduler stranger = withSlots(1);
    DioFile file = newFile(FileKind.BUFFERED);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    IoBatch batch = kind.of(stranger, 2);
    batch.write(file, pooled, 0);
    batch.write(owner.fileSlots().getFirst(), pooled, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(batch::submit)
        .withMessageContaining("slot 0 of")
        .withMessageContaining("is not one of " + stranger);
    assertThat(batch.isDone()).isTrue();
    assertThat(pooled.references()).isEqualTo(1);
    assertThat(stranger.stats().operations()).isZero();
    file.close();
  }

  // ---- flags ----

  @ParameterizedTest
  @EnumSource
  default void flagsOfABatchAreRefusedOrDroppedAsOfSingleOperations(BatchClauses.BatchKind kind)
      throws Exception {
    try (SealedFile inMemory = SealedFile.create(8192)) {
      DioFile file = open(inMemory.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      IoBatch batch = kind.of(scheduler(), 3);
      batch.with(batch.write(file, memory(100, 1), 0), TransferFlag.DONT_CACHE);
      batch.preferring(batch.write(file, memory(100, 2), 1000), TransferFlag.DONT_CACHE);
      batch.write(file, memory(100, 3), 2000);
      batch.submit();
      UnsupportedFlagException failure =
          catchThrowableOfType(UnsupportedFlagException.class, batch::await);
      assertThat(failure.flags()).containsExactly(TransferFlag.DONT_CACHE);
      assertThat(batch.failure(1)).isEmpty();
      assertThat(batch.failure(2)).isEmpty();
      assertThat(scheduler().stats().droppedFlags()).isEqualTo(1);
      Bytes.assertInFile(file, 1000, 100, 2);
      Bytes.assertInFile(file, 2000, 100, 3);
      // A flag belongs to one use of the batch. An operation added after clear() has none.
      batch.clear();
      batch.write(file, memory(100, 1), 0);
      batch.submit();
      assertThat(batch.await()).isEqualTo(100);
      // A droppable flag is tried again each time the batch is submitted.
      batch.clear();
      batch.preferring(batch.read(file, memory(100), 0), TransferFlag.DONT_CACHE);
      for (int i = 2; i < 4; i++) {
        batch.submit();
        assertThat(batch.await()).isEqualTo(100);
        assertThat(scheduler().stats().droppedFlags()).isEqualTo(i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aDurableWriteOfABatchIsMadeSo(BatchClauses.BatchKind kind) throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    IoBatch batch = kind.of(scheduler(), 2);
    int index = batch.write(file, memory(4096, 1), 0);
    batch.with(index, TransferFlag.DATA_SYNC);
    batch.submit();
    assertThat(batch.await()).isEqualTo(4096);
    assertThatIllegalStateException()
        .as("what is added changes the batch")
        .isThrownBy(() -> {
          batch.with(0, TransferFlag.NO_WAIT);
          batch.bytesTransferred(0);
        })
        .withMessageContaining("not submitted");
    Bytes.assertInFile(file, 0, 4096, 1);
  }

  @ParameterizedTest
  @EnumSource
  default void flagsThatDoNotSuitAreRefusedAndNothingIsChanged(BatchClauses.BatchKind kind)
      throws Exception {
    DioFile file = newFile(100, 1);
    IoBatch batch = kind.of(scheduler(), 2);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> batch.with(0, TransferFlag.NO_WAIT));
    final int read = batch.read(file, memory(100), 0);
    final int write = batch.write(file, memory(100, 1), 0);
    for (int index : new int[] {-1, 2}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> batch.preferring(index, TransferFlag.DONT_CACHE));
    }
    for (ThrowingCallable refused :
        List.<ThrowingCallable>of(
            () -> batch.with(read, TransferFlag.DATA_SYNC),
            () -> batch.with(read, TransferFlag.ATOMIC),
            () -> batch.preferring(read, TransferFlag.NO_WAIT),
            () -> batch.preferring(write, TransferFlag.ATOMIC))) {
      assertThatIllegalArgumentException().isThrownBy(refused).withMessageContaining("flag ");
    }
    assertThatNullPointerException().isThrownBy(() -> batch.with(read, null));
    batch.submit();
    assertThat(batch.await()).isEqualTo(200);
  }

  @Test
  default void aBatchOverSlotsAllocatesNothing() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    scheduler.submit(Op.openInto(slot, newFile(8 * 4096, 1).path())).await();
    MemorySegment[] targets = new MemorySegment[8];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = memory(4096);
    }
    IoBatch batch = scheduler.newBatch(targets.length);
    long allocated =
        HeapAllocation.leastOf(
            200,
            () -> {
              batch.clear();
              for (int i = 0; i < targets.length; i++) {
                batch.with(batch.read(slot, targets[i], i * 4096L), TransferFlag.NO_WAIT);
              }
            });
    assertThat(allocated).as("bytes allocated by filling a batch 200 times").isZero();
  }
}
