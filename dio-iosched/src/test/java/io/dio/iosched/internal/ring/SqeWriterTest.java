// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.Native;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Op;
import io.dio.iosched.Scratch;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.Request.Link;
import io.dio.iosched.internal.request.SlotState;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.verb.RingEntry;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All 64 bytes of each entry, as liburing's prep functions leave them in an entry that was zero
 * (printed by a C program over liburing 2.3), but for the descriptor, {@code fd fd fd fd} here, and
 * the address of a path. Both architectures are little-endian. Line by line:
 *
 * <pre>
 * opcode, flags, ioprio (2 bytes), fd (4)
 * off
 * addr
 * len (4), rw_flags, fsync_flags or open_flags (4)
 * user_data
 * buf_index (2), personality (2), file_index (4)
 * addr3
 * padding
 * </pre>
 */
class SqeWriterTest {
  private static final long USER_DATA = 0x1122_3344_5566_7788L;
  private static final long FILE_OFFSET = 0x0102_0304_0506_0000L;
  private static final long ADDRESS = 0x7f12_3456_7000L;
  private static final long IOVECS = 0x7fab_cdef_0010L;
  private static final byte DIRT = (byte) 0xA5;

  private Scratch scratch;
  private DioFile file;
  private Path path;

  /** The seventh slot of its table, which has index 6. */
  private final FileSlot slot = new SlotTable(8, "test").slots().get(6);

  /** Memory that is never accessed. Only its address and length are written into the entry. */
  private final MemorySegment memory = Native.segment(ADDRESS, 8192);

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    file = scratch.file();
    path = directory.resolve("opened");
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  @FunctionalInterface
  private interface Writing {
    void write(long sqe);
  }

