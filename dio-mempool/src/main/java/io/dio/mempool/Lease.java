// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The common base of both kinds of pooled memory: one slot, on loan from its acquire to its last
 * release.
 *
 * <p>The object is created for one loan and is never reused. Therefore a stale object is harmless:
 * it cannot release, retain or access the next loan of the same slot.
 */
abstract sealed class Lease implements PooledMemory, AutoCloseable permits MmapBuffer, Slot {

  private static final AtomicIntegerFieldUpdater<Lease> FURTHER_REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(Lease.class, "furtherReferences");

  private static final int RELEASED = -1;

  private final SlottedMemory memory;
  private final int slot;

  /**
   * The number of references beyond the first. It starts at 0, so a new lease needs no volatile
   * store. That store would cost more than the rest of the construction.
   */
  private volatile int furtherReferences;

  Lease(SlottedMemory memory, int slot) {
    this.memory = memory;
    this.slot = slot;
  }

  @Override
  public final MemorySegment segment() {
    if (furtherReferences == RELEASED) {
      memory.misuse(slot, "was used after its last release");
    }
    return memory.segment(slot);
  }

  @Override
  public final boolean tryRetain() {
    while (true) {
      int references = furtherReferences;
      if (references == RELEASED) {
        return false;
      }
      if (references == Integer.MAX_VALUE) {
        throw new IllegalStateException(
            memory.describe(slot)
                + " was retained "
                + Integer.MAX_VALUE
                + " times without release");
      }
      if (FURTHER_REFERENCES.compareAndSet(this, references, references + 1)) {
        return true;
      }
    }
  }

  @Override
  public final void release() {
    while (true) {
      int references = furtherReferences;
      if (references == RELEASED) {
        memory.misuse(slot, "was released more often than it was acquired and retained");
        return;
      }
      // All releases form one chain of read-modify-write operations. Therefore the last release
      // sees everything that the other holders did before theirs.
      if (FURTHER_REFERENCES.compareAndSet(this, references, references - 1)) {
        if (references == 0) {
          memory.giveBack(slot);
        }
        return;
      }
    }
  }

  /** Calls {@link #release}, for use with try-with-resources. */
  @Override
  public final void close() {
    release();
  }

  /** {@return a description of the memory and its number of references, for diagnostics} */
  @Override
  public final String toString() {
    return memory.describe(slot)
        + " ("
        + memory.slotSize()
        + " bytes, "
        + (furtherReferences + 1L)
        + " references)";
  }
}
