// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Errno;
import io.dio.align.foreign.Host;
import io.dio.align.foreign.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Reads the status of an open file on Linux. If the kernel has no statx(2), or a filter refuses it,
 * newfstatat(2) is used. It reports everything except the alignment of direct I/O. Both calls are
 * made by their numbers, because C libraries have statx only since glibc 2.28 and musl 1.2.5.
 */
final class StatusCall {
  /** linux/fcntl.h: the descriptor itself, not a path below it. */
  private static final int AT_EMPTY_PATH = 0x1000;

  private final long statxNumber;
  private final long newfstatatNumber;
  private final KernelStat olderAnswer;

  /**
   * The address of an empty C string, 0 until it is first needed. It does no harm if it is
   * allocated several times.
   */
  private long emptyPath;

  StatusCall(Host.Arch arch) {
    statxNumber = arch.choose(332, 291);
    newfstatatNumber = arch.choose(262, 79);
    olderAnswer = KernelStat.of(arch);
  }

  /** Fills a {@link Statx} at an address. {@return 0 or -errno} */
  int status(int descriptor, long status) {
    int result = statx(descriptor, status);
    // No privilege is needed to look at an open file: EPERM and EACCES come from a filter.
    return result == -Errno.ENOSYS || result == -Errno.EPERM || result == -Errno.EACCES
        ? olderStatus(descriptor, status)
        : result;
  }

  /** As {@link #status}, of newfstatat(2). */
  int olderStatus(int descriptor, long status) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(olderAnswer.byteSize(), JAVA_LONG.byteAlignment());
      int result =
          (int)
              NumberedCalls.call(
                  newfstatatNumber, descriptor, emptyPath(), stat.address(), AT_EMPTY_PATH, 0, 0);
      if (result == 0) {
        olderAnswer.copy(stat, Native.segment(status, Statx.BYTE_SIZE));
      }
      return result;
    }
  }

  private int statx(int descriptor, long status) {
    return (int)
        NumberedCalls.call(
            statxNumber, descriptor, emptyPath(), AT_EMPTY_PATH, Statx.REQUESTED, status, 0);
  }

  /**
   * It is allocated late, because an initialiser that fails for lack of memory is never run again.
   */
  private long emptyPath() {
    long address = emptyPath;
    if (address == 0) {
      address = Arena.global().allocateFrom("").address();
      emptyPath = address;
    }
    return address;
  }
}
