// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Pattern;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Recognises a file that dio filled, even if parts of it are damaged. */
final class PatternProbe {
  private static final int SAMPLES = 32;
  private static final int SAMPLE_BYTES = 512;

  private PatternProbe() {}

  /**
   * {@return whether most of the sampled sectors, which are evenly spread, start with the pattern}
   */
  static boolean carries(Path path, long byteSize, Pattern pattern) throws IOException {
    long stride = Math.max(SAMPLE_BYTES, byteSize / SAMPLES / SAMPLE_BYTES * SAMPLE_BYTES);
    ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
    MemorySegment segment = MemorySegment.ofBuffer(word.duplicate());
    int looked = 0;
    int matching = 0;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (long offset = 0; offset < byteSize; offset += stride) {
        looked++;
        if (channel.read(word.clear(), offset) == Long.BYTES
            && pattern.headMatches(segment, 0, offset)) {
          matching++;
        }
      }
    }
    return matching * 2 > looked;
  }
}
