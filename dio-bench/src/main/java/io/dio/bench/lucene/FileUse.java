// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

/** The way in which {@link DioDirectory} reads a file. */
public enum FileUse {
  /**
   * Mapped through the page cache by {@code MMapDirectory}. It is the fastest way to read what is
   * in memory, because a read is no call.
   */
  MAPPED,

  /**
   * Read directly in single blocks, which the page cache does not keep. Prefetched blocks are read
   * in batches and stay in a bounded cache of the directory.
   */
  RANDOM,

  /** Read directly from the front to the back, with read-ahead. The page cache keeps nothing. */
  STREAM
}
