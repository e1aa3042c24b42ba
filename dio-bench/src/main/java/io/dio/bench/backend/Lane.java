// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * One thread's way to a {@link Backend}: buffers of one size side by side, the slots, with at most
 * one operation outstanding in each.
 *
 * <p>Offsets and the block size are multiples of what direct I/O needs. A lane belongs to the
 * thread that uses it. Its methods allocate nothing beyond what the backend's own API does.
 */
public abstract class Lane {
  private final MemorySegment memory;
  private final long blockByteSize;

  protected Lane(MemorySegment memory, long blockByteSize) {
    this.memory = memory;
    this.blockByteSize = blockByteSize;
  }

  /** {@return the memory of all slots; slot {@code i} starts at {@link #start(int)}} */
  public final MemorySegment memory() {
    return memory;
  }

  /** {@return where in {@link #memory()} the slot begins, in bytes} */
  public final long start(int slot) {
    return slot * blockByteSize;
  }

  /** {@return the bytes of one slot, which is the length of every operation} */
  public final long blockByteSize() {
    return blockByteSize;
  }

  /** Starts a read of one block; a backend that blocks has finished it on return. */
  public abstract void read(int slot, long fileOffset) throws IOException;

  /** Starts a write of one block; a backend that blocks has finished it on return. */
  public abstract void write(int slot, long fileOffset) throws IOException;

  /** {@return whether the slot's operation is done with its buffer} */
  public abstract boolean isDone(int slot);

  /**
   * Waits for the slot's operation.
   *
   * @return the bytes transferred; fewer than a block if the transfer was short
   * @throws IOException if the operation failed; it is done with its buffer all the same
   */
  public abstract long await(int slot) throws IOException;

  /** {@return the memory of each slot} */
  protected final MemorySegment[] slices(int slots) {
    MemorySegment[] slices = new MemorySegment[slots];
    for (int slot = 0; slot < slots; slot++) {
      slices[slot] = memory.asSlice(start(slot), blockByteSize);
    }
    return slices;
  }
}
