// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.FileStatus.ReportedAlignment;
import java.lang.foreign.MemorySegment;

/**
 * {@code struct statx} of linux/stat.h: one layout on every processor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
final class Statx {
  private static final int STATX_BASIC_STATS = 0x7ff;

  private static final int STATX_BTIME = 0x800;

  /** Linux 6.1. */
  private static final int STATX_DIOALIGN = 0x2000;

  /**
   * Linux 6.14: reads may be aligned less strictly than writes, as on an XFS file with reflinks.
   */
  private static final int STATX_DIO_READ_ALIGN = 0x20000;

  static final int REQUESTED =
      STATX_BASIC_STATS | STATX_BTIME | STATX_DIOALIGN | STATX_DIO_READ_ALIGN;

  static final long BYTE_SIZE = 0x100;

  /** The unit of stx_blocks, independent of the file system's own blocks. */
  private static final int BLOCK_UNIT_BYTES = 512;

  // The offsets of the members that are used. They are numbers, because a fresh JVM pays for each
  // layout and for each path through one.
  private static final long MASK = 0x00;
  private static final long MODE = 0x1c;
  private static final long INO = 0x20;
  private static final long SIZE = 0x28;
  private static final long BLOCKS = 0x30;
  private static final long BTIME_SECONDS = 0x50;
  private static final long BTIME_NANOS = 0x58;
  private static final long RDEV_MAJOR = 0x80;
  private static final long RDEV_MINOR = 0x84;
  private static final long DEV_MAJOR = 0x88;
  private static final long DEV_MINOR = 0x8c;
  private static final long DIO_MEM_ALIGN = 0x98;
  private static final long DIO_OFFSET_ALIGN = 0x9c;
  private static final long DIO_READ_OFFSET_ALIGN = 0xb4;

  private Statx() {}

  static FileStatus decode(MemorySegment statx) {
    return new FileStatus(
        Short.toUnsignedInt(statx.get(JAVA_SHORT, MODE)),
        statx.get(JAVA_LONG, SIZE),
        statx.get(JAVA_LONG, BLOCKS) * BLOCK_UNIT_BYTES,
        new DeviceNumber(statx.get(JAVA_INT, DEV_MAJOR), statx.get(JAVA_INT, DEV_MINOR)),
        statx.get(JAVA_LONG, INO),
        new DeviceNumber(statx.get(JAVA_INT, RDEV_MAJOR), statx.get(JAVA_INT, RDEV_MINOR)),
        birthNanos(statx),
        reportedAlignment(statx));
  }

  /** Fills the members that {@link #decode} reads, except the alignment of direct I/O. */
  static void encode(
      MemorySegment statx,
      short mode,
      long inode,
      long byteSize,
      long blocks,
      DeviceNumber device,
      DeviceNumber specialDevice) {
    statx.set(JAVA_INT, MASK, 0);
    statx.set(JAVA_SHORT, MODE, mode);
    statx.set(JAVA_LONG, INO, inode);
    statx.set(JAVA_LONG, SIZE, byteSize);
    statx.set(JAVA_LONG, BLOCKS, blocks);
    statx.set(JAVA_INT, DEV_MAJOR, device.major());
    statx.set(JAVA_INT, DEV_MINOR, device.minor());
    statx.set(JAVA_INT, RDEV_MAJOR, specialDevice.major());
    statx.set(JAVA_INT, RDEV_MINOR, specialDevice.minor());
  }

  private static long birthNanos(MemorySegment statx) {
    if ((statx.get(JAVA_INT, MASK) & STATX_BTIME) == 0) {
      return 0;
    }
    return statx.get(JAVA_LONG, BTIME_SECONDS) * 1_000_000_000L + statx.get(JAVA_INT, BTIME_NANOS);
  }

  /**
   * The kernel leaves a bit of the mask clear if it, or the file system, does not know the value.
   */
  private static ReportedAlignment reportedAlignment(MemorySegment statx) {
    int mask = statx.get(JAVA_INT, MASK);
    if ((mask & STATX_DIOALIGN) == 0) {
      return null;
    }
    int offset = statx.get(JAVA_INT, DIO_OFFSET_ALIGN);
    int readOffset =
        (mask & STATX_DIO_READ_ALIGN) == 0 ? 0 : statx.get(JAVA_INT, DIO_READ_OFFSET_ALIGN);
    return new ReportedAlignment(
        statx.get(JAVA_INT, DIO_MEM_ALIGN), offset, readOffset > 0 ? readOffset : offset);
  }
}
