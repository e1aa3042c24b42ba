// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Native memory for direct I/O, aligned at least to {@link Alignment#BLOCK_SIZE}. Memory from
 * {@link #allocate} consists of whole pages of the host and begins at a page boundary.
 *
 * @param segment the memory; its address and length are multiples of {@link Alignment#BLOCK_SIZE}
 * @param pageKind the pages that it is made of
 * @since 0.1.0
 */
public record AlignedMemory(MemorySegment segment, PageKind pageKind) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the segment is not native, or its address or length is not
   *     a multiple of {@link Alignment#BLOCK_SIZE}
   */
  public AlignedMemory {
    Objects.requireNonNull(segment, "segment");
    Objects.requireNonNull(pageKind, "pageKind");
    if (!segment.isNative()
        || !Alignment.isAligned(segment)
        || !Alignment.isAligned(segment.byteSize())) {
      throw new IllegalArgumentException(
          "segment is "
              + segment
              + ", must be native with address and length multiples of "
              + Alignment.BLOCK_SIZE);
    }
  }

  /**
   * Allocates zeroed memory.
   *
   * <p>The memory is committed when this method returns: every page is present. So an I/O operation
   * cannot fail because there is no memory for a page. If the rounded length is a multiple of 2 MiB
   * and there are enough reserved huge pages, the memory consists of these. Otherwise it consists
   * of base pages. {@link #pageKind} tells which. Child processes do not inherit the memory.
   * Otherwise, after a fork during direct I/O, the data from the device could go to a page that
   * only the child sees.
   *
   * <p>It is unmapped when the arena closes. Use one arena for much memory rather than many:
   * closing a shared arena costs a handshake with every thread of the JVM. Any kind of arena can be
   * used. The global arena keeps the memory for ever.
   *
   * @param byteSize the size in bytes, at least 1; rounded up to whole pages of the host: 4096
   *     bytes on x86-64, 4096, 16384 or 65536 on aarch64
   * @param arena the lifetime of the memory and who may access it
   * @return the memory, with a segment of the rounded length
   * @throws IllegalArgumentException if {@code byteSize} is not positive or rounding it exceeds a
   *     {@code long}
   * @throws IllegalStateException if the arena is closed
   * @throws WrongThreadException if the arena is confined to another thread
   * @throws OutOfMemoryError if the system refuses that much memory to this process, as from {@link
   *     Arena#allocate}; nothing stays mapped then. A control group over its limit is not refused:
   *     Linux kills a process of it instead
   * @throws IllegalCallerException if native access is not enabled for dio; the message says how to
   * @throws UnsupportedOperationException if the host is neither Linux nor macOS
   */
  public static AlignedMemory allocate(long byteSize, Arena arena) {
    return PageAllocation.allocate(byteSize, arena);
  }

  /** {@return the length of the memory in bytes} */
  public long byteSize() {
    return segment.byteSize();
  }
}
