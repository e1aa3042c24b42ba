// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * The features that a job uses of its backend in addition to plain reads and writes.
 *
 * @param slab whether its buffers are a slab's, registered with the kernel where that can be had
 * @param durable whether each write is durable when it completes
 * @param chain whether each operation opens the file into a slot, does its work and closes it, as
 *     one submission; a write allocates before and syncs after
 * @param coalescing whether neighbouring writes may be merged
 * @param inlineReads whether the submitting thread may read what the page cache has
 * @param batch how many operations are handed over at a time in one batch, or 0 for one by one
 * @param schedulers how many schedulers stand side by side, each for its share of the threads
 */
public record Features(
    boolean slab,
    boolean durable,
    boolean chain,
    boolean coalescing,
    boolean inlineReads,
    int batch,
    int schedulers) {
  /** Plain reads and writes through one scheduler. */
  public static final Features NONE = new Features(false, false, false, true, true, 0, 1);

  /** {@return these with or without a slab} */
  public Features withSlab(boolean slab) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return these with writes durable or not} */
  public Features withDurable(boolean durable) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return these with chains or not} */
  public Features withChain(boolean chain) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return these with the merging of writes or not} */
  public Features withCoalescing(boolean coalescing) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return these with reads on the submitting thread or not} */
  public Features withInlineReads(boolean inlineReads) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return these with batches of another size} */
  public Features withBatch(int batch) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return these with another number of schedulers} */
  public Features withSchedulers(int schedulers) {
    return new Features(slab, durable, chain, coalescing, inlineReads, batch, schedulers);
  }

  /** {@return of these what a backend without a scheduler can do} */
  public Features withoutScheduler() {
    return NONE.withDurable(durable);
  }

  /** {@return these with no more schedulers than threads: what has no thread to serve is idle} */
  public Features forThreads(int threads) {
    return withSchedulers(Math.min(schedulers, threads));
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
    if (!inlineReads) {
      words.add("handed over");
    }
    if (batch > 0) {
      words.add("batch " + batch);
    }
    return String.join(" ", words);
  }
}
