// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.Native;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All 64 bytes of each entry, as liburing's prep functions leave them in an entry that was zero
 * (printed by a C program over liburing 2.3), but for the descriptor, {@code fd fd fd fd} here.
 * Both architectures are little-endian. Line by line:
 *
 * <pre>
 * opcode, flags, ioprio (2 bytes), fd (4)
 * off
 * addr
 * len (4), rw_flags or fsync_flags (4)
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

  /** Never touched: only its address and length are written down. */
  private final MemorySegment memory = Native.segment(ADDRESS, 8192);

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    file = scratch.file();
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  @FunctionalInterface
  private interface Writing {
    void write(long sqe);
  }

  /** Writes an entry over dirty memory, and sees that the memory around it stays dirty. */
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
        sqe -> SqeWriter.write(sqe, op, iovecs, USER_DATA),
        FileAccess.instance().descriptor(file),
        expected);
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
        Op.read(file, Native.segment(ADDRESS, Op.MAX_TRANSFER_BYTES), 0),
        0,
        """
        16 00 00 00 fd fd fd fd
        00 00 00 00 00 00 00 00
        00 70 56 34 12 7f 00 00
        00 f0 ff 7f 00 00 00 00
        88 77 66 55 44 33 22 11
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00
        """);
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

  @Test
  void readCounter() {
    int descriptor = 0x0102_0A0B;
    assertBytes(
        sqe -> SqeWriter.readCounter(sqe, descriptor, ADDRESS, InFlightTable.WAKE_UP),
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
  void aDrainIsNotForTheKernel() {
    try (Arena arena = Arena.ofConfined()) {
      long sqe = arena.allocate(64, 64).address();

      assertThatThrownBy(() -> SqeWriter.write(sqe, Op.drain(file), 0, USER_DATA))
          .isInstanceOf(AssertionError.class);
    }
  }
}
