// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.AlignedMemory;
import io.dio.align.Degradation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** One file opened over one backend, shared by all threads of a job. */
public abstract sealed class Backend implements AutoCloseable
    permits SchedulerBackend, FileChannelBackend, FfmBackend, MmapBackend {

  /**
   * {@return a new lane for one thread} {@code memory} holds {@code slots} blocks, page-aligned.
   */
  public abstract Lane lane(MemorySegment memory, int slots, int blockByteSize);

  /** {@return page-aligned memory for a lane, which lives as long as {@code arena} at least} */
  public MemorySegment laneMemory(long byteSize, Arena arena) {
    return AlignedMemory.allocate(byteSize, arena).segment();
  }

  /** {@return whether the memory of its lanes is registered with the kernel} */
  public boolean isRegistered() {
    return false;
  }

  /** {@return whether transfers go around the page cache} */
  public abstract boolean isDirect();

  /** {@return what the job asked for and does not have, of the file and of what carries it out} */
  public abstract List<Degradation> degradations();

  /**
   * {@return operations and system calls up to now; empty for a backend that makes one call for
   * each operation and therefore need not count}
   */
  public abstract Optional<Traffic> traffic();

  /** {@return a way to other files that shares with the lanes what they share with one another} */
  public DurableWrite durableWrite() {
    return DurableWrite.BLOCKING;
  }

  /** Makes what was written durable. */
  public abstract void sync() throws IOException;

  @Override
  public abstract void close() throws IOException;
}
