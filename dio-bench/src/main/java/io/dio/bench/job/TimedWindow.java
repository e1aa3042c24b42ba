// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Lane;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Mismatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Reads or writes as fast as the backend can, until told to stop.
 *
 * <p>Its own work counts as the backend's time, so it takes only some nanoseconds per operation. It
 * compares the head of every block read, and the rest of one block in 64. It times only as many
 * operations as {@link Phase} asks for. A write includes filling the block.
 */
final class TimedWindow extends Window {
  /** A complete check of 4 KiB costs about as much as a hundred head checks. */
  private static final int FULL_CHECK_INTERVAL = 64;

  private final Phase phase;
  private final Latencies allLatencies;
  private final int thread;
  private final Offsets offsets;
  private final boolean write;
  private final boolean checked;
  private final Contents contents;
  private final int generation;
  private final Tally tally;
  private final long blockByteSize;

  /** The time at which a slot's operation was started, or 0 if it is not timed. */
  private final long[] startNanos;

  private final IntCountsHistogram latencies = Latencies.ofOneThread();
  private long started;
  private long completed;
  private long verifiedBytes;
  private long shortTransfers;

  TimedWindow(Lane lane, RoundWork work, Phase phase, Latencies allLatencies, int thread) {
    super(lane, work.job().depth());
    this.phase = phase;
    this.allLatencies = allLatencies;
    this.thread = thread;
    this.offsets = Offsets.of(work.job(), work.fileByteSize(), thread, work.seed());
    this.write = work.job().access().isWrite();
    this.checked = work.contents().isPresent();
    this.contents = work.contents().orElse(null);
    this.generation = work.generation();
    this.tally = work.tally();
    this.blockByteSize = work.job().blockByteSize();
    this.startNanos = new long[work.job().depth()];
  }

  @Override
  protected void report() {
    tally.add(verifiedBytes, shortTransfers);
    allLatencies.add(latencies);
  }

  @Override
  protected long nextOffset() {
    return phase.isStopped() ? -1 : offsets.next();
  }

  @Override
  protected void start(Lane lane, int slot, long fileOffset) throws IOException {
    if (write) {
      contents.fill(lane.memory(), lane.start(slot), fileOffset, blockByteSize, generation);
    } else if (checked) {
      Contents.scribbleHead(lane.memory(), lane.start(slot));
    }
    started++;
    startNanos[slot] = phase.isTimed(started) ? System.nanoTime() : 0;
    if (write) {
      lane.write(slot, fileOffset);
    } else {
      lane.read(slot, fileOffset);
    }
    if (startNanos[slot] != 0 && lane.isDone(slot)) {
      // The operation is complete on return. The time that this thread spends on other slots before
      // it returns here is not its latency.
      recordLatency(slot);
    }
  }

  @Override
  protected void complete(Lane lane, int slot, long fileOffset, long transferred) {
    if (startNanos[slot] != 0) {
      recordLatency(slot);
    }
    completed++;
    phase.completed(thread, completed);
    if (transferred < blockByteSize) {
      shortTransfers++;
    }
    if (write) {
      contents.markWritten(fileOffset, transferred, generation);
    } else if (checked) {
      check(lane.memory(), lane.start(slot), fileOffset, transferred);
    }
  }

  private void recordLatency(int slot) {
    latencies.recordValue(Latencies.clamp(System.nanoTime() - startNanos[slot]));
    startNanos[slot] = 0;
  }

  private void check(MemorySegment memory, long from, long fileOffset, long transferred) {
    if (transferred < blockByteSize) {
      tally.mismatch(contents.missing(fileOffset + transferred));
    } else if (completed % FULL_CHECK_INTERVAL == 0
        || !contents.headMatches(memory, from, fileOffset)) {
      Optional<Mismatch> mismatch = contents.check(memory, from, fileOffset, blockByteSize);
      if (mismatch.isPresent()) {
        tally.mismatch(mismatch.get());
      } else {
        verifiedBytes += blockByteSize;
      }
    }
  }
}
