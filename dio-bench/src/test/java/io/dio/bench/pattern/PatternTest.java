// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatternTest {
  private static final int BLOCK = 4096;

  private final Pattern pattern = new Pattern(7);

  private static MemorySegment memory(int byteSize) {
    return MemorySegment.ofArray(new byte[byteSize]);
  }

  private static MemorySegment filled(Pattern pattern, long fileOffset, int byteSize) {
    MemorySegment segment = memory(byteSize);
    pattern.fill(segment, 0, fileOffset, byteSize);
    return segment;
  }

  @Test
  void bytesDependOnTheirOffsetOnlyNotOnHowTheyWereCut() {
    MemorySegment whole = filled(pattern, 1 << 20, 4 * BLOCK);
    for (int from = 0; from < 4 * BLOCK; from += 512 + 8) {
      int length = Math.min(1000, 4 * BLOCK - from) & -8;
      MemorySegment part = filled(pattern, (1 << 20) + from, length);
      assertThat(part.mismatch(whole.asSlice(from, length))).isEqualTo(-1);
    }
  }

  @Test
  void noTwoSectorsSharesAWordAtTheSamePlace() {
    Set<Long> words = new HashSet<>();
    for (long sector = 0; sector < 10_000; sector++) {
      words.add(pattern.word(sector * 512));
    }
    assertThat(words).hasSize(10_000);
  }

  @Test
  void offsetsBeyondFourGigabytesAreTheirOwn() {
    assertThat(pattern.word(1L << 32)).isNotEqualTo(pattern.word(0));
    assertThat(pattern.word(1L << 50)).isNotEqualTo(pattern.word(1L << 49));
  }

  @Test
  void generationsAndSeedsDifferInEveryWord() {
    Pattern other = pattern.generation(1);
    Pattern otherSeed = new Pattern(8);
    for (long offset = 0; offset < 1 << 16; offset += 8) {
      assertThat(pattern.word(offset))
          .isNotEqualTo(other.word(offset))
          .isNotEqualTo(otherSeed.word(offset));
    }
    assertThat(pattern.generation(0).word(0)).isEqualTo(pattern.word(0));
  }

  @Test
  void everyFlippedBitIsFoundAtItsWord() {
    MemorySegment segment = filled(pattern, 0, 2 * BLOCK);
    assertThat(pattern.matchingBytes(segment, 0, 0, 2 * BLOCK)).isEqualTo(2 * BLOCK);
    for (int at = 0; at < 2 * BLOCK; at += 37) {
      for (int bit = 0; bit < 8; bit += 3) {
        flip(segment, at, bit);
        assertThat(pattern.matchingBytes(segment, 0, 0, 2 * BLOCK)).isEqualTo(at & -8);
        flip(segment, at, bit);
      }
    }
  }

  @Test
  void aBlockReadFromElsewhereDoesNotPass() {
    MemorySegment segment = filled(pattern, 8 * BLOCK, BLOCK);
    assertThat(pattern.headMatches(segment, 0, 8 * BLOCK)).isTrue();
    assertThat(pattern.headMatches(segment, 0, 9 * BLOCK)).isFalse();
    assertThat(pattern.matchingBytes(segment, 0, 9 * BLOCK, BLOCK)).isZero();
  }

  private static void flip(MemorySegment segment, int at, int bit) {
    byte value = segment.get(ValueLayout.JAVA_BYTE, at);
    segment.set(ValueLayout.JAVA_BYTE, at, (byte) (value ^ 1 << bit));
  }
}
