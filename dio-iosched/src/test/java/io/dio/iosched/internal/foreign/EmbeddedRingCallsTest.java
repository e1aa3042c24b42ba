// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Mapping;
import io.dio.iosched.IoUring;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_params;
import io.dio.iosched.liburing.io_uring_sq;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the embedded calls take a ring down. */
final class EmbeddedRingCallsTest {
  private static final EmbeddedRingCalls CALLS = EmbeddedRingCalls.INSTANCE;

  @BeforeEach
  void requireRing() {
    Skip.unless(
        IoUring.isAvailable(),
        "needs io_uring: " + IoUring.unavailabilityCause().map(Object::toString).orElse(""));
  }

  private static boolean isMapped(long address) throws IOException {
    String begin = Long.toHexString(address) + "-";
    return Files.readAllLines(Path.of("/proc/self/maps")).stream()
        .anyMatch(line -> line.startsWith(begin));
  }

  @Test
  void anExitUnmapsAll() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ring = io_uring.allocate(arena);
      assertThat(CALLS.queueInit(8, ring, io_uring_params.allocate(arena))).isZero();
      long sqes = io_uring_sq.sqes(io_uring.sq(ring)).address();
      assertThat(isMapped(sqes)).isTrue();
      CALLS.queueExit(ring);
      assertThat(isMapped(sqes)).isFalse();
      assertThat(io_uring_sq.ring_sz(io_uring.sq(ring))).as("the note of it").isZero();
    }
  }

  /**
   * An exit that ran out of memory is repeated. The addresses that it unmapped may have another
   * owner by then.
   */
  @Test
  void anExitThatIsMadeAgainUnmapsNothing() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ring = io_uring.allocate(arena);
      assertThat(CALLS.queueInit(8, ring, io_uring_params.allocate(arena))).isZero();
      MemorySegment sq = io_uring.sq(ring);
      long sqes = io_uring_sq.sqes(sq).address();
      long mapping = io_uring_sq.ring_ptr(sq).address();
      long bytes = io_uring_sq.ring_sz(sq);
      // The notes of the first attempt before it failed. The mappings stand for another owner's.
      io_uring_sq.ring_sz(sq, 0);
      CALLS.queueExit(ring);
      assertThat(isMapped(sqes)).isTrue();
      assertThat(isMapped(mapping)).isTrue();
      assertThat(Mapping.munmap(sqes, 8 * 64)).isZero();
      assertThat(Mapping.munmap(mapping, bytes)).isZero();
    }
  }
}
