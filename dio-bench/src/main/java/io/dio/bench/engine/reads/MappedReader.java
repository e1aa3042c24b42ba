// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.backend.Backend;
import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Announces the vectors of a query to the kernel, as search engines do that prefetch from their
 * mapping, and then copies them.
 */
final class MappedReader implements VectorReader {
  private final Backend backend;
  private final Lane lane;

  /**
   * Takes over a backend.
   *
   * @param memory the memory of all vectors, side by side
   * @param vectorByteSize the size of each
   */
  MappedReader(Backend backend, MemorySegment memory, int vectorByteSize) {
    this.backend = backend;
    this.lane = backend.lane(memory, (int) (memory.byteSize() / vectorByteSize), vectorByteSize);
  }

  @Override
  public void read(long[] fileOffsets) throws IOException {
    for (int i = 0; i < fileOffsets.length; i++) {
      lane.read(i, fileOffsets[i]);
    }
    for (int i = 0; i < fileOffsets.length; i++) {
      VectorReader.requireWhole(lane.await(i), lane.blockByteSize(), fileOffsets[i]);
    }
  }

  @Override
  public void close() throws IOException {
    backend.close();
  }
}
