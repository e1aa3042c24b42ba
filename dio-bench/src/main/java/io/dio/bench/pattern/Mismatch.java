// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pattern;

/**
 * A place at which the file had wrong contents.
 *
 * @param offset of the first wrong byte, from the start of the file
 * @param expected the byte that belongs there, 0 to 255
 * @param actual the byte that was read, or {@link #MISSING} if the read ended before it
 */
public record Mismatch(long offset, int expected, int actual) {
  /** Stands for a byte that was not delivered, because the transfer was short. */
  public static final int MISSING = -1;

  @Override
  public String toString() {
    return "offset %d: expected 0x%02x, %s"
        .formatted(
            offset,
            expected,
            actual == MISSING ? "nothing was read" : "found 0x%02x".formatted(actual));
  }
}
