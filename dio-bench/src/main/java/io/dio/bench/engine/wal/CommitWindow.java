// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.bench.backend.Lane;
import io.dio.bench.job.Phase;
import io.dio.bench.job.Window;
import io.dio.bench.pattern.Pattern;
import java.io.IOException;

/** One thread that writes a record, waits for its commit, and writes the next one. */
final class CommitWindow extends Window {
  private final LogTail tail;
  private final Phase phase;
  private final Pattern pattern;
  private final int thread;
  private long committed;

  CommitWindow(Lane lane, LogTail tail, Phase phase, Pattern pattern, int thread) {
    super(lane, 1);
    this.tail = tail;
    this.phase = phase;
    this.pattern = pattern;
    this.thread = thread;
  }

  @Override
  protected long nextOffset() {
    return tail.next();
  }

  @Override
  protected void start(Lane lane, int slot, long fileOffset) throws IOException {
    pattern.fill(lane.memory(), lane.start(slot), fileOffset, lane.blockByteSize());
    lane.write(slot, fileOffset);
  }

  /** Counts the record as acknowledged. If it was cut short, the check at the end finds that. */
  @Override
  protected void complete(Lane lane, int slot, long fileOffset, long transferred) {
    committed++;
    phase.completed(thread, committed);
  }

  @Override
  protected void report() {
    // The counters of the phase are all that is needed.
  }
}
