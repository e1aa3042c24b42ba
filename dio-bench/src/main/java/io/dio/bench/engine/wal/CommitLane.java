// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A lane with one slot whose write returns when the record is durable. */
final class CommitLane extends Lane {
  /** Writes a record and makes it durable. */
  @FunctionalInterface
  interface Commit {
    /** {@return the number of bytes that were written} */
    long run(MemorySegment record, long fileOffset) throws IOException;
  }

  private final MemorySegment record;
  private final Commit commit;
  private long transferred;

  CommitLane(MemorySegment memory, int recordByteSize, Commit commit) {
    super(memory, recordByteSize);
    this.record = slices(1)[0];
    this.commit = commit;
  }

  @Override
  public void read(int slot, long fileOffset) {
    throw new UnsupportedOperationException("a log is written");
  }

  @Override
  public void write(int slot, long fileOffset) throws IOException {
    transferred = commit.run(record, fileOffset);
  }

  @Override
  public boolean isDone(int slot) {
    return true;
  }

  @Override
  public long await(int slot) {
    return transferred;
  }
}
