// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.Alignment;

/** Checks and rounds the sizes of pools. */
final class Sizes {

  /** The largest multiple of the block size that a long holds. */
  private static final long MAX_BYTE_SIZE = -Alignment.BLOCK_SIZE & Long.MAX_VALUE;

  private Sizes() {}

  /** {@return a size in bytes rounded up to a multiple of the block size} */
  static long roundUp(String name, long byteSize) {
    if (byteSize < 1 || byteSize > MAX_BYTE_SIZE) {
      throw new IllegalArgumentException(
          name + " is " + byteSize + ", must be between 1 and " + MAX_BYTE_SIZE);
    }
    return Alignment.alignUp(byteSize, Alignment.BLOCK_SIZE);
  }

  /** Checks that there is at least one slot and that the total size fits a long. */
  static void requireTotal(String countName, int slotCount, String sizeName, long slotSize) {
    if (slotCount < 1) {
      throw new IllegalArgumentException(countName + " is " + slotCount + ", must be at least 1");
    }
    if (slotSize > MAX_BYTE_SIZE / slotCount) {
      throw new IllegalArgumentException(
          countName
              + " is "
              + slotCount
              + ", which times a "
              + sizeName
              + " of "
              + slotSize
              + " exceeds "
              + MAX_BYTE_SIZE
              + " bytes");
    }
  }
}
