// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import java.util.List;

/**
 * The settings of a job. Each job uses those that its {@link EngineKind} takes.
 *
 * @param blockByteSize the bytes of a record, chunk, vector or block
 * @param threads the numbers of threads; each is a group of rows
 * @param virtual whether the threads of the log are virtual; each is a group of rows
 * @param buffered whether the log goes through the page cache
 * @param depth the number of buffers of a merge
 * @param batch the number of reads in a batch
 */
public record EngineSettings(
    int blockByteSize,
    List<Integer> threads,
    List<Boolean> virtual,
    boolean buffered,
    int depth,
    int batch) {}
