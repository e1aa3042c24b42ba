// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

/** Guesses for the progress bar, on the side of slow disks. */
final class Estimate {
  private static final double BYTES_PER_SECOND = 400e6;

  private Estimate() {}

  /** {@return how long it may take to go over so many bytes} */
  static double seconds(long byteSize) {
    return byteSize / BYTES_PER_SECOND;
  }
}
