// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.engine.Findings;
import io.dio.bench.job.Phase;
import io.dio.bench.pattern.Contents;
import java.util.Optional;

/**
 * The state that the threads of one turn share.
 *
 * @param lookups counts lookups, and says when to stop
 * @param reads counts the lookups that read the file
 * @param cache the blocks in memory
 * @param contents the bytes of the file; empty if they are not known and cannot be compared
 * @param findings receives what is found wrong
 * @param blocks the number of blocks in the file
 * @param seed of the random numbers; each thread adds its number
 */
record LookupWork(
    Phase lookups,
    Phase reads,
    BlockCache cache,
    Optional<Contents> contents,
    Findings findings,
    long blocks,
    long seed) {}
