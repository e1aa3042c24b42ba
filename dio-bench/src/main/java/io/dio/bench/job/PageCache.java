// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings a file into the page cache, so that buffered reads are measured cached from the start. */
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
}
