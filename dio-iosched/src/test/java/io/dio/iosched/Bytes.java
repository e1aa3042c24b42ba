// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.sys.DioFile;
import io.dio.testing.fixtures.GuardPageArena;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Memory and file contents that are a function of a seed. */
public final class Bytes {
  private static final boolean GUARD_AT_BEGIN = Boolean.getBoolean("dio.test.guardAtBegin");

  private Bytes() {}

  /**
   * {@return memory that ends at a page that nobody may access} Java code that goes one byte too
   * far crashes the JVM, and the kernel says EFAULT. The address is as aligned as the length is.
   *
   * <p>With {@code -Ddio.test.guardAtBegin=true} it begins at such a page.
   */
  public static MemorySegment allocate(long byteSize, Arena arena) {
    return GuardPageArena.allocate(byteSize, GUARD_AT_BEGIN, arena);
  }

  /** {@return page-aligned memory with the bytes of {@code seed}} */
  public static MemorySegment filled(long byteSize, long seed, Arena arena) {
    MemorySegment segment = allocate(byteSize, arena);
    fill(segment, seed);
    return segment;
  }

  public static void fill(MemorySegment segment, long seed) {
    MemorySegment.copy(
        of(seed, (int) segment.byteSize()),
        0,
        segment,
        ValueLayout.JAVA_BYTE,
        0,
        (int) segment.byteSize());
  }

  static byte[] of(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] of(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  public static void assertEqual(MemorySegment actual, MemorySegment expected) {
    assertThat(actual.mismatch(expected)).as("first byte that differs").isEqualTo(-1);
  }

  public static void assertSeed(MemorySegment actual, long seed) {
    assertEqual(actual, MemorySegment.ofArray(of(seed, (int) actual.byteSize())));
  }

  /** Compares with the first bytes of a longer sequence. */
  public static void assertSeed(MemorySegment actual, long seed, int wholeLength) {
    assertEqual(actual, MemorySegment.ofArray(of(seed, wholeLength)).asSlice(0, actual.byteSize()));
  }

  /** Reads with blocking calls of the file itself and compares. */
  public static void assertInFile(DioFile file, long fileOffset, int length, long seed)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment read = allocate(length, arena);
      file.readFully(read, fileOffset);
      assertSeed(read, seed);
    }
  }
}
