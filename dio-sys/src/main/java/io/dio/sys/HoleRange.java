// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * The part of a range of a file whose storage can be given back without touching a neighbour: whole
 * blocks of 4096 bytes.
 *
 * @param offset first byte, a multiple of 4096
 * @param length in bytes, a multiple of 4096; 0 if the range contains no whole block
 */
public record HoleRange(long offset, long length) {
  private static final long BLOCK_BYTES = 4096;

  /**
   * Creates a range of whole blocks.
   *
   * @throws IllegalArgumentException if a number is negative or not a multiple of 4096, or if the
   *     end is beyond the largest offset
   */
  public HoleRange {
    TransferRules.checkRange(offset, length);
    if ((offset | length) % BLOCK_BYTES != 0) {
      throw new IllegalArgumentException(
          "offset " + offset + " or length " + length + " is not a multiple of " + BLOCK_BYTES);
    }
  }

  /**
   * {@return the whole blocks inside a range} Calls nothing and can be used to plan.
   *
   * @param offset first byte of the range
   * @param length in bytes
   * @throws IllegalArgumentException if one is negative, or their sum is beyond the largest offset
   */
  public static HoleRange within(long offset, long length) {
    TransferRules.checkRange(offset, length);
    long end = (offset + length) & -BLOCK_BYTES;
    long skip = -offset & (BLOCK_BYTES - 1);
    return skip >= length || end <= offset + skip
        ? new HoleRange(offset & -BLOCK_BYTES, 0)
        : new HoleRange(offset + skip, end - offset - skip);
  }

  /** {@return whether there is nothing to punch} */
  public boolean isEmpty() {
    return length == 0;
  }
}
