// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.AlignedMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The access of one thread to a {@link Backend}. A lane has slots, which are buffers of one size
 * side by side. Each slot has at most one operation outstanding.
 *
 * <p>Offsets and the block size are multiples of what direct I/O needs. A lane belongs to the
 * thread that uses it. Its methods allocate no memory, except in the API of the backend.
 */
public abstract class Lane {
  /** Makes the lanes of the threads of a job. It is thread-safe. */
  public interface Source {
    /**
     * {@return a new lane for one thread} {@code memory} is page-aligned and holds {@code slots}
     * blocks.
     */
    Lane lane(MemorySegment memory, int slots, int blockByteSize);

    /** {@return page-aligned memory for a lane, which lives at least as long as {@code arena}} */
    default MemorySegment laneMemory(long byteSize, Arena arena) {
      return AlignedMemory.allocate(byteSize, arena).segment();
    }
  }

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

  /** {@return the offset in {@link #memory()} at which the slot begins, in bytes} */
  public final long start(int slot) {
    return slot * blockByteSize;
  }

  /** {@return the size of one slot in bytes, which is the length of every operation} */
  public final long blockByteSize() {
    return blockByteSize;
  }

  /** Starts a read of one block. On a backend that blocks, it is complete on return. */
  public abstract void read(int slot, long fileOffset) throws IOException;

  /** Starts a write of one block. On a backend that blocks, it is complete on return. */
  public abstract void write(int slot, long fileOffset) throws IOException;

  /** {@return whether the slot's operation no longer uses its buffer} */
  public abstract boolean isDone(int slot);

  /**
   * Waits for the slot's operation.
   *
   * @return the number of bytes transferred; fewer than a block if the transfer was short
   * @throws IOException if the operation failed; it no longer uses its buffer then, too
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
