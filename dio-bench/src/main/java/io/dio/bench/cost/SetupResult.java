// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.job.JobResult.Status;
import io.dio.bench.peer.SetupFigures;
import java.util.List;
import java.util.Optional;

/**
 * The cost of opening and closing for one program.
 *
 * @param program a scheduler of dio, or the C loop
 * @param status whether it could be run
 * @param cause the reason why it could not be run, or why it failed
 * @param rounds the medians of each turn; incomplete if it failed
 */
public record SetupResult(
    String program, Status status, Optional<String> cause, List<SetupFigures> rounds) {}
