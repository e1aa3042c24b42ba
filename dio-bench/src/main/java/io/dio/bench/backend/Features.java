// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * What a job uses of its backend beside plain reads and writes.
 *
 * @param slab whether its buffers are a slab's, registered with the kernel where that can be had
 * @param durable whether each write is durable when it completes
 * @param chain whether each operation opens the file into a slot, does its work and closes it, as
 *     one submission; a write allocates before and syncs after
 * @param coalescing whether neighbouring writes may be merged
 * @param batch how many operations are handed over at a time in one batch, or 0 for one by one
 * @param schedulers how many schedulers stand side by side, each for its share of the threads
 */
public record Features(
    boolean slab, boolean durable, boolean chain, boolean coalescing, int batch, int schedulers) {
  /** Plain reads and writes through one scheduler. */
  public static final Features NONE = new Features(false, false, false, true, 0, 1);

  /** {@return of these what a backend without a scheduler can do} */
  public Features withoutScheduler() {
    return new Features(false, durable, false, true, 0, 1);
  }

  /** {@return these with no more schedulers than threads: what has no thread to serve is idle} */
  public Features forThreads(int threads) {
    return new Features(slab, durable, chain, coalescing, batch, Math.min(schedulers, threads));
  }

  /** {@return words for a report, but for the schedulers, which have a column of their own} */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    if (slab) {
      words.add("slab");
    }
    if (durable) {
      words.add("durable");
    }
    if (chain) {
      words.add("chain");
    }
    if (!coalescing) {
      words.add("uncoalesced");
    }
    if (batch > 0) {
      words.add("batch " + batch);
    }
    return String.join(" ", words);
  }
}
