// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.backend.Lane;
import io.dio.bench.engine.Findings;
import io.dio.bench.job.Phase;
import io.dio.bench.job.Window;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Mismatch;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One thread that looks up random blocks until told to stop. A lookup copies nothing: it checks the
 * head of the block in the cache, or of the block that it has read.
 */
final class LookupWindow extends Window {
  /** A complete check of 4 KiB costs about as much as a hundred head checks. */
  private static final int FULL_CHECK_INTERVAL = 64;

  private final Phase lookups;
  private final Phase reads;
  private final BlockCache cache;
  private final Optional<Contents> contents;
  private final Findings findings;
  private final SplittableRandom random;
  private final long blocks;
  private final int blockByteSize;
  private final int thread;
  private long lookupCount;
  private long readCount;

  LookupWindow(Lane lane, LookupWork work, int thread) {
    super(lane, 1);
    this.lookups = work.lookups();
    this.reads = work.reads();
    this.cache = work.cache();
    this.contents = work.contents();
    this.findings = work.findings();
    this.random = new SplittableRandom(work.seed() + thread);
    this.blocks = work.blocks();
    this.blockByteSize = (int) lane.blockByteSize();
    this.thread = thread;
  }

  /** Looks up blocks until one is not in the cache. */
  @Override
  protected long nextOffset() {
    while (!lookups.isStopped()) {
      long block = random.nextLong(blocks);
      if (!cache.has(block)) {
        return block * blockByteSize;
      }
      found(cache.memory(), cache.start(block), block * blockByteSize);
    }
    return -1;
  }

  @Override
  protected void start(Lane lane, int slot, long fileOffset) throws IOException {
    Contents.scribbleHead(lane.memory(), lane.start(slot));
    lane.read(slot, fileOffset);
  }

  @Override
  protected void complete(Lane lane, int slot, long fileOffset, long transferred) {
    readCount++;
    reads.completed(thread, readCount);
    if (transferred < blockByteSize) {
      contents.ifPresent(
          expected -> findings.shortTransfer(expected.missing(fileOffset + transferred)));
    } else {
      found(lane.memory(), lane.start(slot), fileOffset);
    }
  }

  private void found(MemorySegment memory, long from, long fileOffset) {
    lookupCount++;
    lookups.completed(thread, lookupCount);
    if (contents.isPresent()) {
      check(contents.get(), memory, from, fileOffset);
    }
  }

  private void check(Contents expected, MemorySegment memory, long from, long fileOffset) {
    // The first lookup of a thread is one of them, because a starved thread makes only a few.
    if (lookupCount % FULL_CHECK_INTERVAL == 1 || !expected.headMatches(memory, from, fileOffset)) {
      Optional<Mismatch> mismatch = expected.check(memory, from, fileOffset, blockByteSize);
      mismatch.ifPresentOrElse(findings::mismatch, () -> findings.verified(blockByteSize));
    }
  }

  @Override
  protected void report() {
    // The counters of the phases are all that is needed.
  }
}
