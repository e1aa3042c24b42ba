// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PoolOptions;
import io.dio.mempool.PooledMemory;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The memory that operations may use, and how long pooled memory stays in use. */
interface MemoryClauses extends BackendContract {
  int WRITES = 500;

  @Test
  default void aBufferReleasedUnderItsWriteReturnsToThePoolOnlyAfterwards() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    try (MmapPool pool = new MmapPool("contract", 4096, 4)) {
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < WRITES; i++) {
        // Waits until a buffer came back. If it came back too early, the test would change it in
        // flight.
        MmapBuffer buffer = pool.acquire();
        Bytes.fill(buffer.segment(), i);
        tickets.add(scheduler().submit(Op.write(file, buffer, i * 4096L)));
        buffer.release();
      }
      assertAllWritten(file, tickets);
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  default void aSlotReleasedUnderItsWriteReturnsToTheSlabOnlyAfterwards() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < WRITES; i++) {
        Slot slot = slab.tryAcquire();
        while (slot == null) {
          Thread.onSpinWait();
          slot = slab.tryAcquire();
        }
        Bytes.fill(slot.segment(), i);
        tickets.add(scheduler().submit(Op.write(file, slot, i * 4096L)));
        slot.release();
      }
      assertAllWritten(file, tickets);
      assertThat(slab.outstanding()).isZero();
    }
  }

  private static void assertAllWritten(DioFile file, List<Ticket> tickets) throws Exception {
    for (Ticket ticket : tickets) {
      assertThat(ticket.await()).isEqualTo(4096);
    }
    for (int i = 0; i < WRITES; i++) {
      Bytes.assertInFile(file, i * 4096L, 4096, i);
    }
  }

  @Test
  default void anOperationGivesBackTheReferenceThatItTookAndNoOther() throws Exception {
    DioFile file = newFile(4096, 1);
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      Op read = Op.read(file, buffer, 0);
      scheduler().submit(read).await();
      scheduler().submit(read).await();
      assertThat(pool.outstanding()).isEqualTo(1);
      Bytes.assertSeed(buffer.segment(), 1);
      buffer.release();
      assertThat(pool.outstanding()).isZero();
    }
  }

  /** Reads, writes, batches, chains and cancels all give memory back in ways of their own. */
  @Test
  default void memoryThatIsZeroedOnReleaseIsZeroAfterEveryKindOfOperation() throws Exception {
    DioFile file = newFile(4096, 1);
    try (SlabPool slab =
        new SlabPool("test", 4096, 1, PoolOptions.defaults().withReleasedZeroed(true))) {
      List<Function<PooledMemory, Op>> operations =
          List.of(
              memory -> Op.read(file, memory, 0),
              memory -> Op.write(file, memory, 4096),
              memory -> Op.write(file, memory, 4096).durable(),
              memory -> Op.readvPooled(file, List.of(memory.slice(0, 512)), 0),
              memory -> Op.read(file, memory, 0).link(Op.write(file, memory, 4096)));
      for (Function<PooledMemory, Op> operation : operations) {
        assertNextTenantReadsZeros(
            slab, memory -> scheduler().submit(operation.apply(memory)).await());
      }
      assertNextTenantReadsZeros(
          slab,
          memory -> {
            Ticket ticket = scheduler().submit(Op.read(file, memory, 0));
            ticket.cancel();
            ticket.toCompletableFuture().handle((result, failure) -> result).get();
          });
      assertNextTenantReadsZeros(
          slab,
          memory -> {
            IoBatch batch = scheduler().newBatch(2);
            batch.read(file, memory, 0);
            batch.read(file, memory.slice(0, 512), 0);
            batch.submit();
            batch.await();
          });
    }
  }

  /** One use of pooled memory. */
  @FunctionalInterface
  interface Use {
    void of(PooledMemory memory) throws Exception;
  }

  private static void assertNextTenantReadsZeros(SlabPool slab, Use use) throws Exception {
    MemorySegment kept;
    try (Slot slot = slab.acquire()) {
      kept = slot.segment();
      Bytes.fill(kept, 7);
      use.of(slot);
      assertThat(kept.mismatch(MemorySegment.ofArray(new byte[4096]))).isNotNegative();
    }
    assertThat(kept.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
  }

  @Test
  default void anUnpooledBufferMayBeReleasedUnderItsWriteToo() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    MmapBuffer buffer = MmapBuffer.allocate(65536);
    Bytes.fill(buffer.segment(), 2);
    Ticket ticket = scheduler().submit(Op.write(file, buffer, 0));
    buffer.release();
    assertThat(ticket.await()).isEqualTo(65536);
    Bytes.assertInFile(file, 0, 65536, 2);
  }

  @Test
  default void releasedMemoryIsRefusedAndNothingIsHeld() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      Op write = Op.write(file, buffer, 0);
      buffer.release();
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(write))
          .withMessageContaining("pooled memory")
          .withMessageContaining("released");
      assertThatIllegalStateException().isThrownBy(() -> Op.write(file, buffer, 0));
      // The memory belongs to another owner by now. The stale operation must not touch it.
      try (MmapBuffer next = pool.acquire()) {
        assertThat(next.segment().address()).isNotZero();
        assertThatIllegalStateException().isThrownBy(() -> scheduler().submit(write));
        assertThat(pool.outstanding()).isEqualTo(1);
      }
    }
    file.close();
    assertThat(scheduler().stats().operations()).isZero();
  }

  @Test
  default void aForeignPooledMemoryIsRetainedUntilItsCompletion() throws Exception {
    DioFile file = newFile(4096, 3);
    CountingMemory memory = new CountingMemory(memory(4096));
    scheduler().submit(Op.read(file, memory, 0)).await();
    assertThat(memory.retained).isEqualTo(1);
    assertThat(memory.released).isEqualTo(1);
  }

  @Test
  default void anOwnerThatRefusesItsMemoryBackHarmsNobody() throws Exception {
    DioFile file = newFile(4096, 3);
    List<Throwable> refusals =
        List.of(new IllegalStateException("a"), new IOException("b"), new OutOfMemoryError("c"));
    List<Ticket> tickets = new ArrayList<>();
    for (Throwable refusal : refusals) {
      RecordingMemory memory = new RecordingMemory(memory(4096));
      memory.throwFromRelease(refusal);
      tickets.add(scheduler().submit(Op.read(file, memory, 0)));
      tickets.add(scheduler().submit(Op.read(file, memory(4096), 0)));
    }
    for (Ticket ticket : tickets) {
      assertThat(ticket.await()).isEqualTo(4096);
    }
    file.close(); // none of them holds the memory
  }

  /** This implementation is not dio's: the interface is open. */
  final class CountingMemory implements PooledMemory {
    private final MemorySegment segment;
    private int retained;
    private int released;

    CountingMemory(MemorySegment segment) {
      this.segment = segment;
    }

    @Override
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public synchronized boolean tryRetain() {
      retained++;
      return true;
    }

    @Override
    public synchronized void release() {
      released++;
    }
  }

  @Test
  default void memoryOfEveryKindOfArenaWorksOnEveryThread() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      List<MemorySegment> sources =
          List.of(
              confined.allocate(1000),
              shared.allocate(1000),
              Arena.ofAuto().allocate(1000),
              Arena.global().allocate(1000));
      for (int i = 0; i < sources.size(); i++) {
        MemorySegment source = sources.get(i);
        Bytes.fill(source, i);
        long offset = i * 1000L;
        Background.call(() -> scheduler().submit(Op.write(file, source, offset)).await()).get();
        Bytes.assertInFile(file, offset, 1000, i);
      }
      List<MemorySegment> targets = new ArrayList<>();
      for (MemorySegment source : sources) {
        targets.add(source.fill((byte) 0));
      }
      Background.call(() -> scheduler().submit(Op.readv(file, targets, 0)).await()).get();
      for (int i = 0; i < sources.size(); i++) {
        Bytes.assertSeed(sources.get(i), i);
      }
    }
  }

  @Test
  default void memoryWhoseArenaIsClosedIsRefusedAtSubmission() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op write;
    Op writev;
    try (Arena closing = Arena.ofShared()) {
      MemorySegment source = closing.allocate(100);
      write = Op.write(file, source, 0);
      writev = Op.writev(file, List.of(memory(100), source), 0);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(write))
        .withMessageContaining("arena");
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(writev))
        .withMessageContaining("arena");
    file.close();
    assertThat(scheduler().stats().operations()).isZero();
  }
}
