// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.Alignment;
import io.dio.align.PageKind;

/** Checks and rounds the sizes of pools. */
final class Sizes {

  /** A multiple of every size of pages, so that it needs no rounding where memory is mapped. */
  private static final long MAX_BYTE_SIZE = -PageKind.HUGE_2M.byteSize() & Long.MAX_VALUE;

  private Sizes() {}

  /** {@return a size in bytes rounded up to a multiple of the block size} */
  static long roundUp(String name, long byteSize) {
    if (byteSize < 1 || byteSize > MAX_BYTE_SIZE) {
      throw new IllegalArgumentException(
          name + " is " + byteSize + ", must be between 1 and " + MAX_BYTE_SIZE);
    }
    return Alignment.alignUp(byteSize, Alignment.BLOCK_SIZE);
  }

  /**
   * Checks that a capacity is possible and that the bytes of all together can be counted.
   *
   * @param pieceSize bytes of a piece, before or after rounding
   * @return the capacity
   */
  static int requireCapacity(long capacity, int maximum, String sizeName, long pieceSize) {
    if (capacity < 1 || capacity > maximum) {
      throw new IllegalArgumentException(
          "capacity is " + capacity + ", must be between 1 and " + maximum);
    }
    long roundedSize = roundUp(sizeName, pieceSize);
    if (roundedSize > MAX_BYTE_SIZE / capacity) {
      throw new IllegalArgumentException(
          "capacity is "
              + capacity
              + ", which times a "
              + sizeName
              + " of "
              + roundedSize
              + " exceeds "
              + MAX_BYTE_SIZE
              + " bytes");
    }
    return (int) capacity;
  }
}
