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
 * Brings a file into the page cache before buffered reads are measured, or drops it before other
 * jobs.
 */
public final class PageCache {
  private static final int CHUNK_BYTES = 1 << 20;

  private PageCache() {}

  /**
   * Prepares the page cache for a job. Buffered reads find the file in memory. Any other job finds
   * no part of it there, because the reads of earlier jobs must not change its results.
   */
  public static void prepare(JobFile file, Access access, boolean buffered) throws IOException {
    if (!buffered) {
      evict(file.path());
    } else if (!access.isWrite()) {
      warm(file.path(), file.byteSize());
    }
  }

  /** {@return whether a file of that size is brought into memory before buffered reads} */
  public static boolean holds(long byteSize) {
    return byteSize
        <= ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
            / 2;
  }

  /** Reads the file once, unless it is too large to stay in memory. */
  private static void warm(Path path, long byteSize) throws IOException {
    if (!holds(byteSize)) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (long offset = 0; offset < byteSize; offset += CHUNK_BYTES) {
        channel.read(buffer.clear(), offset);
      }
    }
  }

  /** Drops the clean pages of the file that are not mapped. Dirty pages stay. */
  public static void evict(Path path) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ)) {
      file.advise(0, 0, Advice.DONT_NEED);
    }
  }
}
