// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.liburing.iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for the piece lists of vectored operations that are placed and not yet submitted. The
 * kernel copies a list when it takes the entry (IORING_FEAT_SUBMIT_STABLE, Linux 5.5), so all of
 * the area is free again after every complete submission.
 */
final class IovecArea {
  private static final long BYTE_SIZE = iovec.layout().byteSize();
  private static final long BASE = iovec.iov_base$offset();
  private static final long LENGTH = iovec.iov_len$offset();

  /** Four operations of the largest size, or many of a usual one: 64 KiB. */
  private static final int CAPACITY = 4 * Op.MAX_PIECES;

  private final long address;
  private int used;

  IovecArea(Arena arena) {
    address = arena.allocate(iovec.layout(), CAPACITY).address();
  }

  boolean hasRoomFor(int pieceCount) {
    return pieceCount <= CAPACITY - used;
  }

  /** {@return the address of the written list of {@code op}'s pieces} */
  long write(Op op) {
    long list = address + used * BYTE_SIZE;
    for (int i = 0; i < op.pieceCount(); i++) {
      MemorySegment piece = op.piece(i);
      long entry = list + i * BYTE_SIZE;
      RawMemory.setLong(entry + BASE, piece.address());
      RawMemory.setLong(entry + LENGTH, piece.byteSize());
    }
    used += op.pieceCount();
    return list;
  }

  void reuse() {
    used = 0;
  }
}
