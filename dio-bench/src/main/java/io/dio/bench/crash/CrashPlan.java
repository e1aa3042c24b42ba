// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.torture.TortureBackend;
import java.util.List;
import java.util.Set;

/**
 * The plan of the crashes in one place.
 *
 * @param seed decides the contents, the moments, and what each round tries
 * @param rounds how many crashes
 * @param backends the rounds take turns with them
 * @param writers the kinds of writers that write
 * @param omission a mistake that the writers make
 */
public record CrashPlan(
    long seed,
    int rounds,
    List<TortureBackend> backends,
    Set<WriterKind> writers,
    Omission omission) {}
