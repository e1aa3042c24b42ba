// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Lane;
import io.dio.bench.pattern.Contents;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads blocks in the order of a permutation, shared by all threads, and compares every byte. */
final class CoveringWindow extends Window {
  private final Permutation blocks;
  private final AtomicLong cursor;
  private final Contents contents;
  private final Tally tally;
  private final long blockByteSize;
  private long verifiedBytes;
  private long shortTransfers;

  CoveringWindow(
      Lane lane, int slots, Permutation blocks, AtomicLong cursor, Contents contents, Tally tally) {
    super(lane, slots);
    this.blocks = blocks;
    this.cursor = cursor;
    this.contents = contents;
    this.tally = tally;
    this.blockByteSize = lane.blockByteSize();
  }

  @Override
  protected void report() {
    tally.add(verifiedBytes, shortTransfers);
  }

  @Override
  protected long nextOffset() {
    long index = cursor.getAndIncrement();
    return index < blocks.count() ? blocks.at(index) * blockByteSize : -1;
  }

  @Override
  protected void start(Lane lane, int slot, long fileOffset) throws IOException {
    Contents.scribble(lane.memory(), lane.start(slot), blockByteSize);
    lane.read(slot, fileOffset);
  }

  @Override
  protected void complete(Lane lane, int slot, long fileOffset, long transferred) {
    long whole = transferred;
    if (transferred < blockByteSize) {
      shortTransfers++;
      tally.mismatch(contents.missing(fileOffset + transferred));
      whole = transferred & -(long) Long.BYTES;
    }
    contents
        .check(lane.memory(), lane.start(slot), fileOffset, whole)
        .ifPresentOrElse(tally::mismatch, () -> verifiedBytes += transferred);
  }
}
