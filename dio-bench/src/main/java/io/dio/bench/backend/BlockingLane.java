// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A lane over the scheduler's blocking calls. A start method returns when the operation is
 * complete.
 */
public final class BlockingLane extends Lane {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final MemorySegment[] slices;
  private final long[] transferred;

  /** Makes a lane over a file that is open, and over a scheduler. The caller closes both. */
  public BlockingLane(
      IoScheduler scheduler, DioFile file, MemorySegment memory, int slots, int blockByteSize) {
    super(memory, blockByteSize);
    this.scheduler = scheduler;
    this.file = file;
    this.slices = slices(slots);
    this.transferred = new long[slots];
  }

  @Override
  public void read(int slot, long fileOffset) throws IOException {
    transferred[slot] = scheduler.read(file, slices[slot], fileOffset);
  }

  @Override
  public void write(int slot, long fileOffset) throws IOException {
    try {
      transferred[slot] = scheduler.write(file, slices[slot], fileOffset);
    } catch (ShortTransferException e) {
      transferred[slot] = e.transferred();
    }
  }

  @Override
  public boolean isDone(int slot) {
    return true;
  }

  @Override
  public long await(int slot) {
    return transferred[slot];
  }
}
