// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.sys.Advice;

/**
 * Numbers of the kernel's interface for files. The system calls and the entries of a ring take the
 * same numbers, on x86-64 and 64-bit ARM.
 */
public final class LinuxFileFlags {
  /** linux/falloc.h: the call leaves the size of the file as it is. */
  public static final int FALLOC_FL_KEEP_SIZE = 0x1;

  /** linux/falloc.h; only valid together with {@link #FALLOC_FL_KEEP_SIZE}. */
  public static final int FALLOC_FL_PUNCH_HOLE = 0x2;

  /** linux/falloc.h. */
  public static final int FALLOC_FL_ZERO_RANGE = 0x10;

  /**
   * linux/fs.h: SYNC_FILE_RANGE_WAIT_BEFORE, WRITE and WAIT_AFTER. Together they write all pages
   * that are dirty at the start of the call, and wait for them.
   */
  public static final int SYNC_FILE_RANGE_WRITE_AND_WAIT = 0x7;

  private LinuxFileFlags() {}

  /** {@return POSIX_FADV_ of linux/fadvise.h} */
  public static int adviceNumber(Advice advice) {
    return switch (advice) {
      case NORMAL -> 0;
      case RANDOM -> 1;
      case SEQUENTIAL -> 2;
      case WILL_NEED -> 3;
      case DONT_NEED -> 4;
      case NO_REUSE -> 5;
    };
  }
}
