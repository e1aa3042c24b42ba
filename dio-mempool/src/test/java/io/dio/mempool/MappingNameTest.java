// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.AlignedMemory;
import io.dio.align.foreign.Mapping;
import io.dio.testing.fixtures.Skip;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MappingNameTest {
  @Test
  void theKernelTakesOnlySomeCharactersAndLengths() {
    assertThat(MappingName.of("pool \"writes\"")).isEqualTo("dio pool \"writes\"");
    assertThat(MappingName.of("a[b]$`\\\n\u00e9~")).isEqualTo("dio a_b______~");
    assertThat(MappingName.of("x".repeat(200))).hasSize(79).startsWith("dio xxx").endsWith("x");
    assertThat(MappingName.of("")).isEqualTo("dio ");
  }

  @Test
  void theMemoryOfAPoolHasItsName() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom("dio probe").address();
      int result =
          Mapping.nameAnonymous(
              AlignedMemory.allocate(4096, arena).segment().address(), 4096, name);
      Skip.unless(result == 0, "needs a kernel with CONFIG_ANON_VMA_NAME");
    }
    try (MmapPool pool = new MmapPool("named", 4096, 2)) {
      assertThat(pool.capacity()).isEqualTo(2);
      assertThat(Files.readString(Path.of("/proc/self/maps")))
          .contains("[anon:dio pool \"named\"]");
    }
  }
}
