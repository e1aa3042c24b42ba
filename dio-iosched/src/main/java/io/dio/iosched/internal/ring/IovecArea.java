// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.internal.foreign.UringStructs.Iovec;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory for the piece lists of vectored operations that are placed and not yet submitted. The
 * kernel copies a list when it takes the entry (IORING_FEAT_SUBMIT_STABLE, Linux 5.5), so all of
 * the area is free again after every complete submission.
 */
public final class IovecArea {
  private static final long BYTE_SIZE = Iovec.BYTE_SIZE;
  private static final long BASE = Iovec.IOV_BASE;
  private static final long LENGTH = Iovec.IOV_LEN;

  /** A segment of a chain is placed in one piece, so the area has room for the largest. */
  static final int CAPACITY = ChainSubmission.MAX_SEGMENT_PIECES;

  private final long address;
  private int used;

  IovecArea(Arena arena) {
    address = arena.allocate(CAPACITY * BYTE_SIZE, Long.BYTES).address();
  }

  boolean hasRoomFor(int pieceCount) {
    return pieceCount <= CAPACITY - used;
  }

  /** {@return the address of the written list of {@code request}'s pieces} */
  long write(Request request) {
    long list = address + used * BYTE_SIZE;
    for (int i = 0; i < request.pieceCount(); i++) {
      MemorySegment piece = request.piece(i);
      append(piece.address(), piece.byteSize());
    }
    return list;
  }

  /** {@return the address of the written list of the memory of {@code run}'s members} */
  long write(CoalescedRun run) {
    long list = address + used * BYTE_SIZE;
    for (int i = 0; i < run.size(); i++) {
      Request request = run.member(i).op;
      append(request.address, request.byteSize);
    }
    return list;
  }

  private void append(long base, long length) {
    long entry = address + used * BYTE_SIZE;
    RawMemory.setLong(entry + BASE, base);
    RawMemory.setLong(entry + LENGTH, length);
    used++;
  }

  void reuse() {
    used = 0;
  }
}
