// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import java.io.IOException;

/** Reads the vectors of one query after the other from a file that it has open. */
interface VectorReader extends AutoCloseable {
  /**
   * Reads vector {@code i} from {@code fileOffsets[i]}, for all of them, and returns when all have
   * arrived.
   *
   * @throws IOException if a read failed or was short
   */
  void read(long[] fileOffsets) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** Throws if a vector did not arrive as a whole. */
  static void requireWhole(long transferred, long wanted, long fileOffset) throws IOException {
    if (transferred != wanted) {
      throw new IOException(
          "the read at offset %d returned %d bytes instead of %d"
              .formatted(fileOffset, transferred, wanted));
    }
  }
}
