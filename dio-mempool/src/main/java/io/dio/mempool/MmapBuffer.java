// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.Alignment;
import java.lang.foreign.MemorySegment;

/**
 * An aligned buffer. It is either on loan from an {@link MmapPool} or separate memory. It can be
 * used until its last reference is released.
 *
 * <pre>{@code
 * try (MmapBuffer buffer = pool.acquire()) {
 *   long validBytes = encode(buffer.segment());
 *   file.writeFully(buffer.alignedSegment(validBytes), fileOffset);
 * }
 * }</pre>
 *
 * <p>Several readers can share a buffer that another thread may release at any time:
 *
 * <pre>{@code
 * if (!buffer.tryRetain()) {
 *   return miss(); // released in the meantime
 * }
 * try {
 *   return parse(buffer.segment());
 * } finally {
 *   buffer.release();
 * }
 * }</pre>
 *
 * <p>Each acquire returns a new object. A released object stays released, even if its memory is on
 * loan again: it cannot release, retain or access the next loan. The contents are those that the
 * previous holder left, unless the pool's options say otherwise: see {@link
 * PoolOptions#withReleasedZeroed}. Memory that was never used contains zeros.
 *
 * @since 0.1.0
 */
public final class MmapBuffer extends Lease {

  private final boolean pooled;

  MmapBuffer(SlottedMemory memory, int slot, boolean pooled) {
    super(memory, slot);
    this.pooled = pooled;
  }

  /**
   * Allocates a buffer that belongs to no pool. Its memory is committed when this method returns,
   * and is unmapped by the last release.
   *
   * <p>Use it for rare sizes that no pool has. Each such buffer owns a shared arena, and closing a
   * shared arena needs a handshake with every thread of the JVM. Use a pool for buffers that are
   * needed often. If a buffer is never released and becomes unreachable, a warning is logged and
   * its memory is unmapped.
   *
   * @param byteSize the number of bytes needed, at least 1; rounded up to a multiple of {@link
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
    MmapBuffer buffer = new MmapBuffer(memory, memory.claim(), false);
    memory.refuseClaims(); // from here on the last release unmaps
    return buffer;
  }

  /** {@return whether the memory returns to a pool, rather than being unmapped, when released} */
  public boolean isPooled() {
    return pooled;
  }

  /**
   * {@return the first part of the buffer that contains the valid bytes, with its length rounded up
   * to a multiple of {@link Alignment#BLOCK_SIZE} for direct I/O}
   *
   * <p>The result is a bare segment: the caller must hold a reference to the buffer while the
   * segment is in use. For operations of a scheduler use {@link #alignedSlice(long)}, which retains
   * the buffer.
   *
   * @param validBytes the number of valid bytes at the start of the buffer, from 0 to the size of
   *     the buffer; 0 gives a segment of length 0
   * @throws IllegalArgumentException if {@code validBytes} is negative or larger than the buffer
   * @throws IllegalStateException if the last reference was released
   */
  public MemorySegment alignedSegment(long validBytes) {
    return alignedSegment(validBytes, Alignment.BLOCK_SIZE);
  }

  /**
   * {@return the first part of the buffer that contains the valid bytes, with its length rounded up
   * to a multiple of an alignment, for example that of a file}
   *
   * @param validBytes the number of valid bytes at the start of the buffer, from 0 to the size of
   *     the buffer; 0 gives a segment of length 0
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
   * {@return the part that {@link #alignedSegment(long)} returns, as pooled memory that retains
   * this buffer}
   *
   * @param validBytes the number of valid bytes at the start of the buffer, from 0 to the size of
   *     the buffer; 0 gives a slice of length 0
   * @throws IllegalArgumentException if {@code validBytes} is negative or larger than the buffer
   * @throws IllegalStateException if the last reference was released
   * @see PooledMemory#slice
   */
  public PooledMemory alignedSlice(long validBytes) {
    return alignedSlice(validBytes, Alignment.BLOCK_SIZE);
  }

  /**
   * {@return the part that {@link #alignedSegment(long, long)} returns, as pooled memory that
   * retains this buffer}
   *
   * @param validBytes the number of valid bytes at the start of the buffer, from 0 to the size of
   *     the buffer; 0 gives a slice of length 0
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
