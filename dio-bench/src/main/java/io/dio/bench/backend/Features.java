// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.Polling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The features that a job uses of its backend in addition to plain reads and writes.
 *
 * @param slab whether its buffers come from a slab, registered with the kernel if possible
 * @param durable whether each write is durable when it completes
 * @param chain whether each operation is one submission that opens the file into a slot, transfers
 *     and closes; a write also allocates before and syncs after
 * @param coalescing whether neighbouring writes may be merged
 * @param inlineReads whether the submitting thread may read from the page cache itself
 * @param polling whether and how a ring polls the device for completions
 * @param batch how many operations one batch submits, or 0 to submit each alone
 * @param schedulers the number of schedulers; each serves its share of the threads
 */
public record Features(
    boolean slab,
    boolean durable,
    boolean chain,
    boolean coalescing,
    boolean inlineReads,
    Polling polling,
    int batch,
    int schedulers) {
  /** Plain reads and writes through one scheduler. */
  public static final Features NONE =
      new Features(false, false, false, true, true, Polling.NONE, 0, 1);

  /** {@return these features, with or without a slab} */
  public Features withSlab(boolean slab) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with durable writes or not} */
  public Features withDurable(boolean durable) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with chains or not} */
  public Features withChain(boolean chain) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with the merging of writes or not} */
  public Features withCoalescing(boolean coalescing) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with reads on the submitting thread or not} */
  public Features withInlineReads(boolean inlineReads) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with another way to wait for the device} */
  public Features withPolling(Polling polling) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with batches of another size} */
  public Features withBatch(int batch) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return these features, with another number of schedulers} */
  public Features withSchedulers(int schedulers) {
    return new Features(slab, durable, chain, coalescing, inlineReads, polling, batch, schedulers);
  }

  /** {@return the subset of these features that a backend without a scheduler has} */
  public Features withoutScheduler() {
    return NONE.withDurable(durable);
  }

  /**
   * {@return these features, with at most one scheduler per thread: a scheduler without a thread to
   * serve is idle}
   */
  public Features forThreads(int threads) {
    return withSchedulers(Math.min(schedulers, threads));
  }

  /**
   * {@return these features in words for a report, without the number of schedulers, which has a
   * column}
   */
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
    if (polling != Polling.NONE) {
      words.add("polling " + polling.name().toLowerCase(Locale.ROOT));
    }
    if (batch > 0) {
      words.add("batch " + batch);
    }
    return String.join(" ", words);
  }
}
