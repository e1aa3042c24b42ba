// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.foreign.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Gives the memory of a pool a name in {@code /proc/PID/maps}, where the kernel has such names. */
final class MappingName {
  /** The longest name that the kernel takes, without its end. */
  private static final int MAX_LENGTH = 79;

  private static final String REFUSED = "\\`$[]";

  private MappingName() {}

  /**
   * Names a mapping after its owner. A kernel without names answers EINVAL, and for huge pages
   * EBADF. The name only helps a reader, so that is ignored.
   */
  static void set(MemorySegment mapping, String owner) {
    try (Arena arena = Arena.ofConfined()) {
      Mapping.nameAnonymous(
          mapping.address(), mapping.byteSize(), arena.allocateFrom(of(owner)).address());
    }
  }

  /** {@return the name for memory of {@code owner}, in the characters that the kernel takes} */
  static String of(String owner) {
    StringBuilder name = new StringBuilder("dio ");
    for (int i = 0; i < owner.length() && name.length() < MAX_LENGTH; i++) {
      char each = owner.charAt(i);
      name.append(each < ' ' || each > '~' || REFUSED.indexOf(each) >= 0 ? '_' : each);
    }
    return name.toString();
  }
}
