// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.foreign.MemorySegment;

/** Checks a user's segment before its address goes to the kernel. */
public final class Segments {

  private Segments() {}

  /**
   * Checks that the kernel may read from a segment: it is native and alive. The owner of a confined
   * segment is not checked, as only its address is used.
   *
   * @param segment the segment; one of 0 bytes passes
   * @param name what the caller calls it, for the message
   * @return its address, valid while the segment's arena is open; the caller keeps the segment
   *     reachable for as long as it is used
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it lies on the heap
   * @throws IllegalStateException if its arena is closed
   */
  public static long requireNative(MemorySegment segment, String name) {
    if (segment == null) {
      throw new NullPointerException(name + " is null");
    }
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          name
              + " is a heap segment of "
              + segment.byteSize()
              + " bytes: the garbage collector may move it while the kernel uses its address. Use"
              + " native memory, such as AlignedMemory.allocate, a pool's buffer or"
              + " Arena.allocate");
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException(
          name + " of " + segment.byteSize() + " bytes belongs to an arena that is closed");
    }
    return segment.address();
  }

  /**
   * Checks that the kernel may write into a segment: it is native, alive and not read-only.
   *
   * @param segment the segment; one of 0 bytes passes
   * @param name what the caller calls it, for the message
   * @return its address, as for {@link #requireNative}
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it lies on the heap or is read-only
   * @throws IllegalStateException if its arena is closed
   */
  public static long requireWritable(MemorySegment segment, String name) {
    long address = requireNative(segment, name);
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException(
          name
              + " of "
              + segment.byteSize()
              + " bytes is read-only and cannot receive data: pass the segment it is a view of");
    }
    return address;
  }
}
