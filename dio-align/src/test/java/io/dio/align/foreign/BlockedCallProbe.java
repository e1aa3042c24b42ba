// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import io.dio.testing.fixtures.BlockedRead;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Collects garbage while a thread is blocked in a system call: the main class of a child JVM. */
final class BlockedCallProbe {

  private static final SystemCall READ = SystemCall.returningLong("read");

  private BlockedCallProbe() {}

  /**
   * Takes no arguments.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment target = arena.allocate(1);
      try (BlockedRead read = BlockedRead.start(fd -> read(fd, target.address()))) {
        System.gc(); // would never return if the reading thread did not reach a safepoint
        System.out.println("collected, blocked: " + read.isBlocked());
        System.out.println("read returned " + read.finish((byte) 1));
      }
    }
  }

  private static int read(int fd, long address) {
    return (int) READ.call(fd, address, 1);
  }
}
