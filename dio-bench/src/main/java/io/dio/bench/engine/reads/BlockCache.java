// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.align.AlignedMemory;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The warm block cache of an engine: it holds an evenly spread share of a file's blocks and does
 * not change. It is thread-safe.
 */
final class BlockCache {
  /** It holds at most one block of this many. */
  private static final long MIN_STRIDE = 8;

  private static final long MAX_BYTES = 256L << 20;

  private final MemorySegment memory;
  private final int blockByteSize;

  /** It holds one block of this many. */
  private final long stride;

  private BlockCache(MemorySegment memory, int blockByteSize, long stride) {
    this.memory = memory;
    this.blockByteSize = blockByteSize;
    this.stride = stride;
  }

  /** Reads its blocks from a file, past the page cache if possible. */
  static BlockCache load(Path path, long fileByteSize, int blockByteSize) throws IOException {
    long blocks = fileByteSize / blockByteSize;
    long stride = Math.max(MIN_STRIDE, Math.ceilDiv(fileByteSize, MAX_BYTES));
    MemorySegment memory =
        AlignedMemory.allocate(Math.ceilDiv(blocks, stride) * blockByteSize, Arena.ofAuto())
            .segment();
    BlockCache cache = new BlockCache(memory, blockByteSize, stride);
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED)) {
      for (long block = 0; block < blocks; block += stride) {
        file.readFully(memory.asSlice(cache.start(block), blockByteSize), block * blockByteSize);
      }
    }
    return cache;
  }

  /** {@return whether it has a block} */
  boolean has(long block) {
    return block % stride == 0;
  }

  /** {@return the memory in which a block that it has starts at {@link #start}} */
  MemorySegment memory() {
    return memory;
  }

  /** {@return where a block that it has starts in {@link #memory}} */
  long start(long block) {
    return block / stride * blockByteSize;
  }
}
