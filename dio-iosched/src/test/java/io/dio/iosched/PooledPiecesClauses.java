// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PooledMemory;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slices and vectors of pooled memory. Each piece is retained and released exactly once. */
interface PooledPiecesClauses extends BackendContract {

  private List<RecordingMemory> recording(int count) {
    List<RecordingMemory> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new RecordingMemory(memory(100, i)));
    }
    return all;
  }

  private static void assertReferences(List<RecordingMemory> all, int each) {
    assertThat(all).extracting(RecordingMemory::references).containsOnly(each);
  }

  // ---- slices ----

  @Test
  default void aSliceMovesItsPartAndKeepsTheWholeOut() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (SlabPool slab = new SlabPool("test", 4096, 1)) {
      Slot slot = slab.acquire();
      Bytes.fill(slot.segment(), 1);
      MemorySegment expected = memory(4096, 1);
      Ticket write = scheduler().submit(Op.write(file, slot.slice(100, 200), 7));
      slot.release();
      assertThat(write.await()).isEqualTo(200);
      assertThat(slab.outstanding()).isZero();
      assertThat(file.size()).isEqualTo(207);
      MemorySegment written = memory(200);
      file.readFully(written, 7);
      Bytes.assertEqual(written, expected.asSlice(100, 200));

      Slot target = slab.acquire();
      target.segment().fill((byte) 9);
      Ticket read = scheduler().submit(Op.read(file, target.slice(10, 500).slice(5, 200), 7));
      assertThat(read.await()).isEqualTo(200);
      Bytes.assertEqual(target.segment().asSlice(15, 200), written);
      assertThat(Bytes.of(target.segment().asSlice(0, 15))).containsOnly(9);
      assertThat(Bytes.of(target.segment().asSlice(215))).containsOnly(9);
      assertThat(slab.outstanding()).isEqualTo(1);
      target.release();
    }
  }

  /** Without it the right bytes would still move, until somebody else uses the memory again. */
  @Test
  default void everyTransferOfPooledMemoryRetainsItOnce() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    DioFile file = newFile(1000, 1);
    scheduler.submit(Op.openInto(slot, file.path(), FileKind.BUFFERED.existingFile())).await();
    RecordingMemory whole = new RecordingMemory(memory(100));
    int transfers = 0;
    for (PooledMemory part : List.of(whole, whole.slice(10, 50), whole.slice(10, 50).slice(5, 9))) {
      List<Op> ways =
          List.of(
              Op.read(file, part, 0),
              Op.write(file, part, 0),
              Op.read(slot, part, 0),
              Op.write(slot, part, 0),
              Op.readvPooled(file, List.of(part), 0),
              Op.writevPooled(file, List.of(part), 0),
              Op.readvPooled(slot, List.of(part), 0),
              Op.writevPooled(slot, List.of(part), 0));
      for (Op way : ways) {
        assertThat(scheduler.submit(way).await()).isEqualTo(part.segment().byteSize());
        assertThat(whole.retained()).as("%s of %s", way, part).isEqualTo(++transfers);
        assertThat(whole.references()).isEqualTo(1);
      }
    }
    scheduler.close();
  }

  @Test
  default void anAlignedSliceOfABufferSuitsDirectTransfers() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    try (MmapPool pool = new MmapPool("contract", 65536, 1)) {
      MmapBuffer buffer = pool.acquire();
      Bytes.fill(buffer.segment(), 1);
      Ticket write = scheduler().submit(Op.write(file, buffer.alignedSlice(5000), 0));
      buffer.release();
      assertThat(write.await()).isEqualTo(8192);
      assertThat(pool.outstanding()).isZero();
    }
    assertThat(file.size()).isEqualTo(8192);
  }

  @Test
  default void aSliceOfReleasedMemoryIsRefused() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (SlabPool slab = new SlabPool("test", 4096, 1)) {
      Slot slot = slab.acquire();
      PooledMemory slice = slot.slice(0, 100);
      Op write = Op.write(file, slice, 0);
      slot.release();
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(write))
          .withMessageContaining("pooled memory")
          .withMessageContaining("already released");
      assertThatIllegalStateException().isThrownBy(() -> Op.write(file, slice, 0));
      assertThat(slab.outstanding()).isZero();
    }
    file.close();
    assertThat(scheduler().stats().operations()).isZero();
  }

  // ---- vectors ----

  @Test
  default void aVectorOfPooledMemoryMovesItsPiecesInOrder() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      Slot header = slab.acquire();
      Slot body = slab.acquire();
      Bytes.fill(header.segment(), 1);
      Bytes.fill(body.segment(), 2);
      List<PooledMemory> sources = List.of(header.slice(0, 24), body, header.slice(24, 8));
      Ticket write = scheduler().submit(Op.writevPooled(file, sources, 3));
      header.release();
      body.release();
      assertThat(write.await()).isEqualTo(24 + 4096 + 8);
      assertThat(slab.outstanding()).isZero();
      Slot first = slab.acquire();
      Slot second = slab.acquire();
      List<PooledMemory> targets = List.of(first.slice(0, 24), second, first.slice(24, 8));
      assertThat(scheduler().submit(Op.readvPooled(file, targets, 3)).await())
          .isEqualTo(24 + 4096 + 8);
      Bytes.assertSeed(first.segment().asSlice(0, 32), 1, 4096);
      Bytes.assertSeed(second.segment(), 2);
      assertThat(slab.outstanding()).isEqualTo(2);
      first.release();
      second.release();
    }
  }

  @Test
  default void aVectorOfPooledMemoryWorksOnASlotAndInAChain() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    List<RecordingMemory> memory = recording(3);
    List<RecordingMemory> targets = recording(3);
    Ticket chain =
        scheduler.submit(
            Op.openInto(slot, newPath(), FileKind.BUFFERED.newFile())
                .link(Op.writevPooled(slot, memory, 0))
                .link(Op.readvPooled(slot, List.of(targets.get(1), targets.get(0)), 100))
                .link(Op.close(slot)));
    assertThat(Results.of(chain)).containsExactly("0", "300", "200", "0");
    Bytes.assertSeed(targets.get(1).segment(), 1);
    Bytes.assertSeed(targets.get(0).segment(), 2);
    assertReferences(memory, 1);
    assertReferences(targets, 1);
  }

  @Test
  default void aVectorTakesFlags() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<RecordingMemory> memory = recording(2);
    Op write = Op.writevPooled(file, memory, 0).durable().preferring(TransferFlag.DONT_CACHE);
    assertThat(scheduler().submit(write).await()).isEqualTo(200);
    assertReferences(memory, 1);
    Bytes.assertInFile(file, 100, 100, 1);
  }

  @Test
  default void eachPieceIsRetainedOnceForEachTimeThatItIsInTheList() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<RecordingMemory> memory = recording(2);
    List<PooledMemory> sources =
        List.of(memory.get(0).slice(0, 10), memory.get(1), memory.get(0).slice(50, 10));
    Op write = Op.writevPooled(file, sources, 0);
    for (int i = 1; i <= 3; i++) {
      assertThat(scheduler().submit(write).await()).isEqualTo(120);
      assertReferences(memory, 1);
      assertThat(memory).extracting(RecordingMemory::retained).containsExactly(2 * i, i);
    }
  }

  @Test
  default void theListOfAVectorIsCopied() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<RecordingMemory> memory = recording(3);
    List<PooledMemory> sources = new ArrayList<>(memory);
    Op write = Op.writevPooled(file, sources, 0);
    sources.clear();
    assertThat(scheduler().submit(write).await()).isEqualTo(300);
    assertReferences(memory, 1);
  }

  @Test
  default void whatFailsGivesEachPieceBackOnce() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile full = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      List<RecordingMemory> memory = recording(3);
      Ticket write = scheduler().submit(Op.writevPooled(full, memory, 8000));
      ErrnoException failure = catchThrowableOfType(ErrnoException.class, write::await);
      assertThat(failure.errno()).isEqualTo(Errno.EPERM);
      assertReferences(memory, 1);
      Ticket read = scheduler().submit(Op.readvPooled(full, memory, 4096));
      assertThat(read.await()).as("behind the end").isZero();
      assertReferences(memory, 1);
    }
  }

  @Test
  default void ofAVectorWithAReleasedPieceNothingIsRetained() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<RecordingMemory> memory = recording(4);
    Op write = Op.writevPooled(file, memory, 0);
    memory.get(2).release();
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(write))
        .withMessageContaining("piece 2 of pwritev(")
        .withMessageContaining("already released");
    assertThat(memory).extracting(RecordingMemory::references).containsExactly(1, 1, 0, 1);
    file.close();
    assertThat(scheduler().stats().operations()).isZero();
  }

  @Test
  default void aRefusedChainGivesEachPieceBackOnce() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    DioFile closed = newFile(FileKind.BUFFERED);
    List<RecordingMemory> memory = recording(3);
    Op chain = Op.writevPooled(file, memory, 0).link(Op.writevPooled(closed, memory, 0));
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(chain))
        .withMessageContaining(closed.path().toString());
    assertReferences(memory, 1);
    scheduler().close();
    Op alone = Op.writevPooled(file, memory, 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(alone))
        .withMessage(scheduler() + " is closed");
    assertReferences(memory, 1);
    file.close();
  }

  @Test
  default void oneOwnerThatRefusesItsMemoryBackKeepsNoOtherFromIt() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    for (Throwable refusal : List.of(new IllegalStateException("a"), new IOException("b"))) {
      List<RecordingMemory> memory = recording(3);
      memory.get(0).throwFromRelease(refusal);
      memory.get(1).throwFromRelease(refusal);
      assertThat(scheduler().submit(Op.writevPooled(file, memory, 0)).await()).isEqualTo(300);
      assertReferences(memory, 1);
      // If the submission is refused, it also releases what it retained.
      Op refused = Op.writevPooled(file, memory, 0).link(Op.writevPooled(file, memory, 0));
      memory.get(2).afterRelease(() -> {});
      memory.get(2).release();
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(refused))
          .withMessageContaining("already released");
      assertThat(memory).extracting(RecordingMemory::references).containsExactly(1, 1, 0);
    }
    file.close();
  }

  @Test
  default void vectorsThatCannotBeAreRefusedWhenTheyAreMade() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<RecordingMemory> memory = recording(1);
    assertThatNullPointerException()
        .isThrownBy(() -> Op.readvPooled(file, null, 0))
        .withMessage("targets");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.writevPooled(file, null, 0))
        .withMessage("sources");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.writevPooled((DioFile) null, memory, 0))
        .withMessage("file");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.readvPooled((FileSlot) null, memory, 0))
        .withMessage("slot");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.writevPooled(file, Arrays.asList(memory.getFirst(), null), 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.writevPooled(file, List.of(), 0))
        .withMessageContaining("sources has 0 pieces");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.readvPooled(file, Collections.nCopies(1025, memory.getFirst()), 0))
        .withMessageContaining("targets has 1025 pieces");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.writevPooled(file, memory, -1))
        .withMessageContaining("offset -1");
    RecordingMemory readOnly = new RecordingMemory(memory(100).asReadOnly());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.readvPooled(file, List.of(memory.getFirst(), readOnly), 0))
        .withMessageContaining("targets[1]")
        .withMessageContaining("read-only");
    try (SlabPool slab = new SlabPool("test", 4096, 1)) {
      Slot slot = slab.acquire();
      slot.release();
      assertThatIllegalStateException()
          .isThrownBy(() -> Op.writevPooled(file, List.of(memory.getFirst(), slot), 0))
          .withMessageContaining("after its last release");
    }
    assertReferences(memory, 1);
    file.close();
  }
}
