// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.cost.CostPlan;
import io.dio.bench.cost.IdleCost;
import io.dio.bench.cost.IdleResult;
import io.dio.bench.cost.SetupCost;
import io.dio.bench.cost.SetupResult;
import io.dio.bench.cost.WakeCost;
import io.dio.bench.cost.WakeResult;
import io.dio.bench.fresh.FreshCost;
import io.dio.bench.fresh.FreshResult;
import io.dio.bench.job.FileNeeds;
import io.dio.bench.job.FileRequest;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.Progress;
import io.dio.bench.job.UsageException;
import io.dio.bench.pattern.Pattern;
import io.dio.bench.peer.Peers;
import io.dio.bench.report.CostReport;
import io.dio.bench.report.CostTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dio cost}: measures what a scheduler costs apart from its operations. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures what a scheduler costs apart from its operations: opening it "
          + "until a first read is complete, and closing it. It compares a ring, "
          + "worker threads, and a ring in C, which take turns. It also measures "
          + "what the thread of a ring does while it is idle, what the JVM needs to "
          + "wake virtual threads, and what the first use of the library costs in a "
          + "fresh JVM, with and without an AOT cache.",
      "The C loop is compiled if there is a C compiler with liburing's "
          + "headers. If it is missing, its row says so."
    },
    footer = {
      "",
      "Three more rounds come first and are not counted, because they warm up "
          + "the JVM. The figure of a round is the median of its turn. The table "
          + "shows the median of the rounds, the smallest and the largest, and "
          + "multiples of the C loop's time in the same round.",
      "",
      "Exit code: 0 if everything that this machine supports was run; 1 if something failed or"
          + " nothing could be run; 2 for wrong options."
    })
final class CostCommand implements Callable<Integer> {
  private static final int MAX_ROUNDS = 100;
  private static final int MAX_TIMES = 100_000;
  private static final int MAX_DEPTH = 32_768;
  private static final int MAX_FRESH_JVMS = 1_000;
  private static final double MAX_SECONDS = 24 * 3600;
  private static final long TEMPORARY_FILE_BYTES = 1 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "The number of turns of each program. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "How many schedulers a program opens and closes in each turn. Default: ${DEFAULT-VALUE}.")
  private int times;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Submission queue entries of a ring, a power of two. Default: ${DEFAULT-VALUE}, the"
              + " default of a scheduler.")
  private int depth;

  @Option(
      names = "--idle-seconds",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "How long to leave a scheduler without work, fractions allowed. Default:"
              + " ${DEFAULT-VALUE}.")
  private double idleSeconds;

  @Option(
      names = "--wake-seconds",
      paramLabel = "S",
      defaultValue = "0.4",
      description =
          "How long to wake virtual threads with each size of a batch in each round, fractions"
              + " allowed; 0 for not at all. Default: ${DEFAULT-VALUE}.")
  private double wakeSeconds;

  @Option(
      names = "--fresh-jvms",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How many fresh JVMs each of the programs gets that measure the first use; 0 for none."
              + " Default: ${DEFAULT-VALUE}.")
  private int freshJvms;

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description =
          "An existing file to read 4 KiB of, or a new one. Default: a temporary file on a disk.")
  private Optional<Path> file;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    requireSensible();
    FileRequest request = new FileRequest(file, size(), false, false);
    FileNeeds needs = new FileNeeds(CostPlan.BLOCK_BYTES, false);
    Pattern pattern = new Pattern(0);
    try (Peers peers = Peers.find();
        JobFile jobFile = JobFile.open(request, needs, pattern)) {
      jobFile.prepare(pattern, Progress.SILENT);
      CostPlan plan =
          new CostPlan(jobFile.path(), rounds, times, depth, idleSeconds, wakeSeconds, freshJvms);
      SetupCost setup = new SetupCost(plan, peers);
      IdleCost idle = new IdleCost(plan);
      WakeCost wakes = new WakeCost(plan);
      FreshCost fresh = new FreshCost(plan.file(), CostPlan.BLOCK_BYTES, freshJvms);
      List<SetupResult> results;
      IdleResult idleResult;
      List<WakeResult> wakeResults;
      List<FreshResult> freshResults;
      try (Progress progress =
          output.progress(
              setup.estimatedSeconds()
                  + idle.estimatedSeconds()
                  + wakes.estimatedSeconds()
                  + fresh.estimatedSeconds())) {
        results = setup.run(progress);
        idleResult = idle.run(progress);
        wakeResults = wakes.run(progress);
        freshResults = fresh.run(progress);
      }
      CostReport report =
          CostReport.of(plan, jobFile, peers, results, idleResult, wakeResults, freshResults);
      output.print(spec, report, columns -> CostTable.of(report, columns));
      return exitCode(results, idleResult, freshResults);
    }
  }

  /** An existing file is used as it is, whatever its size. A new one need not be large. */
  private OptionalLong size() {
    return file.filter(Files::exists).isPresent()
        ? OptionalLong.empty()
        : OptionalLong.of(TEMPORARY_FILE_BYTES);
  }

  private void requireSensible() throws UsageException {
    requireWithin("--rounds", rounds, MAX_ROUNDS);
    requireWithin("--times", times, MAX_TIMES);
    requireWithin("--depth", depth, MAX_DEPTH);
    if (freshJvms != 0) {
      requireWithin("--fresh-jvms", freshJvms, MAX_FRESH_JVMS);
    }
    if (Integer.bitCount(depth) != 1) {
      throw new UsageException("--depth %d is not a power of two".formatted(depth));
    }
    // The condition is written this way round because it then refuses NaN too.
    if (!(idleSeconds > 0 && idleSeconds <= MAX_SECONDS)) {
      throw new UsageException(
          "--idle-seconds %s is not above 0 and at most %.0f".formatted(idleSeconds, MAX_SECONDS));
    }
    if (!(wakeSeconds >= 0 && wakeSeconds <= MAX_SECONDS)) {
      throw new UsageException(
          "--wake-seconds %s is not within 0 and %.0f".formatted(wakeSeconds, MAX_SECONDS));
    }
  }

  private static void requireWithin(String option, int value, int max) throws UsageException {
    if (value < 1 || value > max) {
      throw new UsageException("%s %d is not within 1 and %d".formatted(option, value, max));
    }
  }

  private static int exitCode(List<SetupResult> setup, IdleResult idle, List<FreshResult> fresh) {
    List<Status> all = new ArrayList<>();
    setup.forEach(result -> all.add(result.status()));
    all.add(idle.status());
    fresh.forEach(result -> all.add(result.status()));
    return all.contains(Status.FAILED) || !all.contains(Status.DONE)
        ? ExitCode.FAILED
        : ExitCode.CLEAN;
  }
}
