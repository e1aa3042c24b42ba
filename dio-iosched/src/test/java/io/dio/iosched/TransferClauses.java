// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import io.dio.testing.fixtures.Skip;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads and writes of one piece and of several. */
interface TransferClauses extends BackendContract {

  @ParameterizedTest
  @EnumSource
  default void aReadGivesWhatAWriteWrote(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    Ticket write = scheduler().submit(Op.write(file, memory(16384, 1), 8192));
    assertThat(write.await()).isEqualTo(16384);
    MemorySegment target = memory(16384);
    Ticket read = scheduler().submit(Op.read(file, target, 8192));
    assertThat(read.await()).isEqualTo(16384);
    assertThat(read.bytesTransferred()).isEqualTo(16384);
    Bytes.assertSeed(target, 1);
    Bytes.assertInFile(file, 8192, 16384, 1);
  }

  @Test
  default void aBufferedTransferMayBeOfAnyLengthAtAnyOffsetAndAddress() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment memory = memory(8192, 2);
    scheduler().submit(Op.write(file, memory.asSlice(13, 5003), 4099)).await();
    MemorySegment target = memory(8192).asSlice(7, 5003);
    assertThat(scheduler().submit(Op.read(file, target, 4099)).await()).isEqualTo(5003);
    Bytes.assertEqual(target, memory.asSlice(13, 5003));
  }

  /** The system reports a size of 0 for it, but reading returns its bytes. */
  @Test
  default void aFileThatReportsNoSizeIsRead() throws Exception {
    Path version = Path.of("/proc/version");
    Skip.unless(Files.isReadable(version), "/proc is there and may be read");
    byte[] content = Files.readAllBytes(version);
    DioFile file = open(version);
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    scheduler.submit(Op.openInto(slot, version)).await();
    MemorySegment target = memory(65536);
    MemorySegment pieces = memory(65536);
    List<Op> ops =
        List.of(
            Op.read(file, target, 0),
            Op.readv(file, List.of(target.asSlice(0, 7), target.asSlice(7)), 0),
            Op.read(slot, target, 0));
    for (Op op : ops) {
      target.fill((byte) 0);
      assertThat(scheduler.submit(op).await()).isEqualTo(content.length);
      assertThat(Bytes.of(target.asSlice(0, content.length))).isEqualTo(content);
    }
    assertThat(scheduler.read(file, pieces, 1)).isEqualTo(content.length - 1);
    assertThat(scheduler.read(file, pieces, content.length)).isZero();
  }

  @Test
  default void aTransferMovesTheBytesOfItsSegmentAndNoOther() throws Exception {
    DioFile file = newFile(4096, 3);
    MemorySegment surrounding = memory(300, 4);
    scheduler().submit(Op.read(file, surrounding.asSlice(100, 100), 0)).await();
    byte[] expected = Bytes.of(4, 300);
    System.arraycopy(Bytes.of(3, 4096), 0, expected, 100, 100);
    assertThat(Bytes.of(surrounding)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  default void aVectorScattersAndGathersItsPiecesInOrder(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    MemorySegment source = memory(7 * 4096, 5);
    List<MemorySegment> pieces =
        List.of(
            source.asSlice(4 * 4096, 3 * 4096),
            source.asSlice(0, 4096),
            source.asSlice(4096, 3 * 4096));
    assertThat(scheduler().submit(Op.writev(file, pieces, 4096)).await()).isEqualTo(7 * 4096);
    MemorySegment target = memory(7 * 4096);
    List<MemorySegment> targets =
        List.of(
            target.asSlice(4 * 4096, 3 * 4096),
            target.asSlice(0, 4096),
            target.asSlice(4096, 3 * 4096));
    assertThat(scheduler().submit(Op.readv(file, targets, 4096)).await()).isEqualTo(7 * 4096);
    Bytes.assertSeed(target, 5);
    MemorySegment first = memory(3 * 4096);
    file.readFully(first, 4096);
    Bytes.assertEqual(first, source.asSlice(4 * 4096, 3 * 4096));
  }

  @Test
  default void aVectorMayHave1024Pieces() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memory(1024 * 64, 6);
    assertThat(scheduler().submit(Op.writev(file, cut(source), 0)).await())
        .isEqualTo(source.byteSize());
    MemorySegment target = memory(1024 * 64);
    assertThat(scheduler().submit(Op.readv(file, cut(target), 0)).await())
        .isEqualTo(target.byteSize());
    Bytes.assertSeed(target, 6);
  }

  private static List<MemorySegment> cut(MemorySegment whole) {
    List<MemorySegment> pieces = new ArrayList<>();
    long length = whole.byteSize() / Op.MAX_PIECES;
    for (int i = 0; i < Op.MAX_PIECES; i++) {
      pieces.add(whole.asSlice(i * length, length));
    }
    return pieces;
  }

  @Test
  default void aVectorKeepsThePiecesItWasMadeWith() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<MemorySegment> pieces = new ArrayList<>(List.of(memory(100, 7)));
    Op write = Op.writev(file, pieces, 0);
    pieces.set(0, memory(100, 8));
    pieces.add(memory(100, 9));
    assertThat(scheduler().submit(write).await()).isEqualTo(100);
    Bytes.assertInFile(file, 0, 100, 7);
  }

  @ParameterizedTest
  @EnumSource
  default void aReadAcrossTheEndOfTheFileIsShort(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    file.writeFully(memory(8192, 10), 0);
    file.truncate(5000);
    MemorySegment target = memory(8192);
    Ticket read = scheduler().submit(Op.read(file, target, 4096));
    assertThat(read.await()).isEqualTo(904);
    assertThat(read.bytesTransferred()).isEqualTo(904);
    byte[] expected = new byte[904];
    System.arraycopy(Bytes.of(10, 8192), 4096, expected, 0, 904);
    assertThat(Bytes.of(target.asSlice(0, 904))).isEqualTo(expected);
    List<MemorySegment> pieces = List.of(target.asSlice(0, 4096), target.asSlice(4096, 4096));
    assertThat(scheduler().submit(Op.readv(file, pieces, 0)).await()).isEqualTo(5000);
    Bytes.assertEqual(
        target.asSlice(0, 5000), MemorySegment.ofArray(Bytes.of(10, 8192)).asSlice(0, 5000));
  }

  @ParameterizedTest
  @EnumSource
  default void aReadBehindTheEndOfTheFileGives0(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    file.writeFully(memory(4096, 11), 0);
    assertThat(scheduler().submit(Op.read(file, memory(4096), 4096)).await()).isZero();
    Ticket far = scheduler().submit(Op.read(file, memory(4096), 1L << 40));
    assertThat(far.await()).isZero();
    assertThat(far.bytesTransferred()).isZero();
  }

  @Test
  default void aWriteBehindTheEndGrowsTheFileByAHole() throws Exception {
    DioFile file = newFile(100, 12);
    scheduler().submit(Op.write(file, memory(50, 13), (5L << 30) + 1)).await();
    assertThat(file.size()).isEqualTo((5L << 30) + 51);
    Bytes.assertInFile(file, (5L << 30) + 1, 50, 13);
    MemorySegment hole = memory(1000);
    assertThat(scheduler().submit(Op.read(file, hole, 3L << 30)).await()).isEqualTo(1000);
    assertThat(hole.mismatch(MemorySegment.ofArray(new byte[1000]))).isEqualTo(-1);
  }

  @Test
  default void aTransferOfLength0DoesNothing() throws Exception {
    DioFile file = newFile(100, 14);
    MemorySegment nothing = memory(100).asSlice(50, 0);
    assertThat(scheduler().submit(Op.write(file, nothing, 1000)).await()).isZero();
    assertThat(scheduler().submit(Op.read(file, nothing, 0)).await()).isZero();
    assertThat(scheduler().submit(Op.writev(file, List.of(nothing, nothing), 1000)).await())
        .isZero();
    assertThat(scheduler().submit(Op.readv(file, List.of(nothing), 0)).await()).isZero();
    assertThat(scheduler().read(file, nothing, 0)).isZero();
    assertThat(scheduler().write(file, nothing, 1000)).isZero();
    assertThat(file.size()).isEqualTo(100);
    assertThat(scheduler().stats().shortTransfers()).isZero();
  }

  @Test
  default void aWriteCutShortFailsWithWhatWasWritten() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Ticket write = scheduler().submit(Op.write(file, memoryCutAt(4096, 16384, 15), 4096));
    assertCutShort(write, 16384, 4096);
    Bytes.assertSeed(read(file, 4096, 4096), 15, 16384);

    MemorySegment source = memoryCutAt(8192, 12288, 16);
    List<MemorySegment> pieces = List.of(source.asSlice(0, 1000), source.asSlice(1000, 11288));
    assertCutShort(scheduler().submit(Op.writev(file, pieces, 0)), 12288, 8192);
    Bytes.assertSeed(read(file, 0, 8192), 16, 12288);
    assertThat(scheduler().stats().shortTransfers()).isEqualTo(2);
    assertThat(scheduler().stats().bytesWritten()).isEqualTo(4096 + 8192);
  }

  /**
   * The kernel stops in the middle of the file, because the memory cannot be written there, and
   * reports the bytes that it has read. A program would take that for the end of the file.
   */
  @Test
  default void aReadThatStopsBeforeTheEndOfTheFileFails() throws Exception {
    DioFile file = newFile(20_000, 17);
    MemorySegment target = memoryCutAt(8192, 16384, 0);
    List<MemorySegment> pieces = List.of(target.asSlice(0, 1000), target.asSlice(1000));
    assertThat(Results.of(scheduler().submit(Op.read(file, target, 100))))
        .containsExactly("EFAULT");
    assertThat(Results.of(scheduler().submit(Op.readv(file, pieces, 0)))).containsExactly("EFAULT");
    Op chain = Op.read(file, target, 100).link(Op.write(file, memory(10), 0));
    assertThat(Results.of(scheduler().submit(chain))).containsExactly("EFAULT", "ECANCELED");
    IoBatch batch = scheduler().newBatch(1);
    batch.read(file, target, 100);
    batch.submit();
    assertThatThrownBy(batch::await).hasMessageContaining("EFAULT");
    assertThatThrownBy(() -> scheduler().read(file, target, 100)).hasMessageContaining("EFAULT");
    assertThat(scheduler().stats().bytesRead()).isZero();
    // At the end of the file the writable part of the memory is enough.
    assertThat(Results.of(scheduler().submit(Op.read(file, target, 20_000 - 8192))))
        .containsExactly("8192");
  }

  private static void assertCutShort(Ticket ticket, long expected, long transferred) {
    ShortTransferException failure =
        catchThrowableOfType(ShortTransferException.class, ticket::await);
    assertThat(failure.expected()).isEqualTo(expected);
    assertThat(failure.transferred()).isEqualTo(transferred);
    assertThat(failure)
        .hasMessageContaining("length=" + expected)
        .hasMessageContaining(transferred + " of " + expected + " bytes");
    assertThat(ticket.bytesTransferred()).isEqualTo(transferred);
  }

  private MemorySegment read(DioFile file, long fileOffset, int length) throws Exception {
    MemorySegment target = memory(length);
    file.readFully(target, fileOffset);
    return target;
  }

  @Test
  default void aFailureNamesCallErrnoAndOperands() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      MemorySegment source = memory(500);
      Ticket write = scheduler().submit(Op.write(file, source, 8192));
      ErrnoException failure = catchThrowableOfType(ErrnoException.class, write::await);
      assertThat(failure.call()).isEqualTo("pwrite");
      assertThat(failure.errno()).isEqualTo(Errno.EPERM);
      assertThat(failure)
          .hasMessageContaining("pwrite(path=" + sealed.path() + ", fd=")
          .hasMessageContaining("address=0x" + Long.toHexString(source.address()))
          .hasMessageContaining("length=500, offset=8192): EPERM");
      assertThat(write.bytesTransferred()).isZero();

      Ticket vector = scheduler().submit(Op.writev(file, List.of(source, source), 4096));
      assertThat(catchThrowableOfType(ErrnoException.class, vector::await))
          .hasMessageContaining("pwritev(path=" + sealed.path() + ", fd=")
          .hasMessageContaining("pieces=2, length=1000, offset=4096): EPERM");
      Ticket allocate = scheduler().submit(Op.allocate(file, 10000));
      assertThat(catchThrowableOfType(ErrnoException.class, allocate::await))
          .hasMessageContaining("fallocate(path=" + sealed.path() + ", fd=")
          .hasMessageContaining("length=10000): EPERM");
    }
  }

  @Test
  default void anOperationIsAValueThatCanBeSubmittedAgainAndElsewhere() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memory(1000, 17);
    Op write = Op.write(file, source, 0);
    IoScheduler other = open(SchedulerOptions.defaults());
    Ticket first = scheduler().submit(write);
    Ticket second = scheduler().submit(write);
    Ticket third = other.submit(write);
    assertThat(first).isNotSameAs(second);
    assertThat(first.await() + second.await() + third.await()).isEqualTo(3000);
    Bytes.fill(source, 18);
    scheduler().submit(write).await();
    Bytes.assertInFile(file, 0, 1000, 18);
  }
}
