// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    HoleRange hole = HoleRange.within(offset, length, 4096);
    assertThat(hole.length()).isEqualTo(holeLength);
    assertThat(hole.isEmpty()).isEqualTo(holeLength == 0);
    if (holeLength > 0) {
      assertThat(hole.offset()).isEqualTo(holeOffset);
    }
  }

  @Test
  void theLargestRangeDoesNotOverflow() {
    assertThat(HoleRange.within(0, Long.MAX_VALUE, 4096))
        .isEqualTo(new HoleRange(0, Long.MAX_VALUE - 4095, 4096));
    assertThat(HoleRange.within(Long.MAX_VALUE - 1, 1, 4096).isEmpty()).isTrue();
    assertThat(HoleRange.within(Long.MAX_VALUE, 0, 4096).isEmpty()).isTrue();
  }

  @Test
  void aHoleIsTheLargestInsideItsRange() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      long offset = random.nextLong(1 << 20);
      long length = random.nextLong(1 << 16);
      HoleRange hole = HoleRange.within(offset, length, 4096);
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
    assertThatThrownBy(() -> HoleRange.within(-1, 4096, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> HoleRange.within(0, -1, 4096))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HoleRange.within(1, Long.MAX_VALUE, 4096))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HoleRange(100, 4096, 4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a multiple of 4096");
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 100, 2000, 1024, 1024",
    "512, 1, 1023, 512, 512",
    "16384, 1, 32767, 16384, 16384",
    "16384, 4096, 16384, 16384, 0",
    "65536, 0, 65535, 0, 0",
    "65536, 0, 65536, 0, 65536",
    "4096, 4096, 4096, 4096, 4096"
  })
  void blocksHaveTheSizeOfTheFilesOwn(
      int blockSize, long offset, long length, long holeOffset, long holeLength) {
    HoleRange hole = HoleRange.within(offset, length, blockSize);
    assertThat(hole.length()).isEqualTo(holeLength);
    assertThat(hole.blockSize()).isEqualTo(blockSize);
    if (holeLength > 0) {
      assertThat(hole.offset()).isEqualTo(holeOffset);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, -4096, 3, 4097, Integer.MIN_VALUE})
  void aBlockThatIsNoPowerOfTwoIsRefused(int blockSize) {
    assertThatThrownBy(() -> HoleRange.within(0, 4096, blockSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("blockSize " + blockSize + " is not a power of two");
    assertThatThrownBy(() -> new HoleRange(0, 0, blockSize))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileSystemThatTellsNoPlausibleBlockGetsTheUsualOne() {
    for (long reported : new long[] {-22, 0, 1, 256, 3000, 1L << 31, 1L << 40}) {
      assertThat(Storage.blockSizeOr(4096, reported)).isEqualTo(4096);
    }
    for (int reported : new int[] {512, 1024, 4096, 16384, 65536, 1 << 20}) {
      assertThat(Storage.blockSizeOr(4096, reported)).isEqualTo(reported);
    }
  }
}
