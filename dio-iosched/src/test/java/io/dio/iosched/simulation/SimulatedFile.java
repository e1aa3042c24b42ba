// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one file in three copies: those that a read gets, those on the device, and those
 * that the judge of the simulation expects.
 *
 * <p>The state of the device is kept as versions. Each write has a number. For each byte the file
 * records the latest write that is known to have reached the device.
 */
final class SimulatedFile {
  static final int BYTES = 1024;

  private final byte[] bytes = new byte[BYTES];
  private final int[] onDevice = new int[BYTES];
  private final int[] version = new int[BYTES];

  /** The bytes that were written, are not on the device, and are not given up. */
  private final boolean[] dirty = new boolean[BYTES];

  private int size;
  private int truncations;

  private final byte[] expected = new byte[BYTES];
  private int expectedSize;
  private int expectedTruncations;

  // ---- the kernel's part ----

  /** {@return the bytes that a read can get} */
  int available(int offset, int length) {
    return Math.clamp(size - (long) offset, 0, length);
  }

  void read(int offset, List<MemorySegment> targets, int count) {
    int at = 0;
    for (MemorySegment target : targets) {
      int part = (int) Math.min(target.byteSize(), count - at);
      MemorySegment.copy(bytes, offset + at, target, ValueLayout.JAVA_BYTE, 0, part);
      at += part;
    }
  }

  void write(int offset, List<MemorySegment> sources, int count, int writeVersion) {
    int at = 0;
    for (MemorySegment source : sources) {
      int part = (int) Math.min(source.byteSize(), count - at);
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, bytes, offset + at, part);
      at += part;
    }
    Arrays.fill(version, offset, offset + count, writeVersion);
    Arrays.fill(dirty, offset, offset + count, true);
    grow(count == 0 ? 0 : offset + count);
  }

  void grow(int byteSize) {
    size = Math.max(size, byteSize);
  }

  void truncate() {
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(dirty, false);
    size = 0;
    truncations++;
  }

  /** A range reaches the device. */
  void sync(int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (dirty[i]) {
        onDevice[i] = version[i];
        dirty[i] = false;
      }
    }
  }

  /** A range does not reach the device, and later syncs will not try again. */
  void lose(int offset, int length) {
    Arrays.fill(dirty, offset, offset + length, false);
  }

  /** {@return how often the file was emptied} Earlier writes cannot be checked any more. */
  int truncations() {
    return truncations;
  }

  /**
   * {@return whether the write with {@code writeVersion}, or a later one in its place, is on the
   * device}
   */
  boolean isOnDevice(int offset, int length, int writeVersion) {
    for (int i = offset; i < offset + length; i++) {
      if (onDevice[i] < writeVersion) {
        return false;
      }
    }
    return true;
  }

  // ---- the judge's part ----

  void expectWrite(int offset, int count, SimulatedOperation source) {
    for (int i = 0; i < count; i++) {
      expected[offset + i] = source.byteAt(i);
    }
    expectSize(count == 0 ? 0 : offset + count);
  }

  void expectSize(int least) {
    expectedSize = Math.max(expectedSize, least);
  }

  void expectEmpty() {
    Arrays.fill(expected, (byte) 0);
    expectedSize = 0;
    expectedTruncations++;
  }

  /**
   * {@return whether the judge knows of more truncations than that} The end of a batch's member is
   * noticed with the whole batch. A later unit may have emptied the file of its slot before.
   */
  boolean isExpectedEmptySince(int count) {
    return expectedTruncations > count;
  }

  /**
   * {@return whether {@code target} holds the {@code count} bytes from {@code offset} on, or fewer
   * at the end}
   */
  boolean isAsExpected(int offset, MemorySegment target, int count) {
    for (int i = 0; i < count; i++) {
      if (target.get(ValueLayout.JAVA_BYTE, i) != expected[offset + i]) {
        return false;
      }
    }
    return true;
  }

  boolean isAsExpected() {
    return size == expectedSize && Arrays.equals(bytes, expected);
  }
}
