// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.foreign.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Lowers limits of this process (setrlimit(2)), in a child JVM. */
public final class ResourceLimit {
  /** No limit, RLIM_INFINITY. */
  public static final long UNLIMITED = -1;

  /** The most that {@link #openFilesForNow} can set again. Every system has as much. */
  public static final long MOST_FOR_NOW = 1024;

  private static final int RLIMIT_FSIZE = 1;
  private static final int RLIMIT_NPROC = 6;
  private static final int RLIMIT_NOFILE = 7;
  private static final int RLIMIT_MEMLOCK = 8;

  private static final SystemCall SETRLIMIT = SystemCall.returningInt("setrlimit");

  private ResourceLimit() {}

  /** From now on no descriptor with the number {@code count} or above can be opened. */
  public static void openFiles(long count) {
    set(RLIMIT_NOFILE, count, count);
  }

  /** As {@link #fileSize}, until the next call of this method. */
  public static void fileSizeForNow(long byteSize) {
    set(RLIMIT_FSIZE, byteSize, UNLIMITED);
  }

  /**
   * From now on no thread can be started while the user has {@code count} or more. This holds also
   * for threads that the kernel starts for this process. It does not stop root.
   */
  public static void processes(long count) {
    set(RLIMIT_NPROC, count, count);
  }

  /** As {@link #processes}, but the limit can be raised again up to {@code most}. */
  public static void threads(long count, long most) {
    set(RLIMIT_NPROC, count, most);
  }

  /**
   * From now on no descriptor with the number {@code count} or above can be opened, until the next
   * call of this method.
   */
  public static void openFilesForNow(long count) {
    set(RLIMIT_NOFILE, count, MOST_FOR_NOW);
  }

  /** From now on no file can grow beyond {@code byteSize}. This holds for root, too. */
  public static void fileSize(long byteSize) {
    set(RLIMIT_FSIZE, byteSize, byteSize);
  }

  /** From now on the process can lock at most {@code byteSize}. It does not stop root. */
  public static void lockedMemory(long byteSize) {
    set(RLIMIT_MEMLOCK, byteSize, byteSize);
  }

  private static void set(int resource, long soft, long hard) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(JAVA_LONG, 2);
      limit.setAtIndex(JAVA_LONG, 0, soft);
      limit.setAtIndex(JAVA_LONG, 1, hard);
      int result = (int) SETRLIMIT.call(resource, limit.address());
      if (result != 0) {
        throw new IllegalStateException("setrlimit: errno " + -result);
      }
    }
  }
}
