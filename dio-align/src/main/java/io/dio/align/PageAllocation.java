// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static io.dio.align.foreign.Mapping.MADV_HUGEPAGE;
import static io.dio.align.foreign.Mapping.MADV_POPULATE_WRITE;
import static io.dio.align.foreign.Mapping.MAP_ANONYMOUS;
import static io.dio.align.foreign.Mapping.MAP_HUGETLB;
import static io.dio.align.foreign.Mapping.MAP_HUGE_2MB;
import static io.dio.align.foreign.Mapping.MAP_PRIVATE;
import static io.dio.align.foreign.Mapping.PROT_READ;
import static io.dio.align.foreign.Mapping.PROT_WRITE;

import io.dio.align.foreign.Host;
import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.Native;
import io.dio.align.foreign.RawMemory;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Maps, commits and hands over anonymous memory. Until an arena owns a mapping, the method that
 * created it unmaps it on every failure.
 */
final class PageAllocation {

  private static final int PROTECTION = PROT_READ | PROT_WRITE;
  private static final int BASE_FLAGS = MAP_PRIVATE | MAP_ANONYMOUS;
  private static final int HUGE_FLAGS = BASE_FLAGS | MAP_HUGETLB | MAP_HUGE_2MB;

  private PageAllocation() {}

  static AlignedMemory allocate(long byteSize, Arena arena) {
    if (byteSize <= 0) {
      throw new IllegalArgumentException("byteSize is " + byteSize + ", must be positive");
    }
    requireOpen(arena);
    long pageBytes = PageKind.BASE.byteSize();
    if (byteSize > (Long.MAX_VALUE & -pageBytes)) {
      throw new IllegalArgumentException(
          "byteSize is " + byteSize + ", which rounded up to whole pages exceeds a long");
    }
    long length = Alignment.alignUp(byteSize, pageBytes);

    if (Host.isLinux() && Alignment.isAligned(length, PageKind.HUGE_2M.byteSize())) {
      long address = mapHuge(length, HUGE_FLAGS);
      if (address >= 0) {
        return handOver(address, length, arena, PageKind.HUGE_2M);
      }
      // There are too few huge pages, or a limit on them, or the kernel cannot fault them in
      // safely. Base pages are used instead; they are only slower.
    }
    return handOver(mapBase(length), length, arena, PageKind.BASE);
  }

  /** {@return the address of huge pages that are all present, or -errno with nothing mapped} */
  static long mapHuge(long length, int flags) {
    long address = Mapping.mmap(0, length, PROTECTION, flags, -1, 0);
    if (address < 0) {
      return address;
    }
    // A successful mmap does not guarantee pages. Under a limit of a control group, or without a
    // reservation, the first touch of a missing page raises SIGBUS, which kills the JVM.
    // Populating reports this case as EFAULT. On a kernel that cannot populate (EINVAL, before
    // 5.14) no huge pages are used, because touching them would be the same risk.
    int result = populate(address, length);
    result =
        settle(address, length, result == 0 ? Mapping.excludeFromFork(address, length) : result);
    return result < 0 ? result : address;
  }

  /** {@return the address of base pages that are all present} If there are none, it throws. */
  private static long mapBase(long length) {
    long address = Mapping.mmap(0, length, PROTECTION, BASE_FLAGS, -1, 0);
    if (address < 0) {
      throw outOfMemory("mmap", address, "length=" + length);
    }
    if (Host.isLinux() && length >= PageKind.HUGE_2M.byteSize()) {
      // This comes before the pages are present, because otherwise they would be base pages
      // already. A failure is ignored: a kernel without transparent huge pages answers EINVAL.
      Mapping.madvise(address, length, MADV_HUGEPAGE);
    }
    int result = settle(address, length, Mapping.excludeFromFork(address, length));
    if (result < 0) {
      throw outOfMemory(
          Host.isLinux() ? "madvise" : "minherit", result, "length=" + length + ", DONTFORK");
    }
    result = settle(address, length, commitBase(address, length));
    if (result < 0) {
      throw outOfMemory("madvise", result, "length=" + length + ", POPULATE_WRITE");
    }
    return address;
  }

  private static OutOfMemoryError outOfMemory(String call, long negativeErrno, String operands) {
    ErrnoException cause = new ErrnoException(call, (int) -negativeErrno, operands);
    OutOfMemoryError error =
        new OutOfMemoryError("cannot allocate aligned memory: " + cause.getMessage());
    error.initCause(cause);
    return error;
  }

  private static int commitBase(long address, long length) {
    if (Host.isLinux()) {
      int result = populate(address, length);
      if (result != -Errno.EINVAL) {
        return result;
      }
    }
    touch(address, length);
    return 0;
  }

  /** Makes pages present if the kernel has no call for it. */
  static void touch(long address, long length) {
    long pageBytes = PageKind.BASE.byteSize();
    for (long offset = 0; offset < length; offset += pageBytes) {
      RawMemory.setByte(address + offset, (byte) 0);
    }
  }

  private static int populate(long address, long length) {
    int result;
    do {
      result = Mapping.madvise(address, length, MADV_POPULATE_WRITE);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the result of a step} If the step failed, the memory is unmapped. */
  private static int settle(long address, long length, int result) {
    if (result < 0) {
      unmap(address, length);
    }
    return result;
  }

  private static AlignedMemory handOver(long address, long length, Arena arena, PageKind pageKind) {
    MemorySegment segment;
    try {
      segment = Native.segment(address, length, arena, new Unmapping(address, length));
    } catch (Throwable t) {
      unmap(address, length);
      throw t;
    }
    return new AlignedMemory(segment, pageKind);
  }

  /** Unmaps a segment's pages when its arena closes. */
  private record Unmapping(long address, long length) implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment unmapped) {
      unmap(address, length);
    }
  }

  private static void unmap(long address, long length) {
    int result = Mapping.munmap(address, length);
    if (result < 0) {
      throw new UncheckedIOException(
          new ErrnoException(
              "munmap", -result, "address=0x" + Long.toHexString(address) + ", length=" + length));
    }
  }

  private static void requireOpen(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("arena is closed");
    }
  }
}
