// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes between position and limit of one or more buffers, one after the other. The positions
 * move only in {@link #advance}, when the bytes have been transferred.
 */
final class BufferCursor {
  /** The most pieces of one call of the kernel, UIO_MAXIOV. */
  private static final int MAX_PIECES = 1024;

  /** Their positions are moved in {@link #advance}. */
  private final ByteBuffer[] given;

  /** The number of buffers of {@link #given} before the first of {@link #buffers}. */
  private final int skipped;

  /** Whether several buffers were given, so that {@link #buffers} are others. */
  private final boolean several;

  /**
   * The given buffers. If there are several, they are duplicates: a buffer may be given twice, and
   * its bytes are then transferred twice.
   */
  private final ByteBuffer[] buffers;

  private final int end;
  private int index;
  private long remaining;

  /** The rest of the current buffer; null until it is needed. */
  private MemorySegment current;

  private BufferCursor(ByteBuffer[] buffers, int offset, int length) {
    this.several = length > 1;
    this.given = buffers;
    this.skipped = several ? offset : 0;
    this.buffers = several ? duplicates(buffers, offset, length) : buffers;
    this.index = offset - skipped;
    this.end = index + length;
    for (int i = index; i < end; i++) {
      remaining += this.buffers[i].remaining();
    }
    skipEmpty();
  }

  private static ByteBuffer[] duplicates(ByteBuffer[] buffers, int offset, int length) {
    ByteBuffer[] duplicates = new ByteBuffer[length];
    for (int i = 0; i < length; i++) {
      duplicates[i] = buffers[offset + i].duplicate();
    }
    return duplicates;
  }

  /**
   * {@return the bytes to write}
   *
   * @throws NullPointerException if a buffer is null
   */
  static BufferCursor sources(ByteBuffer[] buffers, int offset, int length) {
    return new BufferCursor(buffers, offset, length);
  }

  /**
   * {@return the bytes to read into}
   *
   * @throws NullPointerException if a buffer is null
   * @throws IllegalArgumentException if a buffer is read-only
   */
  static BufferCursor targets(ByteBuffer[] buffers, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i].isReadOnly()) {
        throw new IllegalArgumentException("Read-only buffer");
      }
    }
    return new BufferCursor(buffers, offset, length);
  }

  private void skipEmpty() {
    while (index < end && !buffers[index].hasRemaining()) {
      index++;
    }
    current = null;
  }

  /** {@return the number of bytes left in all buffers} */
  long remaining() {
    return remaining;
  }

  /** {@return the rest of the current buffer; there must be one} */
  MemorySegment current() {
    if (current == null) {
      current = MemorySegment.ofBuffer(buffers[index]);
    }
    return current;
  }

  /** {@return whether the current buffer is the last that has bytes} */
  boolean isLast() {
    return buffers[index].remaining() == remaining;
  }

  /**
   * {@return the bytes that can be transferred without a copy, as pieces; empty if there are none}
   * Each piece is native, begins at an aligned address and is a multiple of a block. If a buffer is
   * longer than that, it is cut and ends the list.
   *
   * @param memoryAlignment the alignment of the addresses, in bytes
   * @param blockBytes the size of a block, a power of two
   * @param mostBytes the most bytes of all pieces, a multiple of a block
   */
  List<MemorySegment> straightPieces(int memoryAlignment, int blockBytes, long mostBytes) {
    MemorySegment first = straight(current(), memoryAlignment, blockBytes, mostBytes);
    if (first == null) {
      return List.of();
    }
    if (isLast() || first.byteSize() < current().byteSize()) {
      return List.of(first);
    }
    List<MemorySegment> pieces = new ArrayList<>();
    pieces.add(first);
    long left = mostBytes - first.byteSize();
    boolean whole = true;
    for (int i = index + 1; whole && i < end && pieces.size() < MAX_PIECES; i++) {
      if (buffers[i].hasRemaining()) {
        MemorySegment rest = MemorySegment.ofBuffer(buffers[i]);
        MemorySegment piece = straight(rest, memoryAlignment, blockBytes, left);
        whole = piece != null && piece.byteSize() == rest.byteSize();
        if (piece != null) {
          pieces.add(piece);
          left -= piece.byteSize();
        }
      }
    }
    return pieces;
  }

  private static MemorySegment straight(
      MemorySegment rest, int memoryAlignment, int blockBytes, long mostBytes) {
    if (!rest.isNative() || (rest.address() & (memoryAlignment - 1)) != 0) {
      return null;
    }
    long byteSize = Math.min(rest.byteSize(), mostBytes) & -blockBytes;
    if (byteSize == 0) {
      return null;
    }
    return byteSize == rest.byteSize() ? rest : rest.asSlice(0, byteSize);
  }

  /** Copies the next bytes to memory. The positions stay. */
  void copyTo(MemorySegment memory, long memoryOffset, long byteSize) {
    copy(memory, memoryOffset, byteSize, false);
  }

  /** Copies memory to the next bytes. The positions stay. */
  void copyFrom(MemorySegment memory, long memoryOffset, long byteSize) {
    copy(memory, memoryOffset, byteSize, true);
  }

  private void copy(MemorySegment memory, long memoryOffset, long byteSize, boolean fromMemory) {
    long done = 0;
    for (int i = index; done < byteSize; i++) {
      MemorySegment buffer = i == index ? current() : MemorySegment.ofBuffer(buffers[i]);
      long count = Math.min(buffer.byteSize(), byteSize - done);
      if (fromMemory) {
        MemorySegment.copy(memory, memoryOffset + done, buffer, 0, count);
      } else {
        MemorySegment.copy(buffer, 0, memory, memoryOffset + done, count);
      }
      done += count;
    }
  }

  /** Moves the positions of the buffers over the next bytes. */
  void advance(long byteSize) {
    long left = byteSize;
    while (left > 0) {
      ByteBuffer buffer = buffers[index];
      int count = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + count);
      if (several) {
        given[skipped + index].position(buffer.position());
      }
      left -= count;
      remaining -= count;
      skipEmpty();
    }
  }
}
