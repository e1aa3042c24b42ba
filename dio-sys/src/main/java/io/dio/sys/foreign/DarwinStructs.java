// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.dio.sys.foreign.FileStatus.DeviceNumber;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/** Structures of macOS, from sys/fcntl.h and sys/stat.h; the same on both processors. */
final class DarwinStructs {
  /** {@code fstore_t}, the argument of F_PREALLOCATE. */
  static final StructLayout FSTORE =
      MemoryLayout.structLayout(
          JAVA_INT.withName("fst_flags"),
          JAVA_INT.withName("fst_posmode"),
          JAVA_LONG.withName("fst_offset"),
          JAVA_LONG.withName("fst_length"),
          JAVA_LONG.withName("fst_bytesalloc"));

  /** {@code fpunchhole_t}, the argument of F_PUNCHHOLE. */
  static final StructLayout FPUNCHHOLE =
      MemoryLayout.structLayout(
          JAVA_INT.withName("fp_flags"),
          JAVA_INT.withName("reserved"),
          JAVA_LONG.withName("fp_offset"),
          JAVA_LONG.withName("fp_length"));

  /** {@code struct radvisory}, the argument of F_RDADVISE. */
  static final StructLayout RADVISORY =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("ra_offset"), JAVA_INT.withName("ra_count"), paddingLayout(4));

  /** {@code struct stat} with 64-bit inode numbers; only the members that are read have a name. */
  static final StructLayout STAT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("st_dev"),
          JAVA_SHORT.withName("st_mode"),
          paddingLayout(2),
          JAVA_LONG.withName("st_ino"),
          paddingLayout(8),
          JAVA_INT.withName("st_rdev"),
          paddingLayout(68),
          JAVA_LONG.withName("st_size"),
          JAVA_LONG.withName("st_blocks"),
          JAVA_INT.withName("st_blksize"),
          paddingLayout(28));

  /** The unit of st_blocks. */
  private static final int BLOCK_UNIT_BYTES = 512;

  private static final VarHandle DEV = STAT.varHandle(groupElement("st_dev"));
  private static final VarHandle MODE = STAT.varHandle(groupElement("st_mode"));
  private static final VarHandle INO = STAT.varHandle(groupElement("st_ino"));
  private static final VarHandle RDEV = STAT.varHandle(groupElement("st_rdev"));
  private static final VarHandle SIZE = STAT.varHandle(groupElement("st_size"));
  private static final VarHandle BLKSIZE = STAT.varHandle(groupElement("st_blksize"));
  private static final VarHandle BLOCKS = STAT.varHandle(groupElement("st_blocks"));

  private DarwinStructs() {}

  /** {@return st_blksize, which APFS and HFS+ fill with the size of their blocks} */
  static int blockBytes(MemorySegment stat) {
    return (int) BLKSIZE.get(stat, 0L);
  }

  static FileStatus decodeStat(MemorySegment stat) {
    return new FileStatus(
        Short.toUnsignedInt((short) MODE.get(stat, 0L)),
        (long) SIZE.get(stat, 0L),
        (long) BLOCKS.get(stat, 0L) * BLOCK_UNIT_BYTES,
        device((int) DEV.get(stat, 0L)),
        (long) INO.get(stat, 0L),
        device((int) RDEV.get(stat, 0L)),
        null);
  }

  /** sys/types.h: 8 bits of major number above 24 bits of minor number. */
  private static DeviceNumber device(int number) {
    return new DeviceNumber(number >>> 24, number & 0xffffff);
  }
}
