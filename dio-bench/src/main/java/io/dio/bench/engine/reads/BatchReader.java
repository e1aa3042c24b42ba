// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.iosched.IoBatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Submits all reads of a query as one batch through a scheduler. */
final class BatchReader implements VectorReader {
  private final ScheduledReads reads;
  private final MemorySegment[] vectors;
  private final IoBatch batch;

  /**
   * Takes over a scheduler and a file.
   *
   * @param memory the memory of all vectors, side by side; the scheduler may use it as long as it
   *     lives
   * @param vectorByteSize the size of each
   */
  BatchReader(ScheduledReads reads, MemorySegment memory, int vectorByteSize) {
    this.reads = reads;
    this.vectors = new MemorySegment[(int) (memory.byteSize() / vectorByteSize)];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = memory.asSlice((long) i * vectorByteSize, vectorByteSize);
    }
    this.batch = reads.scheduler().newBatch(vectors.length);
  }

  @Override
  public void read(long[] fileOffsets) throws IOException {
    batch.clear();
    for (int i = 0; i < fileOffsets.length; i++) {
      batch.read(reads.file(), vectors[i], fileOffsets[i]);
    }
    batch.submit();
    batch.await();
    for (int i = 0; i < fileOffsets.length; i++) {
      VectorReader.requireWhole(batch.bytesTransferred(i), vectors[i].byteSize(), fileOffsets[i]);
    }
  }

  @Override
  public void close() throws IOException {
    reads.close();
  }
}
