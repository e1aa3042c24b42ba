// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.job.JobFile;
import io.dio.bench.job.JobResult;
import io.dio.bench.job.RunPlan;
import io.dio.bench.probe.Host;
import java.util.List;

/**
 * The report of one {@code dio run}, in the form for tools.
 *
 * @param kernel operating system and release
 * @param jdk version of the Java runtime
 * @param file the file that was read and written
 * @param fileSystem the type of its file system
 * @param fileBytes how much of it was used
 * @param seed of its pattern, and of random offsets
 * @param rounds the number of turns of each job
 * @param results a row for each job
 */
public record RunReport(
    String kernel,
    String jdk,
    String file,
    String fileSystem,
    long fileBytes,
    long seed,
    int rounds,
    List<ResultRow> results) {

  public static RunReport of(RunPlan plan, JobFile file, List<JobResult> results) {
    return new RunReport(
        Host.kernel(),
        Host.jdk(),
        file.title(),
        file.mount().fileSystem(),
        file.byteSize(),
        plan.seed(),
        plan.rounds(),
        results.stream().map(ResultRow::of).toList());
  }
}
