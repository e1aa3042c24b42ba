// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.log.LogOptions;
import java.nio.file.Path;

/** How the example of a write-ahead log is used in a round. Writer and check share it. */
final class ExampleLogLayout {
  /** Thread t appends the items t, t + THREADS, t + 2 * THREADS and so on. */
  static final int THREADS = 4;

  private static final long SEGMENT_BYTES = 512 << 10;
  private static final int COMMIT_BYTES = 64 << 10;

  private ExampleLogLayout() {}

  /** {@return its folder} */
  static Path folder(Layout layout) {
    return layout.log(WriterKind.EXAMPLE_LOG);
  }

  /**
   * {@return small segments, so that a round sees several} A sync that comes too early is as good
   * as none for this log.
   */
  static LogOptions options(boolean direct, Omission omission) {
    boolean syncs = omission == Omission.NONE;
    return LogOptions.defaults()
        .withSizes(SEGMENT_BYTES, COMMIT_BYTES)
        .withDirect(direct)
        .withSyncs(syncs);
  }

  /** {@return whether old records are released in this round, so that segments are used again} */
  static boolean releases(Layout layout) {
    return layout.seed() % 2 == 0;
  }
}
