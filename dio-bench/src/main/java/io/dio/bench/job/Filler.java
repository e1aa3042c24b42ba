// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.align.AlignedMemory;
import io.dio.bench.pattern.Pattern;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Fills a file with the pattern and syncs it, bypassing the page cache if possible. */
final class Filler {
  private static final int CHUNK_BYTES = 1 << 20;

  private Filler() {}

  static void fill(JobFile target, Pattern pattern, Progress progress) throws IOException {
    try (DioFile file =
            DioFile.open(target.path(), StandardOpenOption.WRITE, DirectMode.PREFERRED);
        Arena arena = Arena.ofConfined()) {
      if (Files.isRegularFile(target.path())) { // and not a block device
        file.truncate(target.byteSize());
        file.allocate(target.byteSize());
      }
      MemorySegment memory = AlignedMemory.allocate(CHUNK_BYTES, arena).segment();
      long offset = 0;
      while (offset < target.byteSize()) {
        long length = Math.min(CHUNK_BYTES, target.byteSize() - offset);
        pattern.fill(memory, 0, offset, length);
        file.writeFully(memory.asSlice(0, length), offset);
        progress.advance(Estimate.seconds(length));
        offset += length;
      }
      file.sync();
    }
  }
}
