// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Writes to a file and makes the data durable. */
@FunctionalInterface
public interface DurableWrite {
  /** Makes the calls on the thread itself, without a scheduler. */
  DurableWrite BLOCKING =
      (file, source) -> {
        file.writeFully(source, 0);
        file.dataSync();
      };

  /**
   * Writes all of {@code source} to the start of {@code file}. When it returns, the data is
   * durable.
   */
  void run(DioFile file, MemorySegment source) throws IOException;
}
