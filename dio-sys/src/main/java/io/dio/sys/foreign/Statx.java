// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.FileStatus.ReportedAlignment;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

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

  /** Only the members that are used have a name. */
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("stx_mask"),
          paddingLayout(24),
          JAVA_SHORT.withName("stx_mode"),
          paddingLayout(2),
          JAVA_LONG.withName("stx_ino"),
          JAVA_LONG.withName("stx_size"),
          JAVA_LONG.withName("stx_blocks"),
          paddingLayout(24),
          JAVA_LONG.withName("stx_btime_seconds"),
          JAVA_INT.withName("stx_btime_nanos"),
          paddingLayout(36),
          JAVA_INT.withName("stx_rdev_major"),
          JAVA_INT.withName("stx_rdev_minor"),
          JAVA_INT.withName("stx_dev_major"),
          JAVA_INT.withName("stx_dev_minor"),
          paddingLayout(8),
          JAVA_INT.withName("stx_dio_mem_align"),
          JAVA_INT.withName("stx_dio_offset_align"),
          paddingLayout(20),
          JAVA_INT.withName("stx_dio_read_offset_align"),
          paddingLayout(72));

  /** The unit of stx_blocks, independent of the file system's own blocks. */
  private static final int BLOCK_UNIT_BYTES = 512;

  private static final VarHandle MASK = member("stx_mask");
  private static final VarHandle MODE = member("stx_mode");
  private static final VarHandle INO = member("stx_ino");
  private static final VarHandle SIZE = member("stx_size");
  private static final VarHandle BLOCKS = member("stx_blocks");
  private static final VarHandle BTIME_SECONDS = member("stx_btime_seconds");
  private static final VarHandle BTIME_NANOS = member("stx_btime_nanos");
  private static final VarHandle RDEV_MAJOR = member("stx_rdev_major");
  private static final VarHandle RDEV_MINOR = member("stx_rdev_minor");
  private static final VarHandle DEV_MAJOR = member("stx_dev_major");
  private static final VarHandle DEV_MINOR = member("stx_dev_minor");
  private static final VarHandle DIO_MEM_ALIGN = member("stx_dio_mem_align");
  private static final VarHandle DIO_OFFSET_ALIGN = member("stx_dio_offset_align");
  private static final VarHandle DIO_READ_OFFSET_ALIGN = member("stx_dio_read_offset_align");

  private Statx() {}

  private static VarHandle member(String name) {
    return LAYOUT.varHandle(groupElement(name));
  }

  static FileStatus decode(MemorySegment statx) {
    return new FileStatus(
        Short.toUnsignedInt((short) MODE.get(statx, 0L)),
        (long) SIZE.get(statx, 0L),
        (long) BLOCKS.get(statx, 0L) * BLOCK_UNIT_BYTES,
        new DeviceNumber((int) DEV_MAJOR.get(statx, 0L), (int) DEV_MINOR.get(statx, 0L)),
        (long) INO.get(statx, 0L),
        new DeviceNumber((int) RDEV_MAJOR.get(statx, 0L), (int) RDEV_MINOR.get(statx, 0L)),
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
    MASK.set(statx, 0L, 0);
    MODE.set(statx, 0L, mode);
    INO.set(statx, 0L, inode);
    SIZE.set(statx, 0L, byteSize);
    BLOCKS.set(statx, 0L, blocks);
    DEV_MAJOR.set(statx, 0L, device.major());
    DEV_MINOR.set(statx, 0L, device.minor());
    RDEV_MAJOR.set(statx, 0L, specialDevice.major());
    RDEV_MINOR.set(statx, 0L, specialDevice.minor());
  }

  private static long birthNanos(MemorySegment statx) {
    if (((int) MASK.get(statx, 0L) & STATX_BTIME) == 0) {
      return 0;
    }
    return (long) BTIME_SECONDS.get(statx, 0L) * 1_000_000_000L + (int) BTIME_NANOS.get(statx, 0L);
  }

  /**
   * The kernel leaves a bit of the mask clear if it, or the file system, does not know the value.
   */
  private static ReportedAlignment reportedAlignment(MemorySegment statx) {
    int mask = (int) MASK.get(statx, 0L);
    if ((mask & STATX_DIOALIGN) == 0) {
      return null;
    }
    int offset = (int) DIO_OFFSET_ALIGN.get(statx, 0L);
    int readOffset =
        (mask & STATX_DIO_READ_ALIGN) == 0 ? 0 : (int) DIO_READ_OFFSET_ALIGN.get(statx, 0L);
    return new ReportedAlignment(
        (int) DIO_MEM_ALIGN.get(statx, 0L), offset, readOffset > 0 ? readOffset : offset);
  }
}
