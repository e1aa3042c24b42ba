// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Aligned memory that has an owner: it is freed when the buffer is closed, and replaced when it
 * must grow.
 *
 * <p>A buffer owns a shared arena, so every thread may access {@link #segment}; but closing a
 * shared arena costs a handshake with every thread of the JVM, and growing closes one. It is meant
 * for a buffer that lives long. For memory that comes and goes with each operation take a pool.
 *
 * <p>Not thread-safe: one thread at a time calls these methods. A buffer that nobody closes keeps
 * its memory until the process ends.
 */
public final class AlignedBuffer implements AutoCloseable {

  // The buffer is open as long as its arena is.
  private AlignedMemory memory;
  private Arena arena;

  private AlignedBuffer(AlignedMemory memory, Arena arena) {
    this.memory = memory;
    this.arena = arena;
  }

  /**
   * {@return a new buffer of zeroed memory}
   *
   * @param byteSize how much, at least 1; rounded up to whole pages of the host
   * @throws IllegalArgumentException if {@code byteSize} is not positive or rounding it exceeds a
   *     {@code long}
   * @throws OutOfMemoryError as {@link AlignedMemory#allocate} does
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by the buffer
  public static AlignedBuffer allocate(long byteSize) {
    Arena arena = Arena.ofShared();
    try {
      return new AlignedBuffer(AlignedMemory.allocate(byteSize, arena), arena);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  /**
   * {@return the whole memory}
   *
   * <p>It becomes inaccessible when the buffer is closed or grows. An operation that a scheduler
   * has in flight is not an access that could prevent this: wait for its completion first.
   *
   * @throws IllegalStateException if the buffer is closed
   */
  public MemorySegment segment() {
    return requireOpen().segment();
  }

  /**
   * {@return the pages that the memory is made of}
   *
   * @throws IllegalStateException if the buffer is closed
   */
  public PageKind pageKind() {
    return requireOpen().pageKind();
  }

  /**
   * Makes the buffer at least so large. If it is, it stays as it is, contents included; else new
   * memory takes its place, zeroed, and what was in the old is not kept. Where that fails, the
   * buffer is as it was.
   *
   * @param byteSize how many bytes the segment must have, at least 1
   * @return the segment; its length may exceed {@code byteSize}
   * @throws IllegalArgumentException if {@code byteSize} is not positive or rounding it exceeds a
   *     {@code long}
   * @throws IllegalStateException if the buffer is closed, or must grow while a native call uses
   *     its memory
   * @throws OutOfMemoryError as {@link AlignedMemory#allocate} does; for a moment both the old and
   *     the new memory are needed
   */
  public MemorySegment ensureCapacity(long byteSize) {
    if (byteSize <= 0) {
      throw new IllegalArgumentException("byteSize is " + byteSize + ", must be positive");
    }
    if (requireOpen().byteSize() < byteSize) {
      AlignedBuffer larger = allocate(byteSize);
      try {
        arena.close();
      } catch (Throwable t) {
        larger.close();
        throw t;
      }
      memory = larger.memory;
      arena = larger.arena;
    }
    return memory.segment();
  }

  /**
   * Frees the memory. Closing again does nothing.
   *
   * @throws IllegalStateException if a native call uses the memory; the buffer stays open then
   */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** {@return the size, the pages and the address, or that it is closed, for diagnostics} */
  @Override
  public String toString() {
    return arena.scope().isAlive()
        ? "AlignedBuffer["
            + memory.byteSize()
            + " bytes of "
            + memory.pageKind()
            + " pages at 0x"
            + Long.toHexString(memory.segment().address())
            + "]"
        : "AlignedBuffer[closed]";
  }

  private AlignedMemory requireOpen() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("the buffer is closed");
    }
    return memory;
  }
}
