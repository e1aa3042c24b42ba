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
}
