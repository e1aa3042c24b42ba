// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SegmentsTest {

  @Test
  void nativeMemoryPassesWithItsAddress() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(64);
      assertThat(Segments.requireNative(segment, "source")).isEqualTo(segment.address());
      assertThat(Segments.requireWritable(segment, "target")).isEqualTo(segment.address());
      assertThat(Segments.requireNative(segment.asSlice(16), "source"))
          .isEqualTo(segment.address() + 16);
      assertThat(Segments.requireNative(segment.asReadOnly(), "source"))
          .isEqualTo(segment.address());
    }
    MemorySegment direct = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(64));
    assertThat(Segments.requireWritable(direct, "target")).isEqualTo(direct.address());
  }

  @Test
  void memoryConfinedToAnotherThreadPassesAsOnlyItsAddressIsUsed() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(64);
      FutureTask<Long> task = new FutureTask<>(() -> Segments.requireWritable(segment, "target"));
      Thread.ofPlatform().start(task);
      assertThat(task.get()).isEqualTo(segment.address());
    }
  }

  @Test
  void aHeapSegmentIsRefusedWithTheReasonAndWhatToUse() {
    MemorySegment heap = MemorySegment.ofArray(new byte[512]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Segments.requireNative(heap, "source"))
        .withMessage(
            "source is a heap segment of 512 bytes: the garbage collector may move it while the"
                + " kernel uses its address. Use native memory, such as AlignedMemory.allocate, a"
                + " pool's buffer or Arena.allocate");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Segments.requireWritable(heap, "target"))
        .withMessageStartingWith("target is a heap segment");
  }

  @Test
  void aReadOnlySegmentIsRefusedAsTargetOnly() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment readOnly = arena.allocate(512).asReadOnly();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Segments.requireWritable(readOnly, "target"))
          .withMessage(
              "target of 512 bytes is read-only and cannot receive data: pass the segment it is a"
                  + " view of");
    }
  }

  @Test
  void aSegmentOfAClosedArenaIsRefused() {
    MemorySegment segment;
    try (Arena arena = Arena.ofShared()) {
      segment = arena.allocate(512);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> Segments.requireNative(segment, "source"))
        .withMessage("source of 512 bytes belongs to an arena that is closed");
    assertThatIllegalStateException().isThrownBy(() -> Segments.requireWritable(segment, "target"));
  }

  @Test
  void nullIsRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> Segments.requireNative(null, "source"))
        .withMessage("source is null");
    assertThatNullPointerException()
        .isThrownBy(() -> Segments.requireWritable(null, "target"))
        .withMessage("target is null");
  }
}
