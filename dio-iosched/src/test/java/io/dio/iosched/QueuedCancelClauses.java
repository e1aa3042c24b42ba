// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.KernelThread;
import io.dio.iosched.testing.StuckDevice;
import io.dio.mempool.PooledMemory;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Cancelling on backends that return tickets before they are done. A waiting operation is not
 * begun. An operation in the kernel completes when the kernel no longer uses the memory, and not
 * earlier.
 */
interface QueuedCancelClauses extends BackendContract {

  private DioFile frozenFile() throws IOException {
    DioFile file =
        open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
    frozen().freeze();
    return file;
  }

  /** Submits so many writes that hang that nothing behind them can begin. */
  private List<Ticket> fillUp(DioFile file) {
    List<Ticket> hanging = new ArrayList<>();
    // No two of them are neighbours, or they would be merged.
    for (int i = 0; i < mostInFlight(); i++) {
      hanging.add(scheduler().submit(Op.write(file, memory(64, i), i * 128L)));
    }
    untilInFlight(mostInFlight());
    untilHanging();
    return hanging;
  }

  /**
   * Waits until a thread is inside the kernel with it. An operation that only waits there can still
   * be cancelled.
   */
  private void untilHanging() {
    String workers = scheduler().backend() == Backend.URING ? "iou-wrk-" : scheduler() + "-";
    while (KernelThread.startingWith(workers).stream().noneMatch(thread -> thread.state() == 'D')) {
      Thread.onSpinWait();
    }
  }

  private static void assertCancelled(Ticket ticket) {
    ErrnoException failure = catchThrowableOfType(ErrnoException.class, ticket::await);
    assertThat(failure).isNotNull();
    assertThat(failure.errno()).isEqualTo(Errno.ECANCELED);
    assertThat(ticket.bytesTransferred()).isZero();
  }

