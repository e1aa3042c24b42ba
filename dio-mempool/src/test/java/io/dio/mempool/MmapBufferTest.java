// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MmapBufferTest extends PooledMemoryContract {

  @Override
  String ownerInMessages() {
    return "pool \"contract\", buffer";
  }

  @Override
  MmapPool poolOf(int capacity, PoolOptions options) {
    return new MmapPool("contract", 4096, capacity, options);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 4096", "4095, 4096", "4096, 4096", "4097, 8192", "8192, 8192"})
  void alignedSegmentCoversTheValidBytesInWholeBlocks(long validBytes, long expected) {
    try (MmapBuffer buffer = MmapBuffer.allocate(8192)) {
      MemorySegment aligned = buffer.alignedSegment(validBytes);
      assertThat(aligned.byteSize()).isEqualTo(expected);
      assertThat(aligned.address()).isEqualTo(buffer.segment().address());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 512, 512", "513, 512, 1024", "8000, 512, 8192", "5, 1, 5", "1, 8192, 8192"})
  void alignedSegmentTakesTheAlignmentOfAFile(long validBytes, long alignment, long expected) {
    try (MmapBuffer buffer = MmapBuffer.allocate(8192)) {
      assertThat(buffer.alignedSegment(validBytes, alignment).byteSize()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 8193, Long.MAX_VALUE, Long.MIN_VALUE})
  void alignedSegmentRefusesMoreBytesThanThereAre(long validBytes) {
    try (MmapBuffer buffer = MmapBuffer.allocate(8192)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> buffer.alignedSegment(validBytes))
          .withMessageContainingAll("validBytes", Long.toString(validBytes), "8192");
    }
  }

  @Test
  void alignedSegmentRefusesAnAlignmentThatLeadsOutOfTheBuffer() {
    try (MmapBuffer buffer = MmapBuffer.allocate(8192)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> buffer.alignedSegment(1, 65_536))
          .withMessageContainingAll("validBytes is 1", "65536", "8192");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> buffer.alignedSegment(1, 3))
          .withMessageContaining("alignment is 3");
    }
  }

  @Test
  void alignedSliceIsTheAlignedSegmentAndRetainsTheBuffer() {
    try (MmapPool pool = new MmapPool("slices", 8192, 1)) {
      MmapBuffer buffer = pool.tryAcquire();
      PooledMemory slice = buffer.alignedSlice(4097);
      assertThat(slice.segment().byteSize()).isEqualTo(8192);
      assertThat(slice.segment().address()).isEqualTo(buffer.segment().address());
      assertThat(buffer.alignedSlice(513, 512).segment().byteSize()).isEqualTo(1024);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> buffer.alignedSlice(8193))
          .withMessageContainingAll("validBytes", "8193", "8192");
      assertThat(slice.tryRetain()).isTrue();
      buffer.release();
      assertThat(pool.outstanding()).isEqualTo(1);
      slice.release();
      assertThat(pool.outstanding()).isZero();
      assertThatIllegalStateException().isThrownBy(() -> buffer.alignedSlice(1));
    }
  }

  @Test
  void alignedSegmentOfAReleasedBufferThrows() {
    MmapBuffer buffer = MmapBuffer.allocate(8192);
    buffer.release();
    assertThatIllegalStateException().isThrownBy(() -> buffer.alignedSegment(1));
  }

  @ParameterizedTest
  @CsvSource({"1, 4096", "4096, 4096", "4097, 8192", "1048577, 1052672"})
  void unpooledBufferHasWholeBlocks(long byteSize, long expected) {
    try (MmapBuffer buffer = MmapBuffer.allocate(byteSize)) {
      assertThat(buffer.isPooled()).isFalse();
      assertThat(buffer.segment().byteSize()).isEqualTo(expected);
      assertThat(buffer.segment().address() % 4096).isZero();
    }
  }

  @Test
  void unpooledBufferIsZeroAndUsableToItsEnd() {
    try (MmapBuffer buffer = MmapBuffer.allocate(8192)) {
      assertThat(buffer.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      buffer.segment().set(ValueLayout.JAVA_BYTE, 8191, (byte) 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void unpooledBufferOfImpossibleSizeIsRefused(long byteSize) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MmapBuffer.allocate(byteSize))
        .withMessageContainingAll("byteSize", Long.toString(byteSize));
  }

  @Test
  void unpooledBufferIsUnmappedWithItsLastRelease() {
    MmapBuffer buffer = MmapBuffer.allocate(12_288);
    PoolPages pages = PoolPages.of(buffer.segment());
    MemorySegment kept = buffer.segment();
    buffer.tryRetain();
    buffer.release();
    pages.assertMapped();
    buffer.release();
    pages.assertUnmapped();
    assertThatIllegalStateException().isThrownBy(() -> kept.get(ValueLayout.JAVA_BYTE, 0));
    assertThatIllegalStateException()
        .isThrownBy(buffer::release)
        .withMessageContaining("unpooled memory, buffer 0");
    assertThat(buffer.tryRetain()).isFalse();
  }

  @Test
  void unpooledBufferMayBeReleasedByAnotherThread() throws InterruptedException {
    MmapBuffer buffer = MmapBuffer.allocate(4096);
    PoolPages pages = PoolPages.of(buffer.segment());
    Thread.ofVirtual().start(buffer::release).join();
    pages.assertUnmapped();
  }
}
