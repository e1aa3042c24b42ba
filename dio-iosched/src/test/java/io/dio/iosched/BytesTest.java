// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.AddressSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory that the clauses of the contract get. */
@EnabledOnOs(OS.LINUX)
final class BytesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 512, 4096, 5000})
  void nobodyCanTouchTheByteBesideTheMemoryOfTheContract(int byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = Bytes.filled(byteSize, 1, arena);
      long beside =
          Boolean.getBoolean("dio.test.guardAtBegin")
              ? memory.address() - 1
              : memory.address() + byteSize;
      assertThat(AddressSpace.regionAt(beside).permissions()).isEqualTo("---p");
      assertThat(memory.address() % Math.min(4096, Integer.lowestOneBit(byteSize))).isZero();
    }
  }
}
