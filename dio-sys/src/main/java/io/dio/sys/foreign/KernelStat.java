// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.foreign.Host;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import java.lang.foreign.MemorySegment;

/**
 * The offsets of the members of {@code struct stat} as the kernel fills it, in bytes. The structure
 * is that of arch/x86/include/uapi/asm/stat.h or of asm-generic/stat.h, and no C library changes
 * it.
 *
 * @param mode st_mode, 4 bytes
 * @param specialDevice st_rdev, 8 bytes
 * @param byteSize the size of the structure
 */
record KernelStat(int mode, int specialDevice, int byteSize) {
  /** These four have the same offsets on both processors, and 8 bytes each. */
  private static final int DEVICE = 0;

  private static final int INODE = 8;
  private static final int SIZE = 48;
  private static final int BLOCKS = 64;

  static KernelStat of(Host.Arch arch) {
    return arch.choose(new KernelStat(24, 40, 144), new KernelStat(16, 32, 128));
  }

  /** Copies a {@code struct stat} into a {@link Statx}. The other members become 0. */
  void copy(MemorySegment stat, MemorySegment statx) {
    statx.fill((byte) 0);
    Statx.encode(
        statx,
        (short) stat.get(JAVA_INT, mode),
        stat.get(JAVA_LONG, INODE),
        stat.get(JAVA_LONG, SIZE),
        stat.get(JAVA_LONG, BLOCKS),
        DeviceNumber.of(stat.get(JAVA_LONG, DEVICE)),
        DeviceNumber.of(stat.get(JAVA_LONG, specialDevice)));
  }
}
