// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.foreign.Host;

/**
 * The values that open(2) takes on one system and processor.
 *
 * <p>Linux takes O_DIRECT and O_DIRECTORY from the processor's own list: the number that means
 * O_DIRECT on x86_64 means O_DIRECTORY on aarch64.
 *
 * @param create O_CREAT
 * @param exclusive O_EXCL
 * @param truncate O_TRUNC
 * @param directory O_DIRECTORY
 * @param closeOnExec O_CLOEXEC
 * @param dataSync O_DSYNC, 0 where writes are made durable by explicit calls
 * @param sync O_SYNC, 0 where writes are made durable by explicit calls
 * @param direct O_DIRECT, 0 where direct I/O is not an open flag
 */
public record OpenFlags(
    int create,
    int exclusive,
    int truncate,
    int directory,
    int closeOnExec,
    int dataSync,
    int sync,
    int direct) {

  /** Access modes, the same everywhere. */
  public static final int O_RDONLY = 0;

  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;

  /** asm-generic/fcntl.h; asm/fcntl.h of arm64 for the values it replaces. */
  static OpenFlags linux(Host.Arch arch) {
    return switch (arch) {
      case X86_64 -> new OpenFlags(0x40, 0x80, 0x200, 0x10000, 0x80000, 0x1000, 0x101000, 0x4000);
      case AARCH64 -> new OpenFlags(0x40, 0x80, 0x200, 0x4000, 0x80000, 0x1000, 0x101000, 0x10000);
    };
  }

  /**
   * sys/fcntl.h of macOS, the same on both processors. O_DSYNC and O_SYNC exist there but stop at
   * the drive's cache, so they are not used.
   */
  static OpenFlags darwin() {
    return new OpenFlags(0x200, 0x800, 0x400, 0x100000, 0x1000000, 0, 0, 0);
  }
}
