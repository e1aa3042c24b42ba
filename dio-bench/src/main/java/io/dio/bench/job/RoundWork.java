// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Contents;
import java.util.Optional;

/**
 * The work of the threads of one round.
 *
 * @param job the combination of options
 * @param fileByteSize the number of bytes of the file to use, a multiple of the job's blocks
 * @param contents the expected contents; empty for a foreign file, whose reads are not compared
 * @param generation the generation that a write job writes in this round
 * @param seed the start of the random offsets
 * @param tally the findings of checking
 */
record RoundWork(
    Job job,
    long fileByteSize,
    Optional<Contents> contents,
    int generation,
    long seed,
    Tally tally) {}
