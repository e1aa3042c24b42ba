// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.AlignedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The words of a channel that cannot be opened. Reads through it are tested with a scheduler. */
class CarrierChannelTest {
  private static final int NO_DESCRIPTOR = Integer.MAX_VALUE;

  @Test
  void aRefusedOpeningIsToldAndNothingIsRead() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = AlignedMemory.allocate(4096, arena).segment();
      CarrierChannel channel = new CarrierChannel(NO_DESCRIPTOR);
      assertThat(channel.refusal()).isEmpty();
      assertThat(channel.suits(target, 0)).isFalse();
      assertThat(channel.read(target, 0)).isEqualTo(CarrierChannel.NOT_READ);
      assertThat(channel.refusal())
          .hasValueSatisfying(refusal -> assertThat(refusal).contains("NoSuchFileException"));
      channel.close();
    }
  }
}
