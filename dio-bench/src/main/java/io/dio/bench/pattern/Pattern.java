// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pattern;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A pattern of bytes. Each byte is a function of a seed and of its offset in the file, so any part
 * of a file can be checked alone.
 *
 * <p>Each sector of 512 bytes starts with a hash of seed and sector number. Each following word (8
 * bytes, little endian) adds a constant odd step. Because of the hash, data from another place or
 * another generation differs from its first word on. Because of the plain step, filling and
 * comparing run nearly at the speed of memory, so checking hardly changes a measurement.
 */
public final class Pattern {
  /** Offsets and lengths are multiples of this many bytes. */
  public static final int WORD_BYTES = Long.BYTES;

  private static final int SECTOR_SHIFT = 9;
  private static final int SECTOR_BYTES = 1 << SECTOR_SHIFT;
  private static final long STEP = 0x9E37_79B9_7F4A_7C15L; // odd, from the golden ratio

  /** The layout of one word. It is the same on every machine and at any address. */
  static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long seed;

  public Pattern(long seed) {
    this.seed = mix(seed);
  }

  /**
   * {@return another pattern of the same seed} Generation 0 is this pattern itself; different
   * generations differ in every sector.
   */
  public Pattern generation(int generation) {
    return generation == 0 ? this : new Pattern(seed + generation);
  }

  /** {@return the word at {@code fileOffset}} */
  long word(long fileOffset) {
    return sectorStart(fileOffset) + (fileOffset & (SECTOR_BYTES - 1)) / WORD_BYTES * STEP;
  }

  /** Writes the bytes from {@code fileOffset} on into {@code segment}. */
  public void fill(MemorySegment segment, long from, long fileOffset, long byteSize) {
    long done = 0;
    while (done < byteSize) {
      long length = runLength(fileOffset + done, byteSize - done);
      long word = word(fileOffset + done);
      long at = from + done;
      for (int i = 0; i < (int) length; i += WORD_BYTES) {
        segment.set(WORD, at + i, word + (i >> 3) * STEP);
      }
      done += length;
    }
  }

  /** {@return whether the first word at {@code from} belongs at {@code fileOffset}} */
  public boolean headMatches(MemorySegment segment, long from, long fileOffset) {
    return segment.get(WORD, from) == word(fileOffset);
  }

  /**
   * {@return the number of right bytes from {@code from} on, counted in whole words up to the first
   * wrong one; {@code byteSize} if all are right}
   */
  public long matchingBytes(MemorySegment segment, long from, long fileOffset, long byteSize) {
    long done = 0;
    while (done < byteSize) {
      long length = runLength(fileOffset + done, byteSize - done);
      long word = word(fileOffset + done);
      long at = from + done;
      long difference = 0;
      for (int i = 0; i < (int) length; i += WORD_BYTES) {
        difference |= segment.get(WORD, at + i) ^ (word + (i >> 3) * STEP);
      }
      if (difference != 0) {
        return done + matchingWords(segment, at, word) * WORD_BYTES;
      }
      done += length;
    }
    return byteSize;
  }

  private static long matchingWords(MemorySegment segment, long at, long firstWord) {
    long words = 0;
    while (segment.get(WORD, at + words * WORD_BYTES) == firstWord + words * STEP) {
      words++;
    }
    return words;
  }

  /** {@return the number of bytes up to the end of the sector, at most {@code remaining}} */
  private static long runLength(long fileOffset, long remaining) {
    return Math.min(remaining, SECTOR_BYTES - (fileOffset & (SECTOR_BYTES - 1)));
  }

  private long sectorStart(long fileOffset) {
    return mix(seed + (fileOffset >>> SECTOR_SHIFT) * STEP);
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): every input bit reaches every bit.
   */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
