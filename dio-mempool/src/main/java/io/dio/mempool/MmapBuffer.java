// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.Alignment;
import java.lang.foreign.MemorySegment;

/**
 * An aligned buffer, on loan from an {@link MmapPool} or on its own, until its last reference is
 * released.
 *
 * <pre>{@code
 * try (MmapBuffer buffer = pool.acquire()) {
 *   long validBytes = encode(buffer.segment());
 *   file.writeFully(buffer.alignedSegment(validBytes), fileOffset);
 * }
 * }</pre>
 *
 * <p>Several readers can share a buffer that another thread may drop at any time:
 *
 * <pre>{@code
 * if (!buffer.tryRetain()) {
 *   return miss(); // dropped in the meantime
 * }
 * try {
 *   return parse(buffer.segment());
 * } finally {
 *   buffer.release();
 * }
 * }</pre>
 *
 * <p>Each acquire returns a new object. One that was released stays released, even when the same
 * memory is on loan again: it can neither release, retain nor hand out the next lease. Contents are
 * those that the previous holder left; memory that was never used is zero.
 */
public final class MmapBuffer extends Lease {

  /** Null for a buffer of its own. */
  private final MmapPool pool;

  MmapBuffer(MmapPool pool, SlottedMemory memory, int slot) {
    super(memory, slot);
    this.pool = pool;
  }

  /**
   * Allocates a buffer that belongs to no pool, committed before this returns and unmapped with its
   * last release.
   *
   * <p>Meant for the odd request that no pool fits. It owns a shared arena, and closing one is a
   * handshake with every thread of the JVM: a buffer that is needed often belongs in a pool. One
   * that is never released is reported once it is unreachable, and unmapped.
   *
   * @param byteSize how many bytes are needed, at least 1; rounded up to a multiple of {@link
   *     Alignment#BLOCK_SIZE}
   * @return the buffer, holding its first reference
   * @throws IllegalArgumentException if {@code byteSize} is less than 1 or overflows when rounded
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public static MmapBuffer allocate(long byteSize) {
    return allocate(byteSize, PoolOptions.defaults(), new Misuse(PoolOptions.defaults()));
  }

  static MmapBuffer allocate(long byteSize, PoolOptions options, Misuse misuse) {
    long roundedSize = Sizes.roundUp("byteSize", byteSize);
    SlottedMemory memory =
        new SlottedMemory("unpooled memory", "buffer", roundedSize, 1, options, misuse);
    MmapBuffer buffer = new MmapBuffer(null, memory, memory.claim());
    memory.refuseClaims(); // from here on the last release unmaps
    return buffer;
  }

  @Override
  void giveBack() {
    memory().release(slot());
    if (pool != null) {
      pool.slotReleased();
    }
  }

  /** {@return whether the memory returns to a pool, rather than being unmapped, when released} */
  public boolean isPooled() {
    return pool != null;
  }

  /**
   * {@return the shortest front part of the buffer that holds the valid bytes and has a length that
   * direct I/O accepts: a multiple of {@link Alignment#BLOCK_SIZE}}
   *
   * <p>The result is a bare segment: the caller must hold a reference to the buffer for as long as
   * it is in use. Operations of a scheduler take {@link #alignedSlice(long)} instead, which retains
   * the buffer.
   *
   * @param validBytes how many bytes at the front are of interest, from 0, which gives a segment of
   *     length 0, to the size of the buffer
   * @throws IllegalArgumentException if {@code validBytes} is negative or larger than the buffer
   * @throws IllegalStateException if the last reference was released
   */
  public MemorySegment alignedSegment(long validBytes) {
    return alignedSegment(validBytes, Alignment.BLOCK_SIZE);
  }

  /**
   * {@return the shortest front part of the buffer that holds the valid bytes and has a length that
   * is a multiple of an alignment, such as the one a file reports}
   *
   * @param validBytes how many bytes at the front are of interest, from 0, which gives a segment of
   *     length 0, to the size of the buffer
   * @param alignment a power of two, such as 512
   * @throws IllegalArgumentException if {@code validBytes} is negative, or larger than the buffer
   *     when rounded up, or {@code alignment} is not a power of two
   * @throws IllegalStateException if the last reference was released
   */
  public MemorySegment alignedSegment(long validBytes, long alignment) {
    MemorySegment segment = segment();
    return segment.asSlice(0, alignedSize(segment, validBytes, alignment));
  }

  /**
   * {@return as {@link #alignedSegment(long)}, but as pooled memory that retains this buffer}
   *
   * @param validBytes how many bytes at the front are of interest, from 0, which gives a slice of
   *     length 0, to the size of the buffer
   * @throws IllegalArgumentException if {@code validBytes} is negative or larger than the buffer
   * @throws IllegalStateException if the last reference was released
   * @see PooledMemory#slice
   */
  public PooledMemory alignedSlice(long validBytes) {
    return alignedSlice(validBytes, Alignment.BLOCK_SIZE);
  }

  /**
   * {@return as {@link #alignedSegment(long, long)}, but as pooled memory that retains this buffer}
   *
   * @param validBytes how many bytes at the front are of interest, from 0, which gives a slice of
   *     length 0, to the size of the buffer
   * @param alignment a power of two, such as 512
   * @throws IllegalArgumentException if {@code validBytes} is negative, or larger than the buffer
   *     when rounded up, or {@code alignment} is not a power of two
   * @throws IllegalStateException if the last reference was released
   * @see PooledMemory#slice
   */
  public PooledMemory alignedSlice(long validBytes, long alignment) {
    return slice(0, alignedSize(segment(), validBytes, alignment));
  }

  private static long alignedSize(MemorySegment segment, long validBytes, long alignment) {
    if (validBytes < 0 || validBytes > segment.byteSize()) {
      throw new IllegalArgumentException(
          "validBytes is " + validBytes + ", must be between 0 and " + segment.byteSize());
    }
    long alignedSize = Alignment.alignUp(validBytes, alignment);
    if (alignedSize > segment.byteSize()) {
      throw new IllegalArgumentException(
          "validBytes is "
              + validBytes
              + ", which rounded up to the alignment "
              + alignment
              + " exceeds the buffer's "
              + segment.byteSize()
              + " bytes");
    }
    return alignedSize;
  }
}
