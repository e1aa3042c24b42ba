// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A way to write to a file and make that durable. */
@FunctionalInterface
public interface DurableWrite {
  /** Calls of the thread itself, with no scheduler in between. */
  DurableWrite BLOCKING =
      (file, source) -> {
        file.writeFully(source, 0);
        file.dataSync();
      };

  /** Writes all of {@code source} to the start of {@code file}; on return it is durable. */
  void run(DioFile file, MemorySegment source) throws IOException;
}
