// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A growable block of aligned memory. Closing the buffer frees the memory, and growing replaces it.
 *
 * <p>A buffer owns a shared arena, so every thread may access {@link #segment}. But closing a
 * shared arena costs a handshake with every thread of the JVM, and growing closes one. Use this
 * class for buffers that live long. For memory that is needed only during one operation use a pool.
 *
 * <p>The methods are not thread-safe: only one thread at a time may call them. If a buffer is never
 * closed, it keeps its memory until the process ends.
 *
 * @since 0.1.0
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
   * @param byteSize the size in bytes, at least 1; rounded up to whole pages of the host
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
   * <p>It becomes inaccessible when the buffer is closed or grows. An operation of a scheduler that
   * is in flight does not prevent this. Wait for its completion first.
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
   * Makes the buffer at least as large as the given size. If it is large enough, nothing changes
   * and the contents are kept. Otherwise new, zeroed memory replaces the old memory, and the old
   * contents are lost. If that fails, the buffer is unchanged.
   *
   * @param byteSize the required size in bytes, at least 1
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
