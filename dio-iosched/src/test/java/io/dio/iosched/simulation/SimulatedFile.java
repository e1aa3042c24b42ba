// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.testing.internal.CrashModel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The bytes of one file in three copies: those that a read gets, those on the device, and those
 * that the judge of the simulation expects.
 *
 * <p>The device is the model of {@code io.dio.testing.SimulatedDisk}. In place of each byte it has
 * the number of the write that put it there, so that the judge can tell an older byte from a newer
 * one.
 */
final class SimulatedFile {
  static final int BYTES = 1024;

  /** A loss of power copies the file, so only each so many questions make one. */
  private static final int CRASH_PERIOD = 8;

  private final byte[] bytes = new byte[BYTES];
  private CrashModel device = new CrashModel(Integer.BYTES);
  private final SplittableRandom random = new SplittableRandom(0);

  /** The device after a loss of power; null if it has changed since the latest one. */
  private CrashModel.Image afterCrash;

  private int questions;
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
    ByteBuffer versions = ByteBuffer.allocate(count * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      versions.putInt(writeVersion);
    }
    device.write(writeVersion, 0, onDevice(offset), versions.array(), false);
    afterCrash = null;
    grow(count == 0 ? 0 : offset + count);
  }

  void grow(int byteSize) {
    size = Math.max(size, byteSize);
  }

  void truncate() {
    Arrays.fill(bytes, (byte) 0);
    device = new CrashModel(Integer.BYTES); // nobody asks for older writes any more
    afterCrash = null;
    size = 0;
    truncations++;
  }

  /** A range reaches the device. */
  void sync(int offset, int length) {
    device.syncRange(onDevice(offset), onDevice(length));
    afterCrash = null;
  }

  /** A range may not have reached the device, and later syncs will not try again. */
  void lose(int offset, int length) {
    device.loseRange(onDevice(offset), onDevice(length));
    afterCrash = null;
  }

  private static int onDevice(int bytes) {
    return bytes * Integer.BYTES;
  }

  /** {@return how often the file was emptied} Earlier writes cannot be checked any more. */
  int truncations() {
    return truncations;
  }

  /**
   * {@return whether the write with {@code writeVersion}, or a later one in its place, is on the
   * device, and is there after a loss of power}
   */
  boolean isOnDevice(int offset, int length, int writeVersion) {
    byte[] versions = new byte[onDevice(length)];
    device.durableBytes(onDevice(offset), versions);
    boolean durable = isAtLeast(versions, writeVersion);
    if (!durable || questions++ % CRASH_PERIOD != 0) {
      return durable;
    }
    if (afterCrash == null) {
      afterCrash = device.crash(random);
    }
    afterCrash.bytes().get(onDevice(offset), versions);
    return isAtLeast(versions, writeVersion);
  }

  private static boolean isAtLeast(byte[] versions, int least) {
    ByteBuffer all = ByteBuffer.wrap(versions);
    while (all.hasRemaining()) {
      if (all.getInt() < least) {
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
