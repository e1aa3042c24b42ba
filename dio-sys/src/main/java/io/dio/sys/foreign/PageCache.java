// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.Degradation;
import io.dio.align.Degradation.Cause;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.DeniedCalls;
import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.RawMemory;
import io.dio.align.foreign.SystemCall;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Queries the page cache of Linux by cachestat(2), which exists since 6.5 and has no function in C
 * libraries.
 */
final class PageCache {
  /** The same on every architecture. */
  private static final long SYS_CACHESTAT = 451;

  private static final SystemCall CACHESTAT = SystemCall.returningLong("syscall");

  /** The name of the ability that a scheduler lacks if the page cache cannot be asked. */
  static final String INLINE_READS = "inline reads";

  /** Of {@code struct cachestat_range}; {@code struct cachestat} lies behind it. */
  private static final int LENGTH_OFFSET = 8;

  private static final int CACHED_PAGES_OFFSET = 16;

  /** The binary logarithm of the page size; 0 until it is first needed. */
  private static int pageShift;

  private PageCache() {}

  /** Inline reads need both calls: one that asks the page cache, one that reads from it alone. */
  static Optional<Degradation> refusal() {
    try {
      for (String call : List.of("cachestat", "preadv2")) {
        OptionalInt errno = DeniedCalls.refusalOf(call);
        if (errno.isPresent()) {
          return Optional.of(without(new ErrnoException(call, errno.getAsInt(), "")));
        }
      }
      return Optional.empty();
    } catch (IllegalCallerException e) {
      return Optional.of(
          Degradation.of(
              INLINE_READS, Cause.FORBIDDEN, e.getMessage(), "start the JVM with that option"));
    }
  }

  private static Degradation without(ErrnoException failure) {
    Cause cause = Cause.of(failure);
    return Degradation.of(
            INLINE_READS,
            cause,
            "the page cache cannot be asked: " + failure.getMessage(),
            cause == Cause.KERNEL_TOO_OLD
                ? "use Linux 6.5 or later"
                : "the profile has to permit both cachestat and preadv2")
        .withFailure(failure);
  }

  /** {@return as {@link HostFiles#isCached}} */
  static boolean has(int descriptor, long fileOffset, long byteSize, long scratch) {
    RawMemory.setLong(scratch, fileOffset);
    RawMemory.setLong(scratch + LENGTH_OFFSET, byteSize);
    int shift = pageShift();
    long pages = ((fileOffset + byteSize - 1) >> shift) - (fileOffset >> shift) + 1;
    return cachestat(descriptor, scratch) == 0
        && RawMemory.getLong(scratch + CACHED_PAGES_OFFSET) == pages;
  }

  /**
   * This is determined late and in a method, so that a failure hits the caller and does not break
   * the class.
   */
  private static int pageShift() {
    int shift = pageShift;
    if (shift == 0) {
      shift = Long.numberOfTrailingZeros(Mapping.pageSize());
      pageShift = shift;
    }
    return shift;
  }

  private static long cachestat(int descriptor, long scratch) {
    return CACHESTAT.call(SYS_CACHESTAT, descriptor, scratch, scratch + CACHED_PAGES_OFFSET, 0, 0);
  }
}
