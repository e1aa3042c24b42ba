// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

/** Estimates for the progress bar. They assume a slow disk. */
public final class Estimate {
  private static final double BYTES_PER_SECOND = 400e6;

  private Estimate() {}

  /** {@return the estimated time to read or write so many bytes} */
  public static double seconds(long byteSize) {
    return byteSize / BYTES_PER_SECOND;
  }
}
