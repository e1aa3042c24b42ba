// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.foreign.RawMemory;

/** {@code struct iovec} of readv(2): an address and a length, 16 bytes on every 64-bit system. */
public final class Iovec {
  public static final int BYTE_SIZE = 16;
  private static final int LENGTH_OFFSET = 8;

  private Iovec() {}

  /** Writes element {@code index} of the vector at {@code vector}. */
  public static void put(long vector, int index, long address, long byteSize) {
    long element = vector + (long) index * BYTE_SIZE;
    RawMemory.setLong(element, address);
    RawMemory.setLong(element + LENGTH_OFFSET, byteSize);
  }

  /**
   * Removes {@code byteSize} bytes from the front of the vector at {@code vector}, from element
   * {@code index} on. {@return the index of the first element that is left}
   */
  public static int skip(long vector, int index, long byteSize) {
    int first = index;
    long left = byteSize;
    while (true) {
      long element = vector + (long) first * BYTE_SIZE;
      long length = RawMemory.getLong(element + LENGTH_OFFSET);
      if (left < length) {
        put(vector, first, RawMemory.getLong(element) + left, length - left);
        return first;
      }
      left -= length;
      first++;
    }
  }
}
