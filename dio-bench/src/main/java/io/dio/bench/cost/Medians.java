// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import java.util.Arrays;

/** The median of some times. */
final class Medians {
  private Medians() {}

  /** {@return the median of {@code nanos}, which is sorted by this} */
  static double of(long[] nanos) {
    Arrays.sort(nanos);
    return (nanos[(nanos.length - 1) / 2] + nanos[nanos.length / 2]) / 2.0;
  }
}
