// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import java.nio.file.Path;

/**
 * The plan of one {@code dio cost}.
 *
 * @param file the file to read, from its start and through the page cache
 * @param rounds the number of turns of each program
 * @param times how many schedulers a program opens and closes in each turn
 * @param depth submission queue entries of a ring
 * @param idleSeconds how long a scheduler is left without work
 * @param wakeSeconds how long virtual threads are woken with each size of a batch in each round; 0
 *     for not at all
 * @param freshJvms how many fresh JVMs each program gets
 */
public record CostPlan(
    Path file,
    int rounds,
    int times,
    int depth,
    double idleSeconds,
    double wakeSeconds,
    int freshJvms) {
  /** The size of a read in bytes. */
  public static final int BLOCK_BYTES = 4096;
}
