// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

/**
 * The order of a merge: chunks are taken from the runs in turn. The runs are equal parts of the
 * input, side by side.
 *
 * @param chunkByteSize the bytes of one chunk
 * @param chunks the number of chunks, a multiple of {@link #RUNS}
 */
record MergeLayout(int chunkByteSize, long chunks) {
  /** The number of runs that are merged. */
  static final int RUNS = 4;

  /** {@return the layout of an input of that size} */
  static MergeLayout of(long byteSize, int chunkByteSize) {
    return new MergeLayout(chunkByteSize, byteSize / chunkByteSize / RUNS * RUNS);
  }

  /** {@return the place in the input of the chunk with that number in the output} */
  long inputOffset(long chunk) {
    long run = chunk % RUNS;
    return (run * (chunks / RUNS) + chunk / RUNS) * chunkByteSize;
  }

  /** {@return the place in the output} */
  long outputOffset(long chunk) {
    return chunk * chunkByteSize;
  }

  /** {@return the size of the output in bytes} */
  long byteSize() {
    return chunks * chunkByteSize;
  }
}
