// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Arithmetic on aligned offsets, lengths and addresses.
 *
 * <p>Offsets and lengths are non-negative; alignments are powers of two. Other arguments, and
 * results that do not fit into a {@code long}, are refused with an exception. Methods without an
 * alignment use {@link #BLOCK_SIZE}. The alignment that a file really needs is often smaller and
 * may be larger: ask the file.
 *
 * @since 0.1.0
 */
public final class Alignment {

  /**
   * The alignment in bytes with which direct I/O works on nearly every device and file system. It
   * is the sector size of 4Kn disks, a multiple of the 512 bytes of other disks, and the page size
   * of x86-64.
   */
  public static final int BLOCK_SIZE = 4096;

  private Alignment() {}

  /**
   * {@return the smallest multiple of {@link #BLOCK_SIZE} that is not below a value}
   *
   * @param value an offset, length or address
   * @throws IllegalArgumentException if {@code value} is negative or the result exceeds {@link
   *     Long#MAX_VALUE}
   */
  public static long alignUp(long value) {
    return alignUp(value, BLOCK_SIZE);
  }

  /**
   * {@return the smallest multiple of an alignment that is not below a value}
   *
   * @param value an offset, length or address
   * @param alignment a power of two
   * @throws IllegalArgumentException if {@code value} is negative, {@code alignment} is not a power
   *     of two, or the result exceeds {@link Long#MAX_VALUE}
   */
  public static long alignUp(long value, long alignment) {
    long aligned = requireValue(value) + requireAlignment(alignment) - 1;
    if (aligned < 0) {
      throw new IllegalArgumentException(
          "value is " + value + ", whose next multiple of " + alignment + " exceeds a long");
    }
    return aligned & -alignment;
  }

  /**
   * {@return the largest multiple of {@link #BLOCK_SIZE} that is not above a value}
   *
   * @param value an offset, length or address
   * @throws IllegalArgumentException if {@code value} is negative
   */
  public static long alignDown(long value) {
    return alignDown(value, BLOCK_SIZE);
  }

  /**
   * {@return the largest multiple of an alignment that is not above a value}
   *
   * @param value an offset, length or address
   * @param alignment a power of two
   * @throws IllegalArgumentException if {@code value} is negative or {@code alignment} is not a
   *     power of two
   */
  public static long alignDown(long value, long alignment) {
    return requireValue(value) & -requireAlignment(alignment);
  }

  /**
   * {@return whether a value is a multiple of {@link #BLOCK_SIZE}}
   *
   * @param value an offset, length or address
   * @throws IllegalArgumentException if {@code value} is negative
   */
  public static boolean isAligned(long value) {
    return isAligned(value, BLOCK_SIZE);
  }

  /**
   * {@return whether a value is a multiple of an alignment}
   *
   * @param value an offset, length or address
   * @param alignment a power of two
   * @throws IllegalArgumentException if {@code value} is negative or {@code alignment} is not a
   *     power of two
   */
  public static boolean isAligned(long value, long alignment) {
    return (requireValue(value) & (requireAlignment(alignment) - 1)) == 0;
  }

  /**
   * {@return whether a segment's address is a multiple of {@link #BLOCK_SIZE}}
   *
   * @param segment the segment, see {@link #isAligned(MemorySegment, long)}
   */
  public static boolean isAligned(MemorySegment segment) {
    return isAligned(segment, BLOCK_SIZE);
  }

  /**
   * {@return whether a segment's address is a multiple of an alignment}
   *
   * <p>The length of the segment does not matter. A heap segment has no fixed address, so it is
   * never aligned. A segment of 0 bytes is always aligned.
   *
   * @param segment the segment
   * @param alignment a power of two
   * @throws IllegalArgumentException if {@code alignment} is not a power of two
   */
  public static boolean isAligned(MemorySegment segment, long alignment) {
    Objects.requireNonNull(segment, "segment");
    requireAlignment(alignment);
    return segment.byteSize() == 0
        || (segment.isNative() && (segment.address() & (alignment - 1)) == 0);
  }

  /**
   * {@return the smallest range of whole blocks of {@link #BLOCK_SIZE} around a range of bytes}
   *
   * @param offset the first byte
   * @param length the number of bytes; if it is 0 and the offset is inside a block, the range is
   *     that block
   * @throws IllegalArgumentException if {@code offset} or {@code length} is negative, or the end of
   *     the aligned range exceeds {@link Long#MAX_VALUE}
   */
  public static AlignedRange alignRange(long offset, long length) {
    return alignRange(offset, length, BLOCK_SIZE);
  }

  /**
   * {@return the smallest range around a range of bytes whose ends are multiples of an alignment}
   *
   * @param offset the first byte
   * @param length the number of bytes; if it is 0 and the offset is between two multiples, the
   *     range reaches from one to the next
   * @param alignment a power of two
   * @throws IllegalArgumentException if {@code offset} or {@code length} is negative, {@code
   *     alignment} is not a power of two, or the end of the aligned range exceeds {@link
   *     Long#MAX_VALUE}
   */
  public static AlignedRange alignRange(long offset, long length, long alignment) {
    requireAlignment(alignment);
    AlignedRange.requireRange(offset, length);
    long start = offset & -alignment;
    long lastEnd = Long.MAX_VALUE & -alignment;
    if (offset + length > lastEnd) {
      throw new IllegalArgumentException(
          "length is "
              + length
              + " at offset "
              + offset
              + ": the aligned range would end after "
              + lastEnd
              + ", the last multiple of "
              + alignment);
    }
    return new AlignedRange(start, alignUp(offset + length, alignment) - start);
  }

  private static long requireValue(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("value is " + value + ", must not be negative");
    }
    return value;
  }

  private static long requireAlignment(long alignment) {
    if (alignment <= 0 || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment is " + alignment + ", must be a power of two");
    }
    return alignment;
  }
}
