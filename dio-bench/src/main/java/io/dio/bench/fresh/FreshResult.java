// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import io.dio.bench.job.JobResult.Status;
import java.util.List;
import java.util.Optional;

/**
 * The first use of one program.
 *
 * @param program what was run
 * @param status whether it could be run
 * @param cause the reason why it could not be run, or why it failed
 * @param processes the figures of each process; incomplete if it failed
 * @param classes the classes that one more process loaded; empty if it was not run
 */
public record FreshResult(
    String program,
    Status status,
    Optional<String> cause,
    List<FreshFigures> processes,
    Optional<LoadedClasses> classes) {}
