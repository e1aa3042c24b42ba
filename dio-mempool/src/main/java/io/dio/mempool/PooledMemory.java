// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.foreign.MemorySegment;

/**
 * Memory on loan from a pool, with a reference count: a {@link MmapBuffer} or a slot of a slab.
 *
 * <p>The thread that acquires the memory gets the first reference. {@link #tryRetain} adds a
 * reference, and {@link #release} removes one. The last release returns the memory to the pool. A
 * scheduler retains the pooled memory of an operation until the kernel no longer uses it. Therefore
 * a caller may release the memory while the operation is in flight: the memory returns to the pool
 * when the operation completes.
 *
 * <p>References have no owner. A caller that releases twice removes the reference of another
 * holder. The memory can then return to the pool while an operation in flight still uses it. Only
 * the last release notices the mistake, because no reference is left. So release exactly once for
 * each acquire and each retain.
 *
 * <p>Any thread may call the methods. Everything that a thread writes to the memory before it
 * releases it is visible to the next thread that acquires this memory, unless the pool {@linkplain
 * PoolOptions#withReleasedZeroed zeroes} released memory.
 *
 * @since 0.1.0
 */
public interface PooledMemory {

  /**
   * {@return the memory, the same segment each time}
   *
   * <p>The check is in this object, not in the segment. A segment that is kept after the last
   * release still addresses the memory, which may be on loan to another holder by then. Reading it
   * returns the other holder's data, and writing destroys that data. No exception is thrown until
   * the pool itself is closed.
   *
   * @throws IllegalStateException if the last reference was released
   */
  MemorySegment segment();

  /**
   * {@return a part of this memory, for operations that need not use the whole}
   *
   * <p>A slice is a view and has no reference of its own. Creating a slice takes no reference, so
   * the caller need not release it. {@link #tryRetain} and {@link #release} of a slice act on the
   * whole memory. Therefore an operation on a slice keeps the whole memory out of the pool. When
   * the last reference to the whole memory is released, the slice is released as well.
   *
   * @param fromByte the first byte of the slice, counted from the start of this memory
   * @param byteSize the length of the slice in bytes; may be 0
   * @throws IllegalArgumentException if the range is not within this memory
   * @throws IllegalStateException if the last reference was released
   */
  default PooledMemory slice(long fromByte, long byteSize) {
    return MemorySlice.of(this, fromByte, byteSize);
  }

  /**
   * Adds a reference, unless the last one was already released.
   *
   * @return false if the memory was released: the caller has no reference and must not touch it
   */
  boolean tryRetain();

  /**
   * Removes one reference. The last release returns the memory to its pool. Any thread that ends an
   * operation may call this method. Therefore an implementation must not wait here, especially not
   * for a scheduler or a file.
   *
   * @throws IllegalStateException if no reference was left
   */
  void release();
}
