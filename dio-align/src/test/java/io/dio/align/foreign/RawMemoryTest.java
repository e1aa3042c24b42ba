// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dio.testing.fixtures.GuardPageArena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RawMemoryTest {

  // The memory ends at a page that may not be accessed. An access of the wrong width at the end
  // would crash.
  private final GuardPageArena arena = new GuardPageArena();
  private final MemorySegment segment = arena.allocate(64, 8);
  private final long last = segment.address() + 56;

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void valuesHaveTheWidthAndOrderOfTheHost() {
    RawMemory.setLong(last, 0x0102030405060708L);
    assertThat(segment.get(JAVA_LONG, 56)).isEqualTo(0x0102030405060708L);
    RawMemory.setInt(last + 4, 0x0a0b0c0d);
    assertThat(segment.get(JAVA_INT, 60)).isEqualTo(0x0a0b0c0d);
    assertThat(segment.get(JAVA_INT, 56)).as("its neighbour").isEqualTo(0x05060708);
    RawMemory.setShort(last + 6, (short) 0x7788);
    assertThat(segment.get(JAVA_SHORT, 62)).isEqualTo((short) 0x7788);
    assertThat(segment.get(JAVA_SHORT, 60)).as("its neighbour").isEqualTo((short) 0x0c0d);
    RawMemory.setByte(last + 7, (byte) 0x99);
    assertThat(segment.get(JAVA_BYTE, 63)).isEqualTo((byte) 0x99);
    assertThat(segment.get(JAVA_BYTE, 62)).as("its neighbour").isEqualTo((byte) 0x88);

    assertThat(RawMemory.getLong(last)).isEqualTo(segment.get(JAVA_LONG, 56));
    assertThat(RawMemory.getInt(last + 4)).isEqualTo(segment.get(JAVA_INT, 60));
  }

  @Test
  void whatIsReleasedIsAcquired() {
    RawMemory.setIntRelease(last, 1);
    assertThat(RawMemory.getIntAcquire(last)).isEqualTo(1);
    assertThat(segment.get(JAVA_INT, 56)).isEqualTo(1);
  }

  @Test
  void misalignedAndNegativeAddressesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> RawMemory.getInt(last + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> RawMemory.setLong(last + 4, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> RawMemory.setShort(last + 1, (short) 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> RawMemory.getInt(-4));
  }
}
