// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.FailingDevice;
import io.dio.iosched.testing.KernelVersion;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** truncate, punchHole, zeroRange, advise and syncRange, on files and on slots. */
interface StorageClauses extends BackendContract {
  int BLOCK = 4096;

  /** A command on a file, and the same on a slot. */
  record Pair(Op onFile, Op onSlot) {}

  private static Pair truncate(DioFile file, FileSlot slot, long byteSize) {
    return new Pair(Op.truncate(file, byteSize), Op.truncate(slot, byteSize));
  }

  /** Runs a command on a new file, and on another one in a slot, and shows each to the check. */
  private void onBoth(int byteSize, BiFunction<DioFile, FileSlot, Pair> command, FileCheck check)
      throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    DioFile file = newFile(byteSize, 1);
    DioFile inSlot = newFile(byteSize, 1);
    scheduler
        .submit(Op.openInto(slot, inSlot.path(), StandardOpenOption.READ, StandardOpenOption.WRITE))
        .await();
    Pair pair = command.apply(file, slot);
    assertThat(scheduler.submit(pair.onFile()).await()).isZero();
    check.accept(file);
    skipIfUnsupported(scheduler, pair.onSlot());
    assertThat(scheduler.submit(pair.onSlot()).await()).isZero();
    check.accept(inSlot);
    scheduler.submit(Op.close(slot)).await();
  }

  /** Only the ring can reach a file in its slot, and rings cannot truncate before Linux 6.9. */
  private static void skipIfUnsupported(IoScheduler scheduler, Op op) throws Exception {
    Skip.unless(
        KernelVersion.isAtLeast(6, 9)
            || !op.toString().startsWith("ftruncate(")
            || !Results.of(scheduler.submit(op)).equals(List.of("EOPNOTSUPP")),
        "needs Linux 6.9 or later, whose rings can truncate the file in a slot");
  }

  /** Looks at a file. */
  @FunctionalInterface
  interface FileCheck {
    void accept(DioFile file) throws IOException;
  }

  private void assertZeros(DioFile file, long fileOffset, int length) throws IOException {
    MemorySegment bytes = memory(length, 9);
    file.readFully(bytes, fileOffset);
    assertThat(bytes.mismatch(memory(length).fill((byte) 0))).isEqualTo(-1);
  }

  @Test
  default void truncateCutsOffTheEnd() throws Exception {
    onBoth(
        3 * BLOCK,
        (file, slot) -> truncate(file, slot, BLOCK + 1),
        file -> {
          assertThat(file.size()).isEqualTo(BLOCK + 1);
          Bytes.assertInFile(file, 0, BLOCK + 1, 1);
        });
  }

  @Test
  default void truncateAppendsAHole() throws Exception {
    onBoth(
        100,
        (file, slot) -> truncate(file, slot, 1L << 40),
        file -> {
          assertThat(file.size()).isEqualTo(1L << 40);
          assertThat(file.allocatedBytes()).isLessThan(1 << 20);
          assertZeros(file, 100, 1000);
        });
  }

  @Test
  default void punchHoleReleasesBlocksAndKeepsTheSize() throws Exception {
    onBoth(
        64 * BLOCK,
        (file, slot) ->
            new Pair(
                Op.punchHole(file, BLOCK, 62L * BLOCK), Op.punchHole(slot, BLOCK, 62L * BLOCK)),
        file -> {
          assertThat(file.size()).isEqualTo(64 * BLOCK);
          file.sync();
          assertThat(file.allocatedBytes()).isLessThan(32 * BLOCK);
          Bytes.assertInFile(file, 0, BLOCK, 1);
          assertZeros(file, BLOCK, 62 * BLOCK);
        });
  }

  @Test
  default void punchHoleZeroesPartsOfBlocks() throws Exception {
    onBoth(
        2 * BLOCK,
        (file, slot) -> new Pair(Op.punchHole(file, 100, 10), Op.punchHole(slot, 100, 10)),
        file -> {
          assertZeros(file, 100, 10);
          MemorySegment expected = memory(2 * BLOCK, 1);
          expected.asSlice(100, 10).fill((byte) 0);
          MemorySegment bytes = memory(2 * BLOCK);
          file.readFully(bytes, 0);
          assertThat(bytes.mismatch(expected)).isEqualTo(-1);
          assertThat(file.size()).isEqualTo(2 * BLOCK);
        });
  }

  @Test
  default void zeroRangeReadsAsZerosKeepsTheStorageAndGrowsTheFile() throws Exception {
    onBoth(
        4 * BLOCK,
        (file, slot) ->
            new Pair(Op.zeroRange(file, BLOCK, 7L * BLOCK), Op.zeroRange(slot, BLOCK, 7L * BLOCK)),
        file -> {
          assertThat(file.size()).isEqualTo(8 * BLOCK);
          assertThat(file.allocatedBytes()).isGreaterThanOrEqualTo(8 * BLOCK);
          Bytes.assertInFile(file, 0, BLOCK, 1);
          assertZeros(file, BLOCK, 7 * BLOCK);
        });
  }

  @Test
  default void adviceAndAWriteBackChangeNoBytes() throws Exception {
    for (Advice advice : Advice.values()) {
      onBoth(
          2 * BLOCK,
          (file, slot) ->
              new Pair(Op.advise(file, 0, BLOCK, advice), Op.advise(slot, 0, 0, advice)),
          file -> Bytes.assertInFile(file, 0, 2 * BLOCK, 1));
    }
    onBoth(
        2 * BLOCK,
        (file, slot) -> new Pair(Op.syncRange(file, 0, BLOCK), Op.syncRange(slot, BLOCK, 0)),
        file -> Bytes.assertInFile(file, 0, 2 * BLOCK, 1));
  }

  @Test
  default void argumentsThatNoFileHasAreRefused() throws Exception {
    DioFile file = newFile(100, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.truncate(file, -1))
        .withMessage("byteSize -1 is negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.punchHole(file, -1, 1))
        .withMessageContaining("offset -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.punchHole(file, 0, 0))
        .withMessage("length 0 is not at least 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.zeroRange(file, 1, Long.MAX_VALUE))
        .withMessageContaining("length " + Long.MAX_VALUE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.advise(file, 0, -5, Advice.NORMAL))
        .withMessageContaining("length -5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.syncRange(file, 0, 1L << 32))
        .withMessage(
            "length 4294967296 is larger than 4294967295; use several operations, or 0 for the"
                + " rest of the file");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.advise(file, 0, 0, null))
        .withMessageContaining("advice");
    assertThatNullPointerException()
        .isThrownBy(() -> Op.truncate((FileSlot) null, 0))
        .withMessageContaining("slot");
  }

  @Test
  default void aFailedChangeOfStorageNamesCallErrnoAndOperands() throws Exception {
    DioFile proc =
        open(
            Path.of("/proc/self/coredump_filter"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    for (Op op : List.of(Op.punchHole(proc, 4, 10), Op.zeroRange(proc, 4, 10))) {
      Ticket ticket = scheduler().submit(op);
      ErrnoException failure = catchThrowableOfType(ErrnoException.class, ticket::await);
      assertThat(failure.call()).isEqualTo("fallocate");
      assertThat(failure.errno()).isEqualTo(Errno.EOPNOTSUPP);
      assertThat(failure.operands())
          .contains("coredump_filter", "offset=4", "length=10", op.verb().name());
    }
    DioFile file = newFile(100, 1);
    Ticket tooLarge = scheduler().submit(Op.truncate(file, Long.MAX_VALUE));
    ErrnoException failure = catchThrowableOfType(ErrnoException.class, tooLarge::await);
    assertThat(failure.call()).isEqualTo("ftruncate");
    assertThat(failure.errno()).isIn(Errno.EFBIG, Errno.EINVAL);
    assertThat(failure.operands()).contains(file.path().toString(), "length=" + Long.MAX_VALUE);
  }

  @Test
  default void anEmptySlotHasNothingToChange() throws Exception {
    IoScheduler scheduler = open(SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = scheduler.fileSlots().getFirst();
    skipIfUnsupported(scheduler, Op.truncate(slot, 0));
    for (Op op :
        List.of(
            Op.truncate(slot, 0),
            Op.punchHole(slot, 0, 10),
            Op.zeroRange(slot, 0, 10),
            Op.syncRange(slot, 0, 0),
            Op.advise(slot, 0, 0, Advice.NORMAL))) {
      assertThat(Results.of(scheduler.submit(op))).containsExactly("EBADF");
    }
  }

  /**
   * The kernel of a ring ignores the failures of some of these operations, and would start what is
   * linked to them.
   */
  @Test
  default void whatIsLinkedToAFailedChangeIsCancelled() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile full = open(sealed.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      DioFile other = newFile(FileKind.BUFFERED);
      DioFile readable = newFile(10, 1);
      Op behind = Op.write(other, memory(100, 1), 0);
      Op works = Op.read(readable, memory(10), 0);
      for (Op fails : List.of(Op.truncate(full, 10_000), Op.zeroRange(full, 0, 10_000))) {
        List<String> alone = Results.of(scheduler().submit(fails));
        assertThat(alone.getFirst()).isIn("EPERM", "EOPNOTSUPP");
        assertThat(Results.of(scheduler().submit(works.link(fails).link(behind).hardLink(behind))))
            .containsExactly("10", alone.getFirst(), "ECANCELED", "ECANCELED");
        assertThat(other.size()).isZero();
      }
      DioFile proc =
          open(
              Path.of("/proc/self/coredump_filter"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      Op hole = Op.punchHole(proc, 4, 10);
      assertThat(Results.of(scheduler().submit(works.link(hole).link(behind))))
          .containsExactly("10", "EOPNOTSUPP", "ECANCELED");
      assertThat(other.size()).isZero();
      assertThat(Results.of(scheduler().submit(Op.truncate(full, 10_000).hardLink(behind))))
          .containsExactly("EPERM", "100");
    }
  }

  @Test
  default void aChainOfChangesRunsInItsOrder() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Op chain =
        Op.write(file, memory(4 * BLOCK, 1), 0)
            .link(Op.truncate(file, 2 * BLOCK))
            .link(Op.zeroRange(file, 0, BLOCK))
            .link(Op.write(file, memory(10, 2), 0))
            .link(Op.syncRange(file, 0, 0))
            .link(Op.advise(file, 0, 0, Advice.DONT_NEED))
            .link(Op.dataSync(file));
    assertThat(Results.of(scheduler().submit(chain)))
        .containsExactly("16384", "0", "0", "10", "0", "0", "0");
    assertThat(file.size()).isEqualTo(2 * BLOCK);
    Bytes.assertInFile(file, 0, 10, 2);
    assertZeros(file, 10, BLOCK - 10);
  }

  @Test
  default void aDrainWaitsForATruncation() throws Exception {
    DioFile file = newFile(BLOCK, 1);
    for (int round = 0; round < 50; round++) {
      Ticket truncation = scheduler().submit(Op.truncate(file, round));
      scheduler().submit(Op.drain(file)).await();
      assertThat(truncation.isDone()).isTrue();
      assertThat(file.size()).isEqualTo(round);
    }
  }

  @Test
  default void aFileThatIsTruncatedIsNotClosedBefore() throws Exception {
    for (int round = 0; round < 20; round++) {
      DioFile file = newFile(BLOCK, 1);
      Ticket truncation = scheduler().submit(Op.truncate(file, 5));
      file.close();
      assertThat(truncation.await()).isZero();
      assertThat(Files.size(file.path())).isEqualTo(5);
    }
  }

  @Test
  default void operationsTellWhatTheyAre() throws Exception {
    DioFile file = newFile(10, 1);
    Op hole = Op.punchHole(file, 4, 8);
    assertThat(hole.verb()).isEqualTo(Verb.PUNCH_HOLE);
    assertThat(hole.file()).contains(file);
    assertThat(hole.fileOffset()).isEqualTo(4);
    assertThat(hole.byteSize()).isEqualTo(8);
    assertThat(hole).hasToString("fallocate(" + file + ", PUNCH_HOLE, offset=4, length=8)");
    assertThat(Op.truncate(file, 7).byteSize()).isEqualTo(7);
    assertThat(Op.advise(file, 1, 2, Advice.RANDOM))
        .hasToString("posix_fadvise(" + file + ", offset=1, length=2, advice=RANDOM)");
    assertThat(Op.syncRange(file, 1, 2).verb().isSync()).isTrue();
  }

  /** The kernel tells a lost write once: here the write-back of the range takes the error. */
  @Test
  default void aWriteBackThatLosesDataPoisonsTheFile() throws Exception {
    try (FailingDevice place = FailingDevice.create()) {
      DioFile file = open(place.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      scheduler().submit(Op.write(file, memory(65536, 4), 0)).await();
      Op behind = Op.read(file, memory(4096), 0);
      assertThat(Results.of(scheduler().submit(Op.syncRange(file, 0, 0).link(behind))))
          .containsExactly("EIO", "ECANCELED");
      Ticket sync = scheduler().submit(Op.dataSync(file));
      assertThat(catchThrowableOfType(ErrnoException.class, sync::await))
          .hasMessageContaining("fdatasync not issued");
      assertThat(catchThrowableOfType(IOException.class, file::close))
          .hasMessageContaining("sync_file_range");
    }
  }
}
