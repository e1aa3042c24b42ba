// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * The whole blocks inside a range of a file. Their storage can be released without changing the
 * bytes around the range.
 *
 * @param offset the first byte, a multiple of {@code blockSize}
 * @param length the length in bytes, a multiple of {@code blockSize}; 0 if the range contains no
 *     whole block
 * @param blockSize the size of a block in bytes, a power of two; see {@link DioFile#blockSize}
 * @since 0.1.0
 */
public record HoleRange(long offset, long length, int blockSize) {

  /**
   * Creates a range of whole blocks.
   *
   * @throws IllegalArgumentException if {@code blockSize} is not a power of two, if another number
   *     is negative or not a multiple of it, or if the end is beyond the largest offset
   */
  public HoleRange {
    requirePowerOfTwo(blockSize);
    TransferRules.checkRange(offset, length);
    if (((offset | length) & (blockSize - 1)) != 0) {
      throw new IllegalArgumentException(
          "offset " + offset + " or length " + length + " is not a multiple of " + blockSize);
    }
  }

  /**
   * {@return the whole blocks inside a range} It is a calculation without a system call.
   *
   * @param offset the first byte of the range
   * @param length the length of the range, in bytes
   * @param blockSize the size of a block of the file in bytes, a power of two; see {@link
   *     DioFile#blockSize}
   * @throws IllegalArgumentException if {@code blockSize} is not a power of two, if another number
   *     is negative, or if their sum is beyond the largest offset
   */
  public static HoleRange within(long offset, long length, int blockSize) {
    requirePowerOfTwo(blockSize);
    TransferRules.checkRange(offset, length);
    long end = (offset + length) & -blockSize;
    long skip = -offset & (blockSize - 1);
    return skip >= length || end <= offset + skip
        ? new HoleRange(offset & -blockSize, 0, blockSize)
        : new HoleRange(offset + skip, end - offset - skip, blockSize);
  }

  private static void requirePowerOfTwo(int blockSize) {
    if (blockSize <= 0 || Integer.bitCount(blockSize) != 1) {
      throw new IllegalArgumentException("blockSize " + blockSize + " is not a power of two");
    }
  }

  /** {@return whether the range contains no whole block} */
  public boolean isEmpty() {
    return length == 0;
  }
}
