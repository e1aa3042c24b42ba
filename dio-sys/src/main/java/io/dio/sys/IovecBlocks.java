// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.sys.foreign.Iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Memory for the vectors of preadv and pwritev, kept for the next call: 16 KiB each, one user at a
 * time. More are allocated when all are out, and left to the garbage collector afterwards.
 */
final class IovecBlocks {
  private static final int BLOCK_BYTES = TransferRules.MAX_PIECES * Iovec.BYTE_SIZE;
  private static final int KEPT = 16;
  private static final AtomicReferenceArray<MemorySegment> FREE = new AtomicReferenceArray<>(KEPT);

  private IovecBlocks() {}

  static MemorySegment take() {
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i < KEPT; i++) {
      MemorySegment block = FREE.getAndSet((start + i) & (KEPT - 1), null);
      if (block != null) {
        return block;
      }
    }
    return Arena.ofAuto().allocate(BLOCK_BYTES, Long.BYTES);
  }

  static void give(MemorySegment block) {
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i < KEPT; i++) {
      if (FREE.compareAndSet((start + i) & (KEPT - 1), null, block)) {
        return;
      }
    }
  }
}
