// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import com.sun.management.OperatingSystemMXBean;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Brings a file into the page cache, so that buffered reads are measured cached from the start, or
 * out of it, so that others are not.
 */
final class PageCache {
  private static final int CHUNK_BYTES = 1 << 20;

  private PageCache() {}

  /** Reads the file once, unless it is too large to stay in memory anyway. */
  static void warm(Path path, long byteSize) throws IOException {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    if (byteSize > memory / 2) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (long offset = 0; offset < byteSize; offset += CHUNK_BYTES) {
        channel.read(buffer.clear(), offset);
      }
    }
  }

  /** Drops the file's clean pages that nobody has mapped; what is dirty stays. */
  static void evict(Path path) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ)) {
      file.advise(0, 0, Advice.DONT_NEED);
    }
  }
}
