// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {

  private static final long LAST_BLOCK = Long.MAX_VALUE - 4095;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 0, 4096",
    "4095, 0, 4096",
    "4096, 4096, 4096",
    "4097, 4096, 8192",
    "9223372036854771712, 9223372036854771712, 9223372036854771712"
  })
  void blocksAreOf4096Bytes(long value, long down, long up) {
    assertThat(Alignment.alignDown(value)).isEqualTo(down);
    assertThat(Alignment.alignUp(value)).isEqualTo(up);
    assertThat(Alignment.isAligned(value)).isEqualTo(down == value);
  }

  @Test
  void everyAlignmentAgreesWithExactArithmetic() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long alignment = 1L << random.nextInt(62);
      long value = (random.nextLong() >>> 1) >>> random.nextInt(63);
      BigInteger exact = BigInteger.valueOf(value);
      BigInteger down = exact.subtract(exact.mod(BigInteger.valueOf(alignment)));
      BigInteger up = down.equals(exact) ? exact : down.add(BigInteger.valueOf(alignment));
      String input = "seed %d: %d aligned to %d".formatted(seed, value, alignment);

      assertThat(Alignment.alignDown(value, alignment)).as(input).isEqualTo(down.longValueExact());
      assertThat(Alignment.isAligned(value, alignment)).as(input).isEqualTo(down.equals(exact));
      if (up.bitLength() < 64) {
        assertThat(Alignment.alignUp(value, alignment)).as(input).isEqualTo(up.longValueExact());
      } else {
        assertThatIllegalArgumentException()
            .as(input)
            .isThrownBy(() -> Alignment.alignUp(value, alignment));
      }
    }
  }

  @Test
  void aValueWhoseNextMultipleExceedsALongIsRefused() {
    assertThat(Alignment.alignUp(LAST_BLOCK)).isEqualTo(LAST_BLOCK);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignUp(LAST_BLOCK + 1))
        .withMessage("value is 9223372036854771713, whose next multiple of 4096 exceeds a long");
    assertThat(Alignment.alignUp(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
    assertThatIllegalArgumentException().isThrownBy(() -> Alignment.alignUp(Long.MAX_VALUE, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignUp((1L << 62) + 1, 1L << 62));
  }

  @Test
  void aNegativeValueIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignUp(-1))
        .withMessage("value is -1, must not be negative");
    assertThatIllegalArgumentException().isThrownBy(() -> Alignment.alignDown(-4096));
    assertThatIllegalArgumentException().isThrownBy(() -> Alignment.isAligned(Long.MIN_VALUE));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 3, 4095, -4096, Long.MIN_VALUE, Long.MAX_VALUE})
  void anAlignmentThatIsNotAPowerOfTwoIsRefusedByName(long alignment) {
    String message = "alignment is " + alignment + ", must be a power of two";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignUp(1, alignment))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignDown(1, alignment))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.isAligned(1, alignment))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignRange(1, 1, alignment))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.isAligned(MemorySegment.NULL, alignment))
        .withMessage(message);
  }

  @Test
  void aSegmentIsAlignedByItsAddress() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(8192, 4096);
      assertThat(Alignment.isAligned(segment)).isTrue();
      assertThat(Alignment.isAligned(segment.asSlice(0, 100))).isTrue();
      assertThat(Alignment.isAligned(segment.asSlice(512))).isFalse();
      assertThat(Alignment.isAligned(segment.asSlice(512), 512)).isTrue();
      assertThat(Alignment.isAligned(segment.asSlice(1, 0))).isTrue();
    }
    assertThatNullPointerException()
        .isThrownBy(() -> Alignment.isAligned(null))
        .withMessage("segment");
  }

  @Test
  void aHeapSegmentIsNeverAligned() {
    MemorySegment heap = MemorySegment.ofArray(new byte[4096]);
    assertThat(heap.address()).isZero();
    assertThat(Alignment.isAligned(heap)).isFalse();
    assertThat(Alignment.isAligned(heap, 1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0",
    "0, 1, 0, 4096",
    "100, 0, 0, 4096",
    "4096, 0, 4096, 0",
    "100, 3996, 0, 4096",
    "100, 3997, 0, 8192",
    "4096, 4096, 4096, 4096",
    "5000, 10000, 4096, 12288",
    "9223372036854767616, 4096, 9223372036854767616, 4096"
  })
  void aRangeIsWidenedToWholeBlocks(
      long offset, long length, long alignedOffset, long alignedLength) {
    AlignedRange range = Alignment.alignRange(offset, length);
    assertThat(range).isEqualTo(new AlignedRange(alignedOffset, alignedLength));
    assertThat(range.skip(offset)).isEqualTo(offset - alignedOffset);
  }

  @Test
  void aRangeCanBeWidenedToAnotherAlignment() {
    assertThat(Alignment.alignRange(700, 400, 512)).isEqualTo(new AlignedRange(512, 1024));
    assertThat(Alignment.alignRange(700, 400, 1)).isEqualTo(new AlignedRange(700, 400));
    assertThat(Alignment.alignRange(Long.MAX_VALUE, 0, 1))
        .isEqualTo(new AlignedRange(Long.MAX_VALUE, 0));
  }

  @Test
  void aRangeThatIsNegativeOrTooLongIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignRange(-1, 10))
        .withMessage("offset is -1, must not be negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignRange(0, -10))
        .withMessage("length is -10, must not be negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignRange(Long.MAX_VALUE, 1))
        .withMessage("length is 1 at offset 9223372036854775807: the end exceeds a long");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Alignment.alignRange(LAST_BLOCK, 1))
        .withMessage(
            "length is 1 at offset 9223372036854771712: the aligned range would end after"
                + " 9223372036854771712, the last multiple of 4096");
  }
}
