// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import java.time.Duration;

/**
 * The plan of a run on each backend. The run ends after the episode in which it reaches a limit.
 *
 * @param seed of the first episode; the next episodes have the next numbers
 * @param limit the longest time, about
 * @param operations the most operations, about
 * @param threads the number of threads in an episode, half of them virtual
 * @param hangLimit how long nothing may complete before that counts as a hang
 * @param breakage a fault to make
 */
public record TorturePlan(
    long seed,
    Duration limit,
    long operations,
    int threads,
    Duration hangLimit,
    Breakage breakage) {}
