// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import java.util.Locale;

/** Formats sizes for people. */
final class ByteSizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private ByteSizes() {}

  /** {@return the size in the largest unit of which it has at least one, such as "1.5 GiB"} */
  static String text(long byteSize) {
    int unit = byteSize < 1024 ? 0 : (63 - Long.numberOfLeadingZeros(byteSize)) / 10;
    double value = byteSize / (double) (1L << (unit * 10));
    return String.format(
        Locale.ROOT, value == Math.rint(value) ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }
}
