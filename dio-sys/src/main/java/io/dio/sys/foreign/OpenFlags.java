// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.foreign.Host;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of open(2) on one system and processor.
 *
 * <p>On Linux the numbers of O_DIRECT and O_DIRECTORY depend on the processor: the number of
 * O_DIRECT on x86_64 is that of O_DIRECTORY on aarch64.
 *
 * @param create O_CREAT
 * @param exclusive O_EXCL
 * @param truncate O_TRUNC
 * @param directory O_DIRECTORY
 * @param closeOnExec O_CLOEXEC
 * @param dataSync O_DSYNC, 0 if writes are made durable by explicit calls
 * @param sync O_SYNC, 0 if writes are made durable by explicit calls
 * @param direct O_DIRECT, 0 if direct I/O is not an open flag
 * @param append O_APPEND
 * @param noFollow O_NOFOLLOW
 */
public record OpenFlags(
    int create,
    int exclusive,
    int truncate,
    int directory,
    int closeOnExec,
    int dataSync,
    int sync,
    int direct,
    int append,
    int noFollow) {

  /** Access modes, the same everywhere. */
  public static final int O_RDONLY = 0;

  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;

  /** O_ACCMODE: the bits that hold the access mode. */
  private static final int ACCESS_MASK = 3;

  /** asm-generic/fcntl.h; asm/fcntl.h of arm64 for the values it replaces. */
  static OpenFlags linux(Host.Arch arch) {
    return arch.choose(
        new OpenFlags(
            0x40, 0x80, 0x200, 0x10000, 0x80000, 0x1000, 0x101000, 0x4000, 0x400, 0x20000),
        new OpenFlags(
            0x40, 0x80, 0x200, 0x4000, 0x80000, 0x1000, 0x101000, 0x10000, 0x400, 0x8000));
  }

  /**
   * sys/fcntl.h of macOS, the same on both processors. O_DSYNC and O_SYNC exist there but stop at
   * the drive's cache, so they are not used.
   */
  static OpenFlags darwin() {
    return new OpenFlags(0x200, 0x800, 0x400, 0x100000, 0x1000000, 0, 0, 0, 0x8, 0x100);
  }

  /**
   * {@return the names of flags for a message, such as {@code O_RDONLY|O_CREAT|O_CLOEXEC}} Bits
   * that have no name here come last, as one number.
   */
  public String names(int flags) {
    List<String> names = new ArrayList<>();
    int access = flags & ACCESS_MASK;
    names.add(access == O_RDWR ? "O_RDWR" : access == O_WRONLY ? "O_WRONLY" : "O_RDONLY");
    int rest = flags & ~ACCESS_MASK;
    rest = take(rest, create, "O_CREAT", names);
    rest = take(rest, exclusive, "O_EXCL", names);
    rest = take(rest, truncate, "O_TRUNC", names);
    rest = take(rest, append, "O_APPEND", names);
    // O_SYNC contains the bit of O_DSYNC, so it goes first.
    rest = take(rest, sync, "O_SYNC", names);
    rest = take(rest, dataSync, "O_DSYNC", names);
    rest = take(rest, direct, "O_DIRECT", names);
    rest = take(rest, directory, "O_DIRECTORY", names);
    rest = take(rest, noFollow, "O_NOFOLLOW", names);
    rest = take(rest, closeOnExec, "O_CLOEXEC", names);
    if (rest != 0) {
      names.add("0x" + Integer.toHexString(rest));
    }
    return String.join("|", names);
  }

  private static int take(int flags, int flag, String name, List<String> names) {
    if (flag == 0 || (flags & flag) != flag) {
      return flags;
    }
    names.add(name);
    return flags & ~flag;
  }
}
