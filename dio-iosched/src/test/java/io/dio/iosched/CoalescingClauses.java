// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.ErrnoException;
import io.dio.iosched.testing.FailingDevice;
import io.dio.iosched.testing.SealedFile;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contiguous writes that are accepted next to one another and are issued as one. */
interface CoalescingClauses extends BackendContract {

  /** {@return contiguous writes of the bytes of {@code seed}} */
  private List<Op> contiguous(DioFile file, int count, int byteSize, long fileOffset, long seed) {
    return contiguous(file, memory((long) count * byteSize, seed), byteSize, fileOffset);
  }

  /** {@return contiguous writes of all of {@code source}} */
  private static List<Op> contiguous(
      DioFile file, MemorySegment source, int byteSize, long fileOffset) {
    List<Op> writes = new ArrayList<>();
    for (long at = 0; at < source.byteSize(); at += byteSize) {
      writes.add(Op.write(file, source.asSlice(at, byteSize), fileOffset + at));
    }
    return writes;
  }

  private static void assertEach(List<Ticket> tickets, int byteSize) throws Exception {
    for (Ticket ticket : tickets) {
      assertThat(ticket.await()).isEqualTo(byteSize);
      assertThat(ticket.bytesTransferred()).isEqualTo(byteSize);
      assertThat(Results.of(ticket)).containsExactly(String.valueOf(byteSize));
    }
  }

  private static List<String> results(List<Ticket> tickets) {
    return tickets.stream().map(ticket -> Results.of(ticket).getFirst()).toList();
  }

  /**
   * {@return the most system calls of one run of writes} On a ring: submitting, waiting, and waking
   * the waiting thread.
   *
   * @param nanos the time from before its submission until after its end
   */
  default long mostSystemCallsOfARun(long nanos) {
    return 10;
  }

  // ---- merged ----

  @ParameterizedTest
  @EnumSource
  default void contiguousWritesAcceptedTogetherTravelAsOneAndEachHasItsCount(FileKind kind)
      throws Exception {
    DioFile file = newFile(kind);
    scheduler().submit(Op.drain(file)).await();
    long callsBefore = scheduler().stats().systemCalls();
    long begin = System.nanoTime();
    List<Ticket> tickets = scheduler().submitAll(contiguous(file, 64, 4096, 8192, 1));
    assertEach(tickets, 4096);
    long nanos = System.nanoTime() - begin;
    SchedulerStats stats = scheduler().stats();
    assertThat(stats.coalescedWrites()).isEqualTo(64);
    assertThat(stats.operations()).isEqualTo(65);
    assertThat(stats.bytesWritten()).isEqualTo(64 * 4096);
    assertThat(stats.shortTransfers()).isZero();
    assertThat(stats.systemCalls() - callsBefore).isBetween(1L, mostSystemCallsOfARun(nanos));
    assertThat(stats.inFlight()).isZero();
    assertThat(file.size()).isEqualTo(8192 + 64 * 4096);
    Bytes.assertInFile(file, 8192, 64 * 4096, 1);
  }

