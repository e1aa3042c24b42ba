// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import java.nio.file.Path;

/**
 * The plan of one {@code dio cost}.
 *
 * @param file what is read, from its start and through the page cache
 * @param rounds how many turns each program has
 * @param times how many schedulers it opens and closes in each
 * @param depth submission queue entries of a ring
 * @param idleSeconds how long a scheduler is left alone
 */
public record CostPlan(Path file, int rounds, int times, int depth, double idleSeconds) {
  /** The bytes of a read. */
  public static final int BLOCK_BYTES = 4096;
}
