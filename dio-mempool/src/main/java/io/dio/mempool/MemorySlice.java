// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.foreign.MemorySegment;

/** A part of pooled memory. It has no reference count of its own: it uses that of the whole. */
final class MemorySlice implements PooledMemory {

  private final PooledMemory whole;
  private final MemorySegment part;

  private MemorySlice(PooledMemory whole, MemorySegment part) {
    this.whole = whole;
    this.part = part;
  }

  /** {@return the range of {@code memory}, as {@link PooledMemory#slice} says} */
  static MemorySlice of(PooledMemory memory, long fromByte, long byteSize) {
    return new MemorySlice(memory, cut(memory.segment(), fromByte, byteSize));
  }

  private static MemorySegment cut(MemorySegment segment, long fromByte, long byteSize) {
    long available = segment.byteSize();
    if (fromByte < 0 || fromByte > available) {
      throw new IllegalArgumentException(
          "fromByte is " + fromByte + ", must be between 0 and " + available);
    }
    if (byteSize < 0 || byteSize > available - fromByte) {
      throw new IllegalArgumentException(
          "byteSize is "
              + byteSize
              + ", must be between 0 and "
              + (available - fromByte)
              + " from byte "
              + fromByte
              + " of "
              + available);
    }
    return segment.asSlice(fromByte, byteSize);
  }

  /** A slice of a slice refers to the whole directly, so that slices do not form chains. */
  @Override
  public PooledMemory slice(long fromByte, long byteSize) {
    return new MemorySlice(whole, cut(segment(), fromByte, byteSize));
  }

  /** The whole is asked for its segment because it reports the use of released memory. */
  @Override
  public MemorySegment segment() {
    MemorySegment all = whole.segment();
    assert all.scope().equals(part.scope()) : "the owner replaced the memory of " + this;
    return part;
  }

  @Override
  public boolean tryRetain() {
    return whole.tryRetain();
  }

  @Override
  public void release() {
    whole.release();
  }

  @Override
  public String toString() {
    return part.byteSize() + " bytes of " + whole;
  }
}
