// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.testing.fixtures.AddressSpace;
import io.dio.testing.fixtures.BlockedRead;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignedBufferTest {

  private static final long PAGE = PageKind.BASE.byteSize();

  @Test
  void aLargeEnoughBufferIsKeptWithItsContents() {
    try (AlignedBuffer buffer = AlignedBuffer.allocate(2 * PAGE)) {
      MemorySegment segment = buffer.segment();
      segment.fill((byte) 7);
      assertThat(buffer.ensureCapacity(1)).isSameAs(segment);
      assertThat(buffer.ensureCapacity(2 * PAGE)).isSameAs(segment);
      assertThat(buffer.segment().get(JAVA_BYTE, 2 * PAGE - 1)).isEqualTo((byte) 7);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aTooSmallBufferIsReplacedByZeroedMemoryAndFreed() {
    long before = AddressSpace.bytesExcludedFromFork();
    try (AlignedBuffer buffer = AlignedBuffer.allocate(PAGE)) {
      MemorySegment small = buffer.segment();
      small.fill((byte) 7);
      MemorySegment large = buffer.ensureCapacity(PAGE + 1);
      assertThat(large.byteSize()).isEqualTo(2 * PAGE);
      assertThat(large).isSameAs(buffer.segment());
      assertThat(large.mismatch(MemorySegment.ofArray(new byte[(int) (2 * PAGE)]))).isEqualTo(-1);
      assertThat(small.scope().isAlive()).isFalse();
      assertThat(AddressSpace.bytesExcludedFromFork()).isEqualTo(before + 2 * PAGE);
    }
    assertThat(AddressSpace.bytesExcludedFromFork()).isEqualTo(before);
  }

  @Test
  void aBufferThatCannotGrowStaysAsItWas() {
    try (AlignedBuffer buffer = AlignedBuffer.allocate(PAGE)) {
      MemorySegment segment = buffer.segment();
      segment.fill((byte) 7);
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> buffer.ensureCapacity(1L << 62));
      assertThat(buffer.segment()).isSameAs(segment);
      assertThat(segment.get(JAVA_BYTE, 0)).isEqualTo((byte) 7);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void closingUnmapsExactlyTheBuffer() {
    assertThat(
            AddressSpace.atLeastOnce(() -> {
              AlignedBuffer buffer = AlignedBuffer.allocate(3 * PAGE);
              long address = buffer.segment().address();
              assertThat(AddressSpace.mappedBytes(address, 3 * PAGE)).isEqualTo(3 * PAGE);
              buffer.close();
              return AddressSpace.mappedBytes(address, 3 * PAGE) == 0;
            }))
        .isTrue();
  }

  @Test
  void aClosedBufferRefusesEverythingButClose() {
    AlignedBuffer buffer = AlignedBuffer.allocate(1);
    MemorySegment segment = buffer.segment();
    buffer.close();
    buffer.close();
    assertThatIllegalStateException()
        .isThrownBy(buffer::segment)
        .withMessage("the buffer is closed");
    assertThatIllegalStateException().isThrownBy(buffer::pageKind);
    assertThatIllegalStateException().isThrownBy(() -> buffer.ensureCapacity(1));
    assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
  }

  @Test
  void anotherThreadMayCloseIt() throws InterruptedException {
    AlignedBuffer buffer = AlignedBuffer.allocate(1);
    Thread.ofPlatform().start(buffer::close).join();
    assertThatIllegalStateException().isThrownBy(buffer::segment);
  }

  @Test
  void aBufferInUseByANativeCallCannotBeFreed() throws Exception {
    try (AlignedBuffer buffer = AlignedBuffer.allocate(PAGE)) {
      MemorySegment segment = buffer.segment();
      try (BlockedRead read = BlockedRead.startInto(segment)) {
        assertThatIllegalStateException().isThrownBy(buffer::close);
        assertThatIllegalStateException().isThrownBy(() -> buffer.ensureCapacity(2 * PAGE));
        assertThat(buffer.segment()).isSameAs(segment);
        assertThat(read.finish((byte) 42)).isEqualTo(1);
      }
      assertThat(segment.get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aSizeThatIsNotPositiveIsRefusedByName(long byteSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlignedBuffer.allocate(byteSize))
        .withMessage("byteSize is " + byteSize + ", must be positive");
    try (AlignedBuffer buffer = AlignedBuffer.allocate(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> buffer.ensureCapacity(byteSize))
          .withMessage("byteSize is " + byteSize + ", must be positive");
    }
  }

  @Test
  void pageKindIsThatOfTheMemory() {
    try (AlignedBuffer buffer = AlignedBuffer.allocate(1)) {
      assertThat(buffer.pageKind()).isEqualTo(PageKind.BASE);
    }
    assertThat(PageKind.BASE.byteSize()).isGreaterThanOrEqualTo(4096);
    assertThat(PageKind.HUGE_2M.byteSize()).isEqualTo(2_097_152);
  }

  @Test
  void printsItsSizeItsPagesAndItsAddress() {
    AlignedBuffer buffer = AlignedBuffer.allocate(1);
    assertThat(buffer)
        .hasToString(
            "AlignedBuffer[%d bytes of BASE pages at 0x%x]"
                .formatted(buffer.segment().byteSize(), buffer.segment().address()));
    buffer.close();
    assertThat(buffer).hasToString("AlignedBuffer[closed]");
  }
}