  @Test
  default void whatHasNotBegunIsCancelledAtOnceAndItsMemoryGivenBack() throws Exception {
    DioFile other = newFile(FileKind.BUFFERED);
    DioFile file = frozenFile();
    final List<Ticket> hanging = fillUp(file);
    RecordingMemory pooled = new RecordingMemory(memory(100, 1));
    Ticket kept = scheduler().submit(Op.write(other, pooled, 0));
    List<Ticket> cancelled = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      cancelled.add(scheduler().submit(Op.write(other, pooled, i * 1000L)));
    }
    cancelled.add(scheduler().submit(Op.dataSync(other)));
    cancelled.add(scheduler().submit(Op.dataSync(other).link(Op.sync(other))));
    assertThat(pooled.references()).isEqualTo(22);
    cancelled.forEach(Ticket::cancel);
    cancelled.forEach(QueuedCancelClauses::assertCancelled);
    assertThat(scheduler().stats().operations()).isEqualTo(20 + 1 + 2);
    assertThat(scheduler().stats().inFlight()).isEqualTo(mostInFlight());
    assertThat(pooled.references()).isEqualTo(2);
    assertThat(kept.isDone()).isFalse();
    assertThat(hanging).noneMatch(Ticket::isDone);
    frozen().thaw();
    assertThat(kept.await()).isEqualTo(100);
    for (Ticket ticket : hanging) {
      assertThat(ticket.await()).isEqualTo(64);
    }
    assertThat(other.size()).as("the cancelled ones were not issued").isEqualTo(100);
    assertThat(pooled.references()).isEqualTo(1);
  }

  @Test
  default void aCancelledVectorGivesEachPieceBackAtOnceAndARunningOneAtItsEnd() throws Exception {
    DioFile other = newFile(FileKind.BUFFERED);
    DioFile file = frozenFile();
    RecordingMemory running = new RecordingMemory(memory(100, 1));
    List<PooledMemory> halves = List.of(running.slice(0, 50), running.slice(50, 50));
    final Ticket write = scheduler().submit(Op.writevPooled(file, halves, 0));
    final List<Ticket> hanging = fillUp(file);
    RecordingMemory waiting = new RecordingMemory(memory(100, 2));
    Ticket cancelled = scheduler().submit(Op.writevPooled(other, List.of(waiting, waiting), 0));
    assertThat(waiting.references()).isEqualTo(3);
    cancelled.cancel();
    assertCancelled(cancelled);
    assertThat(waiting.references()).isEqualTo(1);
    running.release();
    assertThat(running.references()).isEqualTo(2);
    frozen().thaw();
    assertThat(write.await()).isEqualTo(100);
    for (Ticket ticket : hanging) {
      ticket.await();
    }
    assertThat(running.references()).isZero();
  }

  @Test
  default void aRunningWriteCompletesAsIfNobodyHadAskedAndKeepsItsMemoryUntilThen()
      throws Exception {
    DioFile other = newFile(100, 2);
    DioFile file = frozenFile();
    RecordingMemory pooled = new RecordingMemory(memory(4096, 1));
    Ticket write = scheduler().submit(Op.write(file, pooled, 0));
    untilHanging();
    pooled.release();
    write.cancel();
    write.cancel();
    // The effect of cancelling came before these were done.
    for (int i = 0; i < 100; i++) {
      assertThat(scheduler().submit(Op.read(other, memory(100), 0)).await()).isEqualTo(100);
    }
    assertThat(write.isDone()).isFalse();
    assertThat(pooled.references()).isEqualTo(1);
    frozen().thaw();
    assertThat(write.await()).isEqualTo(4096);
    assertThat(pooled.references()).isZero();
    Bytes.assertInFile(file, 0, 4096, 1);
  }

  @Test
  default void aRunningSyncCompletesAsIfNobodyHadAskedAndPoisonsNothing() throws Exception {
    try (StuckDevice device = StuckDevice.on(frozen())) {
      DioFile file = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      scheduler().submit(Op.write(file, memory(65536), 0)).await();
      frozen().freeze();
      Ticket sync = scheduler().submit(Op.sync(file));
      untilHanging();
      sync.cancel();
      Ticket read = scheduler().submit(Op.read(file, memory(512), 0));
      assertThat(read.await()).isEqualTo(512);
      assertThat(sync.isDone()).isFalse();
      frozen().thaw();
      assertThat(sync.await()).isZero();
      assertThat(scheduler().submit(Op.dataSync(file)).await()).isZero();
      file.close();
    }
  }

  @Test
  default void aBarrierThatWaitsIsCancelledAndWhatItWaitedForGoesOn() throws Exception {
    DioFile file = frozenFile();
    Ticket write = scheduler().submit(Op.write(file, memory(100, 1), 0));
    untilInFlight(1);
    Ticket drain = scheduler().submit(Op.drain(file));
    Ticket barrier = scheduler().submit(Op.barrierSync(file));
    Ticket behind = scheduler().submit(Op.drain(file));
    drain.cancel();
    barrier.cancel();
    assertCancelled(drain);
    assertCancelled(barrier);
    assertThat(write.isDone()).isFalse();
    assertThat(behind.isDone()).isFalse();
    frozen().thaw();
    assertThat(behind.await()).isZero();
    assertThat(write.await()).isEqualTo(100);
    assertThat(scheduler().submit(Op.barrierSync(file)).await()).as("not poisoned").isZero();
  }

  @Test
  default void aBarrierHeldByABlockingCallIsCancelled() throws Exception {
    DioFile file = frozenFile();
    Background<Long> write = Background.call(() -> scheduler().write(file, memory(100, 1), 0));
    untilInFlight(1);
    Ticket drain = scheduler().submit(Op.drain(file));
    drain.cancel();
    assertCancelled(drain);
    frozen().thaw();
    assertThat(write.get()).isEqualTo(100);
    assertThat(scheduler().submit(Op.drain(file)).await()).isZero();
  }

  @Test
  default void aChainThatWaitsIsCancelledWithAllOfItsOperations() throws Exception {
    DioFile other = newFile(FileKind.BUFFERED);
    DioFile file = frozenFile();
    fillUp(file);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    Ticket chain =
        scheduler()
            .submit(
                Op.write(other, pooled, 0)
                    .link(Op.write(other, pooled, 100))
                    .hardLink(Op.dataSync(other)));
    chain.cancel();
    assertCancelled(chain);
    assertThat(chain.results())
        .hasSize(3)
        .allSatisfy(result ->
            assertThat(result.failure())
                .get()
                .isInstanceOfSatisfying(
                    ErrnoException.class,
                    failure -> assertThat(failure.errno()).isEqualTo(Errno.ECANCELED)));
    assertThat(pooled.references()).isEqualTo(1);
    frozen().thaw();
    assertThat(scheduler().submit(Op.drain(file)).await()).isZero();
    assertThat(other.size()).isZero();
  }

  /**
   * The kernel has the first operation, but none of its threads has begun it, because writes of one
   * file wait for each other. If it were cancelled there, the kernel would start the operation that
   * is hard-linked to it.
   */
  @Test
  default void whatIsHardLinkedBehindACancelledOperationIsNotIssued() throws Exception {
    DioFile other = newFile(100, 2);
    DioFile file = frozenFile();
    boolean ring = scheduler().backend() == Backend.URING;
    List<Ticket> hanging =
        ring ? List.of(scheduler().submit(Op.write(file, memory(64, 0), 0))) : fillUp(file);
    untilHanging();
    Op pointer = Op.write(other, memory(100, 3), 0);
    Ticket chain = scheduler().submit(Op.write(file, memory(64, 1), 1 << 20).hardLink(pointer));
    if (ring) {
      untilInFlight(3);
    }
    chain.cancel();
    assertThat(Results.of(chain)).containsExactly("ECANCELED", "ECANCELED");
    frozen().thaw();
    for (Ticket ticket : hanging) {
      assertThat(ticket.await()).isEqualTo(64);
    }
    Bytes.assertInFile(other, 0, 100, 2);
  }

  @Test
  default void aChainThatRunsKeepsItsMemoryUntilTheKernelIsDone() throws Exception {
    DioFile other = newFile(100, 2);
    DioFile file = frozenFile();
    RecordingMemory pooled = new RecordingMemory(memory(100, 3));
    Ticket chain =
        scheduler().submit(Op.write(file, pooled, 0).hardLink(Op.write(other, pooled, 0)));
    untilHanging();
    pooled.release();
    chain.cancel();
    for (int i = 0; i < 100; i++) {
      assertThat(scheduler().submit(Op.read(other, memory(100), 0)).await()).isEqualTo(100);
    }
    assertThat(chain.isDone()).isFalse();
    assertThat(pooled.references()).isEqualTo(2);
    frozen().thaw();
    assertThat(scheduler().submit(Op.drain(file)).await()).isZero();
    assertThat(chain.isDone()).isTrue();
    assertThat(Results.of(chain)).containsExactly("100", "ECANCELED");
    assertThat(pooled.references()).isZero();
    Bytes.assertInFile(file, 0, 100, 3);
  }

  @Test
  default void aWriteMergedWithOthersIsNotCancelledAnyMore() throws Exception {
    DioFile file = frozenFile();
    List<Op> writes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writes.add(Op.write(file, memory(1000, i), i * 1000L));
    }
    List<Ticket> tickets = scheduler().submitAll(writes);
    while (scheduler().stats().coalescedWrites() != 4) {
      Thread.onSpinWait();
    }
    tickets.get(1).cancel();
    frozen().thaw();
    for (Ticket ticket : tickets) {
      assertThat(ticket.await()).isEqualTo(1000);
    }
    for (int i = 0; i < 4; i++) {
      Bytes.assertInFile(file, i * 1000L, 1000, i);
    }
  }

  @Test
  default void closingNowFailsWhatHasNotBegunAndWaitsForTheRest() throws Exception {
    DioFile other = newFile(FileKind.BUFFERED);
    DioFile file = frozenFile();
    final List<Ticket> hanging = fillUp(file);
    RecordingMemory pooled = new RecordingMemory(memory(100, 1));
    List<Ticket> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(scheduler().submit(Op.write(other, pooled, i * 1000L)));
    }
    waiting.add(scheduler().submit(Op.drain(file)));
    waiting.add(scheduler().submit(Op.write(other, pooled, 0).link(Op.dataSync(other))));
    Background<Void> closing = Background.run(scheduler()::closeNow);
    waiting.forEach(QueuedCancelClauses::assertCancelled);
    assertThat(pooled.references()).isEqualTo(1);
    // At least one of them is inside the kernel and cannot be called back.
    closing.untilWaiting();
    assertThat(hanging.getFirst().isDone()).isFalse();
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    assertThat(hanging).allMatch(Ticket::isDone);
    assertThat(hanging.getFirst().await()).isEqualTo(64);
    assertThat(other.size()).isZero();
    assertThat(scheduler().stats().inFlight()).isZero();
  }

  @Test
  default void closingNowWhileAnotherClosesCancelsWhatThatWaitsFor() throws Exception {
    DioFile other = newFile(FileKind.BUFFERED);
    DioFile file = frozenFile();
    final List<Ticket> hanging = fillUp(file);
    Ticket waiting = scheduler().submit(Op.write(other, memory(100), 0));
    Background<Void> closing = Background.run(scheduler()::close).untilWaiting();
    assertThat(waiting.isDone()).isFalse();
    Background<Void> closingNow = Background.run(scheduler()::closeNow);
    assertCancelled(waiting);
    closingNow.untilWaiting();
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    closingNow.get();
    assertThat(hanging).allMatch(Ticket::isDone);
    assertThat(other.size()).isZero();
  }
}
