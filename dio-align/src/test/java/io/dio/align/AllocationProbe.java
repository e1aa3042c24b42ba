// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import java.lang.foreign.Arena;

/** Allocates twice and prints what happened: the main class of child JVMs. */
final class AllocationProbe {

  private AllocationProbe() {}

  /**
   * Takes the number of bytes to allocate.
   *
   * @param arguments the number
   */
  public static void main(String[] arguments) {
    for (int attempt = 1; attempt <= 2; attempt++) {
      try (Arena arena = Arena.ofConfined()) {
        AlignedMemory memory = AlignedMemory.allocate(Long.parseLong(arguments[0]), arena);
        memory.segment().fill((byte) 1);
        System.out.println(attempt + ": allocated " + memory.byteSize());
      } catch (RuntimeException | Error e) {
        System.out.println(attempt + ": " + e);
      }
    }
  }
}
