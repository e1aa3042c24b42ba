// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoleRangeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 4096, 0, 4096",
    "0, 4095, 0, 0",
    "1, 4096, 4096, 0",
    "1, 8190, 4096, 0",
    "1, 8191, 4096, 4096",
    "4096, 12289, 4096, 12288",
    "4095, 4097, 4096, 4096",
    "5000, 0, 8192, 0",
  })
  void wholeBlocksInsideARange(long offset, long length, long holeOffset, long holeLength) {
    HoleRange hole = HoleRange.within(offset, length);
    assertThat(hole.length()).isEqualTo(holeLength);
    assertThat(hole.isEmpty()).isEqualTo(holeLength == 0);
    if (holeLength > 0) {
      assertThat(hole.offset()).isEqualTo(holeOffset);
    }
  }

  @Test
  void theLargestRangeDoesNotOverflow() {
    assertThat(HoleRange.within(0, Long.MAX_VALUE))
        .isEqualTo(new HoleRange(0, Long.MAX_VALUE - 4095));
    assertThat(HoleRange.within(Long.MAX_VALUE - 1, 1).isEmpty()).isTrue();
    assertThat(HoleRange.within(Long.MAX_VALUE, 0).isEmpty()).isTrue();
  }

  @Test
  void aHoleIsTheLargestInsideItsRange() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      long offset = random.nextLong(1 << 20);
      long length = random.nextLong(1 << 16);
      HoleRange hole = HoleRange.within(offset, length);
      if (hole.isEmpty()) {
        long firstBoundary = (offset + 4095) / 4096 * 4096;
        assertThat(firstBoundary + 4096).isGreaterThan(offset + length);
      } else {
        assertThat(hole.offset()).isBetween(offset, offset + 4095);
        long slack = offset + length - (hole.offset() + hole.length());
        assertThat(slack).isBetween(0L, 4095L);
      }
    }
  }

  @Test
  void rangesThatCannotBeAreRefused() {
    assertThatThrownBy(() -> HoleRange.within(-1, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> HoleRange.within(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HoleRange.within(1, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HoleRange(100, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a multiple of 4096");
  }
}
