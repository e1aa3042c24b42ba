// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Contents;
import java.util.Optional;

/**
 * The work of the threads of one round.
 *
 * @param job the combination of options
 * @param fileByteSize the bytes of the file to go over, a multiple of the job's blocks
 * @param contents what the file holds; empty where it is somebody else's and reads are not compared
 * @param generation what a write job writes in this round
 * @param seed where the random offsets start
 * @param tally what checking found
 */
record RoundWork(
    Job job,
    long fileByteSize,
    Optional<Contents> contents,
    int generation,
    long seed,
    Tally tally) {}