  @Test
  default void writesOfDifferentLengthsAreMergedWhereEachBeginsAtTheEndOfTheLast()
      throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memory(100_000, 1);
    List<Op> writes = new ArrayList<>();
    List<String> lengths = new ArrayList<>();
    long at = 0;
    for (int byteSize : new int[] {1, 4096, 3, 50_000, 511, 8192, 17}) {
      writes.add(Op.write(file, source.asSlice(at, byteSize), 10 + at));
      lengths.add(String.valueOf(byteSize));
      at += byteSize;
    }
    assertThat(results(scheduler().submitAll(writes))).isEqualTo(lengths);
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(7);
    MemorySegment written = memory(at);
    file.readFully(written, 10);
    Bytes.assertSeed(written, 1, 100_000);
  }

  @Test
  default void runsOfSeveralFilesInOneSubmissionAreEachMerged() throws Exception {
    DioFile first = newFile(FileKind.BUFFERED);
    DioFile second = newFile(FileKind.BUFFERED);
    List<Op> writes = new ArrayList<>(contiguous(first, 10, 100, 0, 1));
    writes.addAll(contiguous(second, 10, 100, 0, 2));
    writes.add(Op.read(first, memory(10), 0));
    writes.addAll(contiguous(first, 10, 100, 1000, 3));
    for (Ticket ticket : scheduler().submitAll(writes)) {
      ticket.await();
    }
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(30);
    Bytes.assertInFile(first, 0, 1000, 1);
    Bytes.assertInFile(second, 0, 1000, 2);
    Bytes.assertInFile(first, 1000, 1000, 3);
  }

  @Test
  default void thousandsOfWritesAreMergedIntoRunsThatTheKernelTakes() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    assertEach(scheduler().submitAll(contiguous(file, 3000, 16, 0, 1)), 16);
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(3000);
    Bytes.assertInFile(file, 0, 3000 * 16, 1);
  }

  @Test
  default void memoryOfEachMemberIsRetainedUntilTheRunIsDoneAndThenGivenBack() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    try (MmapPool pool = new MmapPool("contract", 4096, 8)) {
      List<MmapBuffer> buffers = new ArrayList<>();
      List<Op> writes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        buffers.add(pool.acquire());
        Bytes.fill(buffers.getLast().segment(), i);
        writes.add(Op.write(file, buffers.getLast(), i * 4096L));
      }
      List<Ticket> tickets = scheduler().submitAll(writes);
      buffers.forEach(MmapBuffer::release);
      assertEach(tickets, 4096);
      assertThat(pool.outstanding()).isZero();
    }
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      Bytes.assertInFile(file, i * 4096L, 4096, i);
    }
    file.close();
  }

  // ---- short and failed runs ----

  @Test
  default void ofARunCutShortTheFrontIsCompleteOneIsShortAndTheRestWroteNothing() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memoryCutAt(8192, 15_000, 1);
    List<Ticket> tickets = scheduler().submitAll(contiguous(file, source, 3000, 0));
    assertThat(results(tickets))
        .containsExactly("3000", "3000", "short 2192", "short 0", "short 0");
    assertThat(tickets.get(0).await()).isEqualTo(3000);
    assertThat(tickets.get(2).bytesTransferred()).isEqualTo(2192);
    assertThat(tickets.get(4).bytesTransferred()).isZero();
    assertThatThrownBy(tickets.get(4)::await)
        .hasMessageContaining("length=3000, offset=12000")
        .hasMessageContaining("0 of 3000 bytes");
    SchedulerStats stats = scheduler().stats();
    assertThat(stats.coalescedWrites()).isEqualTo(5);
    assertThat(stats.shortTransfers()).isEqualTo(3);
    assertThat(stats.bytesWritten()).isEqualTo(8192);
    MemorySegment written = memory(8192);
    file.readFully(written, 0);
    Bytes.assertSeed(written, 1, 15_000);
  }

  @Test
  default void theErrorOfARunIsEveryMembersAndNamesItsOwnOperation() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      List<Ticket> tickets = scheduler().submitAll(contiguous(file, 4, 1000, 8192, 1));
      assertThat(results(tickets)).containsExactly("EPERM", "EPERM", "EPERM", "EPERM");
      for (int i = 0; i < 4; i++) {
        assertThat(catchThrowableOfType(ErrnoException.class, tickets.get(i)::await))
            .hasMessageContaining("length=1000, offset=" + (8192 + 1000 * i));
        assertThat(tickets.get(i).bytesTransferred()).isZero();
      }
      assertThat(scheduler().stats().coalescedWrites()).isEqualTo(4);
      assertThat(scheduler().stats().bytesWritten()).isZero();
    }
  }

  // ---- durable ----

  @Test
  default void contiguousDurableWritesAreMergedAndDurable() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Op> writes = contiguous(file, 16, 1024, 0, 1).stream().map(Op::durable).toList();
    assertEach(scheduler().submitAll(writes), 1024);
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(16);
    Bytes.assertInFile(file, 0, 16 * 1024, 1);

    try (FailingDevice device = FailingDevice.create()) {
      DioFile lost = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      List<Op> failing = contiguous(lost, 8, 4096, 65536, 2).stream().map(Op::durable).toList();
      assertThat(results(scheduler().submitAll(failing)))
          .as("a failed run is every member's failure")
          .isEqualTo(Collections.nCopies(8, "EIO"));
      assertThat(scheduler().stats().coalescedWrites()).isEqualTo(24);

      // The kernel has forgotten the error. If these were issued, they would succeed or fail for
      // another reason.
      List<Ticket> refused = scheduler().submitAll(failing);
      assertThat(results(refused)).isEqualTo(Collections.nCopies(8, "EIO"));
      for (Ticket ticket : refused) {
        assertThatThrownBy(ticket::await).hasMessageContaining("not issued");
      }
      assertThat(results(scheduler().submitAll(contiguous(lost, 8, 4096, 65536, 3))))
          .isEqualTo(Collections.nCopies(8, "4096"));
      assertThatThrownBy(lost::close).hasMessageContaining("EIO");
    }
  }

  @Test
  default void ofADurableRunCutShortTheFrontIsComplete() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memoryCutAt(8192, 12_000, 1);
    List<Op> writes = contiguous(file, source, 3000, 0).stream().map(Op::durable).toList();
    assertThat(results(scheduler().submitAll(writes)))
        .containsExactly("3000", "3000", "short 2192", "short 0");
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(4);
  }

  // ---- never merged ----

  /** The flags decide whether each of them succeeds. The test does not check that. */
  private void assertNotMerged(Op... ops) {
    for (Ticket ticket : scheduler().submitAll(List.of(ops))) {
      assertThat(Results.of(ticket)).isNotEmpty();
    }
    assertThat(scheduler().stats().coalescedWrites()).isZero();
  }

  @Test
  default void writesWithAGapAnOverlapOrAnotherOrderAreNotMerged() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    assertNotMerged(write(file, 0), write(file, 101), write(file, 202));
    assertNotMerged(write(file, 0), write(file, 99), write(file, 0));
    assertNotMerged(write(file, 200), write(file, 100), write(file, 0));
    assertNotMerged(write(file, 100), write(file, 100));
    assertNotMerged(write(file, 0));
  }

  private Op write(DioFile file, long fileOffset) {
    return Op.write(file, memory(100), fileOffset);
  }

  @Test
  default void writesToDifferentFilesAreNotMerged() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    DioFile other = newFile(FileKind.BUFFERED);
    DioFile same = open(file.path(), StandardOpenOption.WRITE);
    assertNotMerged(write(file, 0), write(other, 100), write(file, 100), write(other, 200));
    assertNotMerged(write(file, 0), write(same, 100), write(file, 200));
  }

  @Test
  default void writesWithFlagsAndDurableOnesNextToOthersAreNotMerged() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<UnaryOperator<Op>> flags =
        List.of(
            op -> op.with(TransferFlag.NO_WAIT),
            op -> op.with(TransferFlag.DONT_CACHE),
            op -> op.preferring(TransferFlag.DONT_CACHE),
            op -> op.with(TransferFlag.ATOMIC),
            op -> op.durable().preferring(TransferFlag.DONT_CACHE));
    for (UnaryOperator<Op> flag : flags) {
      assertNotMerged(flag.apply(write(file, 0)), flag.apply(write(file, 100)));
      assertNotMerged(write(file, 0), flag.apply(write(file, 100)));
      assertNotMerged(flag.apply(write(file, 0)), write(file, 100));
    }
    assertNotMerged(write(file, 0), write(file, 100).durable());
    assertNotMerged(write(file, 0).durable(), write(file, 100));
  }

  @Test
  default void whatIsNotAStandaloneWriteIsNotMerged() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<MemorySegment> pieces = List.of(memory(50), memory(50));
    assertNotMerged(write(file, 0), Op.writev(file, pieces, 100), write(file, 200));
    assertNotMerged(write(file, 0).link(write(file, 100)), write(file, 200));
    assertNotMerged(write(file, 0), write(file, 100).link(write(file, 200)));
    assertNotMerged(write(file, 0), Op.read(file, memory(10), 5000), write(file, 100));
    assertNotMerged(write(file, 0), Op.dataSync(file), write(file, 100));
    assertNotMerged(write(file, 0), Op.drain(file), write(file, 100));
    assertNotMerged(Op.read(file, memory(10), 0), Op.read(file, memory(10), 10));
  }

  @Test
  default void withCoalescingOffNothingIsMerged() throws Exception {
    IoScheduler off = open(SchedulerOptions.defaults().withCoalescing(false));
    DioFile file = newFile(FileKind.BUFFERED);
    assertEach(off.submitAll(contiguous(file, 64, 1024, 0, 1)), 1024);
    assertThat(off.stats().coalescedWrites()).isZero();
    assertThat(off.stats().operations()).isEqualTo(64);
    Bytes.assertInFile(file, 0, 64 * 1024, 1);
  }
}
