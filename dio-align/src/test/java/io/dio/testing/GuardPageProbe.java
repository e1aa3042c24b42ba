// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Writes beside a guarded segment: the main class of a child JVM that is meant to crash. */
final class GuardPageProbe {

  private GuardPageProbe() {}

  /**
   * Takes the size to allocate and the offset to write at.
   *
   * @param arguments both numbers
   */
  @SuppressWarnings("restricted")
  public static void main(String[] arguments) {
    try (GuardPageArena arena = new GuardPageArena()) {
      MemorySegment segment = arena.allocate(Long.parseLong(arguments[0]), 1);
      long address = segment.address() + Long.parseLong(arguments[1]);
      MemorySegment.ofAddress(address).reinterpret(1).set(JAVA_BYTE, 0, (byte) 1);
      System.out.println("written");
    }
  }
}
