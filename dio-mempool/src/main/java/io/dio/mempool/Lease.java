// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What both kinds of pooled memory are: one slot, on loan from one acquire to its last release.
 *
 * <p>The object is made for this lease and never used for another. That is what makes a stale one
 * harmless: it cannot release, retain or hand out the lease that follows on the same slot.
 */
abstract sealed class Lease implements PooledMemory, AutoCloseable permits MmapBuffer, Slot {

  private static final AtomicIntegerFieldUpdater<Lease> FURTHER_REFERENCES =
      AtomicIntegerFieldUpdater.newUpdater(Lease.class, "furtherReferences");

  private static final int RELEASED = -1;

  private final SlottedMemory memory;
  private final int slot;

  /**
   * References beyond the first. Counted from 0 so that a new lease needs no volatile store, which
   * would cost more than all the rest of its construction.
   */
  private volatile int furtherReferences;

  Lease(SlottedMemory memory, int slot) {
    this.memory = memory;
    this.slot = slot;
  }

  /** Returns the slot; called once, by whoever gave up the last reference. */
  abstract void giveBack();

  final SlottedMemory memory() {
    return memory;
  }

  final int slot() {
    return slot;
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
      // One chain of read-modify-writes: the last to release sees what all others did before.
      if (FURTHER_REFERENCES.compareAndSet(this, references, references - 1)) {
        if (references == 0) {
          giveBack();
        }
        return;
      }
    }
  }

  /** Does what {@link #release} does, for try-with-resources. */
  @Override
  public final void close() {
    release();
  }

  /** {@return which memory this is and how many references it has, for diagnostics} */
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
