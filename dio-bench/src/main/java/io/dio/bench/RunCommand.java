// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.FileNeeds;
import io.dio.bench.job.FileRequest;
import io.dio.bench.job.Job;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.JobResult;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.JobRun;
import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import io.dio.bench.job.UsageException;
import io.dio.bench.pattern.Pattern;
import io.dio.bench.report.RunReport;
import io.dio.bench.report.RunTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dio run}: runs I/O jobs on a real file, verifies and measures them. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs I/O jobs on a real file, verifies its bytes and reports how fast it went.",
      "Without --file it fills a temporary file on a disk, which it deletes "
          + "at the end. On Linux that file has no name."
    },
    footer = {
      "",
      "Options that take a list (a,b,c) give one row for each combination. "
          + "The rows take turns. IOPS and figures per operation are medians over "
          + "the rounds, without the warm-up. Faults are counted in all phases.",
      "",
      "Exit code: 0 if everything that this machine supports was run without "
          + "a fault; 1 if a byte was wrong, an operation failed or nothing could "
          + "be run; 2 for wrong options."
    })
final class RunCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 24 * 3600;
  private static final int MAX_ROUNDS = 100;

  @Spec private CommandSpec spec;

  @Mixin private JobOptions jobOptions;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "2",
      description = "How long to measure each row, fractions allowed. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "The number of turns of each row. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description =
          "The file. If it does not exist, it is created, filled and deleted at "
              + "the end. If it exists, it is only read.")
  private Optional<Path> file;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description =
          "How much to fill, or how much of an existing file to use. Default: 1g "
              + "or as much as fits; all of an existing file.")
  private Optional<Long> size;

  @Option(names = "--keep", description = "Do not delete the file that was created.")
  private boolean keep;

  @Option(names = "--fill", description = "Overwrite --file completely, even if it exists.")
  private boolean fill;

  @Option(
      names = "--verify",
      negatable = true,
      description =
          "Read the whole file back over each backend and compare every byte. "
              + "Compare samples during the measurement, too. Default: true if the file "
              + "carries the pattern, which is a function of --seed and the offset.")
  private Optional<Boolean> verify;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the pattern and of the random offsets. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    List<Job> jobs = jobOptions.jobs();
    requireSensible();
    FileRequest request =
        new FileRequest(
            file, size.map(OptionalLong::of).orElseGet(OptionalLong::empty), fill, keep);
    FileNeeds needs = FileNeeds.of(jobs);
    try (JobFile jobFile = JobFile.open(request, needs, new Pattern(seed))) {
      if (verify.orElse(false) && jobFile.restByteSize() > 0) {
        throw new UsageException(
            "--verify: the last %d bytes of %s are no whole block of every job; leave them out by --size, or choose another --block"
                .formatted(jobFile.restByteSize(), jobFile.path()));
      }
      boolean verified = verify.orElse(jobFile.isPatterned());
      RunPlan plan = new RunPlan(jobs, verified, rounds, seconds, seed);
      JobRun run = new JobRun(plan, jobFile);
      List<JobResult> results;
      try (Progress progress = output.progress(run.estimatedSeconds())) {
        results = run.run(progress);
      }
      RunReport report = RunReport.of(plan, jobFile, results);
      output.print(spec, report, columns -> RunTable.of(report, columns));
      return exitCode(results);
    }
  }

  private void requireSensible() throws UsageException {
    // The condition is written this way round because it then refuses NaN too.
    if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
      throw new UsageException(
          "--seconds %s is not above 0 and at most %.0f".formatted(seconds, MAX_SECONDS));
    }
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw new UsageException("--rounds %d is not within 1 and %d".formatted(rounds, MAX_ROUNDS));
    }
  }

  private static int exitCode(List<JobResult> results) {
    boolean wrong =
        results.stream().anyMatch(r -> r.status() == Status.FAILED || r.checks().mismatches() > 0);
    boolean any = results.stream().anyMatch(r -> r.status() == Status.DONE);
    return wrong || !any ? ExitCode.FAILED : ExitCode.CLEAN;
  }
}