  /** Writes an entry over dirty memory, and checks that the memory around it stays dirty. */
  private void assertBytes(Writing writing, int descriptor, String expected) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment around = arena.allocate(3 * 64, 64).fill(DIRT);
      writing.write(around.address() + 64);
      byte[] all = around.toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < 64; i++) {
        assertThat(all[i]).isEqualTo(DIRT);
        assertThat(all[128 + i]).isEqualTo(DIRT);
      }
      String written = HexFormat.ofDelimiter(" ").formatHex(all, 64, 128);
      assertThat(lines(written)).isEqualTo(lines(expected.replace("fd fd fd fd", hex(descriptor))));
    }
  }

  private void assertBytes(Op op, long iovecs, String expected) {
    assertBytes(
        sqe -> SqeWriter.write(sqe, (Request) op, iovecs, USER_DATA),
        FileAccess.instance().descriptor(file),
        expected);
  }

  private void assertBytes(Op op, int rwFlags, IoPriority ioPriority, Link link, String expected) {
    assertBytes(
        sqe -> {
          SqeWriter.write(sqe, (Request) op, IOVECS, USER_DATA);
          SqeWriter.modify(sqe, (Request) op, rwFlags, ioPriority, link);
        },
        FileAccess.instance().descriptor(file),
        expected);
  }

  /** Prepares an operation without any option, as {@link KernelRing} does. */
  private void assertPlainBytes(Op op, String expected) {
    assertBytes(op, 0, IoPriority.INHERITED, Link.NONE, expected);
  }

  private static String hex(int descriptor) {
    byte[] bytes = {
      (byte) descriptor,
      (byte) (descriptor >>> 8),
      (byte) (descriptor >>> 16),
      (byte) (descriptor >>> 24)
    };
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  private static String lines(String hex) {
    return hex.strip().replaceAll("\\s+", " ").replaceAll("((?:\\S\\S ){7}\\S\\S) ?", "$1\n");
  }

  @Test
  void anEntryHas64Bytes() {
    assertThat(SqeWriter.BYTE_SIZE).isEqualTo(64);
  }

  @Test
  void read() {
    assertBytes(
        Op.read(file, memory, FILE_OFFSET),
        0,
        """
        16 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void write() {
    assertBytes(
        Op.write(file, memory, FILE_OFFSET),
        0,
        """
        17 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void aTransferOfTheLargestSize() {
    assertBytes(
        Op.read(file, Native.segment(ADDRESS, Op.maxTransferBytes()), 0),
        0,
        """
        16 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 70 56 34 12 7f 00 00
        00 LL ff 7f 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            // The size ends at a boundary of the host's pages, which are 4, 16 or 64 KiB.
            .replace("LL", "%02x".formatted(-Mapping.pageSize() >> 8 & 0xff)));
  }

  @Test
  void readv() {
    assertBytes(
        Op.readv(file, List.of(memory, memory, memory), FILE_OFFSET),
        IOVECS,
        """
        01 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void writev() {
    assertBytes(
        Op.writev(file, List.of(memory, memory, memory), FILE_OFFSET),
        IOVECS,
        """
        02 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void sync() {
    assertBytes(
        Op.sync(file),
        0,
        """
        03 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** fsync_flags is IORING_FSYNC_DATASYNC, 1; off and len of 0 mean the whole file. */
  @Test
  void dataSync() {
    assertBytes(
        Op.dataSync(file),
        0,
        """
        03 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 01 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** fallocate(fd, mode, offset, length): offset in off, length in addr, mode in len. */
  @Test
  void allocate() {
    assertBytes(
        Op.allocate(file, FILE_OFFSET),
        0,
        """
        11 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** ftruncate(fd, length): the length is in off. */
  @Test
  void truncate() {
    assertBytes(
        Op.truncate(file, FILE_OFFSET),
        0,
        """
        37 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The mode is FALLOC_FL_PUNCH_HOLE and FALLOC_FL_KEEP_SIZE, 3. */
  @Test
  void punchHole() {
    assertBytes(
        Op.punchHole(file, FILE_OFFSET, 0x2000),
        0,
        """
        11 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 20 00 00 00 00 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The mode is FALLOC_FL_ZERO_RANGE, 16. */
  @Test
  void zeroRange() {
    assertBytes(
        Op.zeroRange(file, FILE_OFFSET, 0x2000),
        0,
        """
        11 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 20 00 00 00 00 00 00
        10 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The length is in len, and fadvise_advice is POSIX_FADV_DONTNEED, 4. */
  @Test
  void advise() {
    assertBytes(
        Op.advise(file, FILE_OFFSET, 0xFFFF_FFFFL, Advice.DONT_NEED),
        0,
        """
        18 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        ff ff ff ff 04 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** sync_range_flags has the three flags of sync_file_range(2), 7. */
  @Test
  void syncRange() {
    assertBytes(
        Op.syncRange(file, FILE_OFFSET, 0x2000),
        0,
        """
        08 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        00 20 00 00 07 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** renameat: AT_FDCWD, -100, in fd and len, the old path in addr, the new one in off. */
  @Test
  void rename() {
    Op op = Op.rename(path, path.resolveSibling("renamed"));
    RingEntry entry = ((Request) op).command.ringEntry();
    assertThat(Native.segment(entry.address(), 1000).getString(0)).isEqualTo(path.toString());
    assertThat(Native.segment(entry.offset(), 1000).getString(0))
        .isEqualTo(path.resolveSibling("renamed").toString());
    assertBytes(
        op,
        0,
        """
        23 00 00 00 9c ff ff ff
        %s
        %s
        9c ff ff ff 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .formatted(hex(entry.offset()), hex(entry.address())));
  }

  /** unlinkat: AT_FDCWD in fd, the path in addr, no flags. */
  @Test
  void unlink() {
    Op op = Op.unlink(path);
    RingEntry entry = ((Request) op).command.ringEntry();
    assertThat(Native.segment(entry.address(), 1000).getString(0)).isEqualTo(path.toString());
    assertBytes(
        op,
        0,
        """
        24 00 00 00 9c ff ff ff
        00 00 00 00 00 00 00 00
        %s
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """
            .formatted(hex(entry.address())));
  }

  private static String hex(long value) {
    return hex((int) value) + " " + hex((int) (value >>> 32));
  }

  // ---- slots ----

  /** As IORING_OP_READ with the slot's index for a descriptor, and IOSQE_FIXED_FILE, 1. */
  @Test
  void aReadOfASlot() {
    assertPlainBytes(
        Op.read(slot, memory, FILE_OFFSET),
        """
        16 01 00 00 06 00 00 00
        00 00 06 05 04 03 02 01
        00 70 56 34 12 7f 00 00
        00 20 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void otherOperationsOnASlot() {
    for (Op op : List.of(Op.dataSync(slot), Op.barrierSync(slot))) {
      assertPlainBytes(
          op,
          """
          03 01 00 00 06 00 00 00
          00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 00
          00 00 00 00 01 00 00 00
          88 77 66 55 44 33 22 11
          00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 00
          00 00 00 00 00 00 00 00
          """);
    }
    assertPlainBytes(
        Op.allocate(slot, FILE_OFFSET),
        """
        11 01 00 00 06 00 00 00
        00 00 00 00 00 00 00 00
        00 00 06 05 04 03 02 01
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
    assertPlainBytes(
        Op.writev(slot, List.of(memory, memory, memory), FILE_OFFSET),
        """
        02 01 00 00 06 00 00 00
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void anOperationOnAFileIsNotFlaggedAsOneOnASlot() {
    assertPlainBytes(
        Op.sync(file),
        """
        03 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** files_update: no descriptor, the slot's index in off, the address of one descriptor, 1. */
  @Test
  void openInto() {
    Op op = Op.openInto(slot, path, StandardOpenOption.READ);
    assertPlainBytes(
        op,
        """
        14 00 00 00 ff ff ff ff
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

  private String arrivalAddress() {
    long address = ((SlotState) slot).arrivalAddress();
    return hex((int) address) + " " + hex((int) (address >>> 32));
  }

  @Test
  void theDescriptorThatArrivedIsWhereTheEntrySays() {
    ((SlotState) slot).arrives(77);

    try {
      assertThat(
              Native.segment(((SlotState) slot).arrivalAddress(), 4).get(ValueLayout.JAVA_INT, 0))
          .isEqualTo(77);
    } finally {
      Reference.reachabilityFence(slot);
    }
  }

  /** The slot's index + 1 in file_index instead of a descriptor, and no IOSQE_FIXED_FILE. */
  @Test
  void closeOfASlot() {
    assertPlainBytes(
        Op.close(slot),
        """
        13 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 07 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

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

  // ---- runs, cancellations and the wake-up ----

  /** Like a writev of as many pieces, at the offset of the first. */
  @Test
  void aRunOfWrites() {
    assertBytes(
        sqe ->
            SqeWriter.writeRun(
                sqe, (Request) Op.write(file, memory, FILE_OFFSET), IOVECS, 3, USER_DATA),
        FileAccess.instance().descriptor(file),
        """
        02 00 00 00 fd fd fd fd
        00 00 06 05 04 03 02 01
        10 00 ef cd ab 7f 00 00
        03 00 00 00 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  /** The user_data of the entry to cancel is in addr. There is no descriptor. */
  @Test
  void cancel() {
    assertBytes(
        sqe -> SqeWriter.cancel(sqe, 0x0000_0005_0000_0007L, Ring.CANCEL),
        -1,
        """
        0e 00 00 00 ff ff ff ff
        00 00 00 00 00 00 00 00
        07 00 00 00 05 00 00 00
        00 00 00 00 00 00 00 00
        fe ff ff ff 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void readCounter() {
    int descriptor = 0x0102_0A0B;
    assertBytes(
        sqe -> SqeWriter.readCounter(sqe, descriptor, ADDRESS, Ring.WAKE_UP),
        descriptor,
        """
        16 00 00 00 0b 0a 02 01
        00 00 00 00 00 00 00 00
        00 70 56 34 12 7f 00 00
        08 00 00 00 00 00 00 00
        ff ff ff ff 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
  }

  @Test
  void drainsAndOpeningsForTheProcessAreNotForTheKernel() {
    List<Op> others =
        List.of(Op.drain(file), Op.drain(slot), Op.open(path, StandardOpenOption.READ));
    try (Arena arena = Arena.ofConfined()) {
      long sqe = arena.allocate(64, 64).address();

      for (Op op : others) {
        assertThatThrownBy(() -> SqeWriter.write(sqe, (Request) op, 0, USER_DATA))
            .isInstanceOf(AssertionError.class);
      }
    }
  }
}
