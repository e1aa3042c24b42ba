// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.align.Alignment;
import io.dio.mempool.MmapPool;
import io.dio.mempool.PooledMemory;
import io.dio.mempool.SlabPool;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings of a stream's memory: the size of a block, the number of blocks, and the pool that
 * they come from. Immutable.
 *
 * @param blockByteSize the size of a block
 * @param depth the most blocks
 * @param lender the pool; empty if the stream creates its own
 */
record StreamMemory(int blockByteSize, int depth, Optional<Lender> lender) {
  /** A transfer could be almost twice as long. */
  private static final int MAX_BLOCK_BYTES = 1 << 30;

  private static final int MAX_DEPTH = 1024;

  /** 2 MiB in all, which a pool of its own can have in one huge page. */
  static final StreamMemory DEFAULT = new StreamMemory(256 << 10, 8, Optional.empty());

  /** Takes a block and waits for it if necessary. */
  @FunctionalInterface
  interface Acquisition {
    PooledMemory acquire() throws InterruptedException;
  }

  /**
   * A pool of one of the two kinds, which have no public type in common.
   *
   * @param pool the pool, to compare it
   * @param name the name of the pool
   * @param attempt takes a block, or returns null if none is free
   * @param acquisition takes a block
   */
  record Lender(Object pool, String name, Supplier<PooledMemory> attempt, Acquisition acquisition) {
    /** {@return a block, or null if none is free} */
    PooledMemory tryAcquire() {
      return attempt.get();
    }

    /** {@return a block, after waiting for it} */
    PooledMemory acquire() throws InterruptedException {
      return acquisition.acquire();
    }

    /** {@return whether both have the same pool} */
    boolean isSameAs(Lender other) {
      return other != null && pool.equals(other.pool);
    }
  }

  StreamMemory withBlockByteSize(int byteSize) {
    if (lender.isPresent()) {
      throw new IllegalArgumentException(
          "the block size is that of the pool " + lender.get().name() + ", " + blockByteSize);
    }
    return new StreamMemory(requireBlock(byteSize), depth, lender);
  }

  StreamMemory withDepth(int blocks) {
    if (blocks < 1 || blocks > MAX_DEPTH) {
      throw new IllegalArgumentException("depth " + blocks + " is not in 1.." + MAX_DEPTH);
    }
    return new StreamMemory(blockByteSize, blocks, lender);
  }

  StreamMemory with(MmapPool pool) {
    return with(pool.bufferSize(), new Lender(pool, pool.name(), pool::tryAcquire, pool::acquire));
  }

  StreamMemory with(SlabPool pool) {
    return with(pool.slotSize(), new Lender(pool, pool.name(), pool::tryAcquire, pool::acquire));
  }

  private StreamMemory with(long byteSize, Lender pool) {
    return new StreamMemory(requireBlock(byteSize), depth, Optional.of(pool));
  }

  private static int requireBlock(long byteSize) {
    if (byteSize < Alignment.BLOCK_SIZE
        || byteSize > MAX_BLOCK_BYTES
        || byteSize % Alignment.BLOCK_SIZE != 0) {
      throw new IllegalArgumentException(
          "block size "
              + byteSize
              + " is not a multiple of "
              + Alignment.BLOCK_SIZE
              + " from there to "
              + MAX_BLOCK_BYTES);
    }
    return (int) byteSize;
  }

  @Override
  public String toString() {
    return "blockSize="
        + blockByteSize
        + ", depth="
        + depth
        + lender.map(pool -> ", pool=" + pool.name()).orElse("");
  }
}
