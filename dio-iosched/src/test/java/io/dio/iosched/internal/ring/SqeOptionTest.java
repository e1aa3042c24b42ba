// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.IoPriority;
import io.dio.iosched.Op;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.Request.Link;
import io.dio.sys.Advice;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What links, flags, priorities and registered buffers change in an entry. */
class SqeOptionTest extends EntryFixture {
  // ---- links, flags, priority ----

  /** IOSQE_IO_LINK is 4. */
  @ParameterizedTest
  @CsvSource({"NONE, 00", "SOFT, 04"})
  void aLinkIsAFlagOfTheEntryInFront(Link link, String flags) {
    assertBytes(
        Op.read(file, memory, FILE_OFFSET),
        0,
        IoPriority.INHERITED,
        link,
        """
        16 ll 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .replace("ll", flags));
  }

  @ParameterizedTest
  @CsvSource({"SOFT, 05"})
  void aLinkedOperationOnASlotHasBothFlags(Link link, String flags) {
    assertBytes(
        Op.dataSync(slot),
        0,
        IoPriority.INHERITED,
        link,
        """
        03 ll 00 00 06 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 01 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .replace("ll", flags));
  }

  @Test
  void aLinkedOpeningHasTheLinkAlone() {
    Op op = Op.openInto(slot, path, StandardOpenOption.READ);
    assertBytes(
        op,
        0,
        IoPriority.INHERITED,
        Link.SOFT,
        """
        14 04 00 00 ff ff ff ff
        06 00 00 00 00 00 00 00
        pp pp pp pp pp pp pp pp
        01 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .replace("pp pp pp pp pp pp pp pp", arrivalAddress()));
  }

  /** RWF_DSYNC, 2, and RWF_NOWAIT, 8, are in rw_flags. */
  @Test
  void theFlagsOfATransfer() {
    Op write = Op.write(file, memory, FILE_OFFSET).durable().with(TransferFlag.NO_WAIT);
    assertBytes(
        write,
        ((Request) write).rwFlags(),
        IoPriority.INHERITED,
        Link.NONE,
        """
        17 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 0a 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /**
   * The kernel is not told that the flag is droppable: RWF_DONTCACHE is 0x80, RWF_HIPRI would be 1.
   */
  @Test
  void aFlagThatIsOnlyPreferredIsThereUntilItIsRefused() {
    Op read = Op.readv(file, List.of(memory), FILE_OFFSET).preferring(TransferFlag.DONT_CACHE);
    String expected =
        """
        01 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        01 00 00 00 ff 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """;
    int wished = ((Request) read).rwFlags();
    assertBytes(read, wished, IoPriority.INHERITED, Link.NONE, expected.replace("ff", "80"));
    int required = ((Request) read).requiredRwFlags();
    assertBytes(read, required, IoPriority.INHERITED, Link.NONE, expected.replace("ff", "00"));
  }

  /** Class 2, level 3: 2 << 13 | 3. */
  @Test
  void transfersHaveThePriority() {
    IoPriority priority = IoPriority.bestEffort(3);
    assertBytes(
        Op.read(file, memory, FILE_OFFSET),
        0,
        priority,
        Link.NONE,
        """
        16 00 03 40 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
    assertBytes(
        Op.writev(file, List.of(memory), FILE_OFFSET),
        0,
        priority,
        Link.NONE,
        """
        02 00 03 40 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        01 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The kernel answers EINVAL to a priority in most other opcodes. */
  @Test
  void nothingElseHasThePriority() {
    List<Op> others =
        List.of(
            Op.sync(file),
            Op.dataSync(file),
            Op.barrierSync(file),
            Op.allocate(file, 4096),
            Op.truncate(file, 4096),
            Op.advise(file, 0, 0, Advice.NORMAL),
            Op.openInto(slot, path, StandardOpenOption.READ),
            Op.close(slot));
    for (Op op : others) {
      byte[] without = written(op, IoPriority.INHERITED);
      assertThat(written(op, IoPriority.IDLE)).as("%s", op).isEqualTo(without);
      assertThat(without[2]).isZero();
      assertThat(without[3]).isZero();
    }
  }

  private static byte[] written(Op op, IoPriority ioPriority) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sqe = arena.allocate(64, 64).fill(DIRT);
      SqeWriter.write(sqe.address(), (Request) op, 0, USER_DATA);
      SqeWriter.modify(sqe.address(), (Request) op, 0, ioPriority, Link.NONE);
      return sqe.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void allOfItAtOnce() {
    assertBytes(
        Op.write(slot, memory, FILE_OFFSET),
        TransferFlag.DATA_SYNC.rwf(),
        IoPriority.bestEffort(3),
        Link.SOFT,
        """
        17 05 03 40 06 00 00 00
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 02 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  // ---- registered buffers ----

  private void assertBytesWithBuffer(Op op, String expected) {
    assertBytes(
        sqe -> {
          SqeWriter.write(sqe, (Request) op, 0, USER_DATA);
          SqeWriter.modify(
              sqe, (Request) op, TransferFlag.NO_WAIT.rwf(), IoPriority.bestEffort(3), Link.SOFT);
          SqeWriter.useBuffer(sqe, (Request) op, 0x0102);
        },
        FileAccess.instance().descriptor(file),
        expected);
  }

  /**
   * The opcode and the buffer index change. Everything else stays, including the operation's
   * options.
   */
  @Test
  void aReadOfARegisteredBuffer() {
    assertBytesWithBuffer(
        Op.read(file, memory, FILE_OFFSET),
        """
        04 04 03 40 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 08 00 00 00
        88 77 66 55 44 33 22 11
        02 01 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void aWriteOfARegisteredBufferToASlot() {
    assertBytesWithBuffer(
        Op.write(slot, memory, FILE_OFFSET),
        """
        05 05 03 40 06 00 00 00
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 08 00 00 00
        88 77 66 55 44 33 22 11
        02 01 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }
}
