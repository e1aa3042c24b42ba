// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Native;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Op;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.Request.Link;
import io.dio.iosched.internal.request.SlotState;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What operations of a test are made of, and the check of their entries. A test gives all 64 bytes
 * of each entry, as liburing's prep functions leave them in an entry that was zero (printed by a C
 * program over liburing 2.3). The descriptor is {@code fd fd fd fd} there, and the addresses of
 * paths differ. Both architectures are little-endian. Line by line:
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
abstract class EntryFixture {
  static final long USER_DATA = 0x1122_3344_5566_7788L;
  static final long FILE_OFFSET = 0x0102_0304_0506_0000L;
  static final long ADDRESS = 0x7f12_3456_7000L;
  static final long IOVECS = 0x7fab_cdef_0010L;
  static final byte DIRT = (byte) 0xA5;

  private Scratch scratch;

  DioFile file;
  Path path;

  /** The seventh slot of its table, which has index 6. */
  final FileSlot slot = new SlotTable(8, "test").slots().get(6);

  /** Memory that is never accessed. Only its address and length are written into the entry. */
  final MemorySegment memory = Native.segment(ADDRESS, 8192);

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
  interface Writing {
    void write(long sqe);
  }

  /** Writes an entry over dirty memory, and checks that the memory around it stays dirty. */
  void assertBytes(Writing writing, int descriptor, String expected) {
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

  void assertBytes(Op op, long iovecs, String expected) {
    assertBytes(
        sqe -> SqeWriter.write(sqe, (Request) op, iovecs, USER_DATA),
        FileAccess.instance().descriptor(file),
        expected);
  }

  void assertBytes(Op op, int rwFlags, IoPriority ioPriority, Link link, String expected) {
    assertBytes(
        sqe -> {
          SqeWriter.write(sqe, (Request) op, IOVECS, USER_DATA);
          SqeWriter.modify(sqe, (Request) op, rwFlags, ioPriority, link);
        },
        FileAccess.instance().descriptor(file),
        expected);
  }

  /** Prepares an operation without any option, as {@link KernelRing} does. */
  void assertPlainBytes(Op op, String expected) {
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

  static String hex(long value) {
    return hex((int) value) + " " + hex((int) (value >>> 32));
  }

  private static String lines(String hex) {
    return hex.strip().replaceAll("\\s+", " ").replaceAll("((?:\\S\\S ){7}\\S\\S) ?", "$1\n");
  }

  String arrivalAddress() {
    return hex(((SlotState) slot).arrivalAddress());
  }
}
