// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

/**
 * A range of bytes in a file, usually from {@link Alignment#alignRange}, which rounds the requested
 * range outwards.
 *
 * @param offset the first byte
 * @param length the number of bytes
 * @since 0.1.0
 */
public record AlignedRange(long offset, long length) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code offset} or {@code length} is negative, or the end
   *     exceeds {@link Long#MAX_VALUE}
   */
  public AlignedRange {
    requireRange(offset, length);
  }

  /** {@return the offset after the last byte} */
  public long end() {
    return offset + length;
  }

  /**
   * {@return the number of bytes in this range before the requested offset} A program that has
   * filled a buffer with this range skips so many bytes.
   *
   * @param requestedOffset the requested offset, from {@link #offset} to {@link #end}
   * @throws IllegalArgumentException if {@code requestedOffset} lies outside this range
   */
  public long skip(long requestedOffset) {
    if (requestedOffset < offset || requestedOffset > end()) {
      throw new IllegalArgumentException(
          "requestedOffset is " + requestedOffset + ", must be from " + offset + " to " + end());
    }
    return requestedOffset - offset;
  }

  static void requireRange(long offset, long length) {
    if (offset < 0) {
      throw new IllegalArgumentException("offset is " + offset + ", must not be negative");
    }
    if (length < 0) {
      throw new IllegalArgumentException("length is " + length + ", must not be negative");
    }
    if (offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "length is " + length + " at offset " + offset + ": the end exceeds a long");
    }
  }
}
