// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

/**
 * The counters of the prefetches of a directory.
 *
 * @param batches the number of batches that were submitted
 * @param blocks the number of blocks in them
 * @param hits the number of blocks that a read found in memory or on its way
 * @param evictions the number of blocks that made room for others
 * @param dropped the number of blocks that were not prefetched, because all memory was in use
 * @param failed the number of blocks that could not be prefetched; the read that needed one of them
 *     read it itself
 */
public record PrefetchStats(
    long batches, long blocks, long hits, long evictions, long dropped, long failed) {

  PrefetchStats plus(PrefetchStats other) {
    return new PrefetchStats(
        batches + other.batches,
        blocks + other.blocks,
        hits + other.hits,
        evictions + other.evictions,
        dropped + other.dropped,
        failed + other.failed);
  }
}
