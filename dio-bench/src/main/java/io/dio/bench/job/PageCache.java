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
public final class PageCache {
  private static final int CHUNK_BYTES = 1 << 20;

  private PageCache() {}

  /**
   * Sees to it that buffered reads find the file in memory. Any other job finds none of it there,
   * also where it goes through the page cache against its will: it would not be measured by what a
   * job before it read.
   */
  public static void prepare(JobFile file, Access access, boolean buffered) throws IOException {
    if (!buffered) {
      evict(file.path());
    } else if (!access.isWrite()) {
      warm(file.path(), file.byteSize());
    }
  }

  /** {@return whether a file of that size is read into memory before it is read buffered} */
  public static boolean holds(long byteSize) {
    return byteSize
        <= ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
            / 2;
  }

  /** Reads the file once, unless it is too large to stay in memory anyway. */
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

  /** Drops the file's clean pages that nobody has mapped; what is dirty stays. */
  private static void evict(Path path) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ)) {
      file.advise(0, 0, Advice.DONT_NEED);
    }
  }
}
