// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.AlignedMemory;
import io.dio.align.Degradation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** One file, opened over one backend and shared by all threads of a job. */
public abstract sealed class Backend implements AutoCloseable
    permits SchedulerBackend, FileChannelBackend, FfmBackend, MmapBackend {

  /**
   * {@return a new lane for one thread} {@code memory} is page-aligned and holds {@code slots}
   * blocks.
   */
  public abstract Lane lane(MemorySegment memory, int slots, int blockByteSize);

  /** {@return page-aligned memory for a lane, which lives at least as long as {@code arena}} */
  public MemorySegment laneMemory(long byteSize, Arena arena) {
    return AlignedMemory.allocate(byteSize, arena).segment();
  }

  /** {@return whether the memory of its lanes is registered with the kernel} */
  public boolean isRegistered() {
    return false;
  }

  /** {@return whether transfers bypass the page cache} */
  public abstract boolean isDirect();

  /** {@return what the job asked for and does not have, of the file and of what carries it out} */
  public abstract List<Degradation> degradations();

  /**
   * {@return the operations and system calls up to now; empty for a backend that makes one call per
   * operation and therefore need not count}
   */
  public abstract Optional<Traffic> traffic();

  /** {@return a way to write other files that uses the same scheduler or threads as the lanes} */
  public DurableWrite durableWrite() {
    return DurableWrite.BLOCKING;
  }

  /** Makes all written data durable. */
  public abstract void sync() throws IOException;

  @Override
  public abstract void close() throws IOException;
}
