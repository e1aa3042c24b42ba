// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.foreign.MemorySegment;

/**
 * Memory on loan from a pool, shared by counting references: a {@link MmapBuffer} or a slot of a
 * slab.
 *
 * <p>Whoever acquires it holds the first reference. Each further one comes from {@link #tryRetain},
 * each is given up by one {@link #release}, and the memory goes back to the pool with the last. A
 * scheduler that is given pooled memory retains it until the kernel is done with it, so releasing
 * it while an operation is in flight is legal: the pool gets it back when the operation completes.
 *
 * <p>References have no owner. Whoever releases twice takes away somebody else's, and memory that
 * an operation in flight still uses can return to the pool that way: this is noticed only by
 * whoever releases last and finds nothing left. One acquire or retain, one release.
 *
 * <p>All methods may be called by any thread. What one thread writes to the memory before it
 * releases is visible to whoever acquires that memory next.
 */
public interface PooledMemory {

  /**
   * {@return the memory, the same segment each time}
   *
   * <p>The guard is on this object, not on the segment. A segment kept past the last release still
   * addresses that memory, which by then may be on loan to somebody else: reads see their data,
   * writes destroy it, and nothing is thrown until the pool itself is closed.
   *
   * @throws IllegalStateException if the last reference was released
   */
  MemorySegment segment();

  /**
   * {@return a part of this memory, to be given to operations in place of the whole}
   *
   * <p>A slice is a view with no reference of its own. Making one takes no reference, so there is
   * nothing to release afterwards. {@link #tryRetain} and {@link #release} of a slice count on the
   * memory that it was cut from: an operation over a slice keeps all of that memory out of the
   * pool. When the last reference to that memory is released, the slice is released as well.
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
   * Takes another reference, unless the last one is gone already.
   *
   * @return false if the memory was released: the caller has no reference and must not touch it
   */
  boolean tryRetain();

  /**
   * Gives up one reference; with the last one the memory returns to its pool. Called by whichever
   * thread ends an operation on it: an implementation must not wait here, least of all for a
   * scheduler or a file.
   *
   * @throws IllegalStateException if there was none left to give up
   */
  void release();
}
