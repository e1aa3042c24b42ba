// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts the pages of a file that are in the page cache, by mincore(2). */
public final class CachedPages {
  private static final SystemCall MINCORE = SystemCall.returningInt("mincore");

  private CachedPages() {}

  /** {@return the number of cached pages} */
  public static long of(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long byteSize = channel.size();
      if (byteSize == 0) {
        return 0;
      }
      MemorySegment mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, byteSize, arena);
      long pages = Math.ceilDiv(byteSize, Mapping.pageSize());
      MemorySegment vector = arena.allocate(pages);
      int result = (int) MINCORE.call(mapping.address(), byteSize, vector.address());
      if (result < 0) {
        throw new IOException("mincore: errno " + -result);
      }
      long cached = 0;
      for (long page = 0; page < pages; page++) {
        cached += vector.get(JAVA_BYTE, page) & 1;
      }
      return cached;
    }
  }
}
