// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.compare.Comparison;
import io.dio.bench.compare.Contender;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.job.FileNeeds;
import io.dio.bench.job.FileRequest;
import io.dio.bench.job.Job;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.JobResult;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import io.dio.bench.job.UsageException;
import io.dio.bench.pattern.Pattern;
import io.dio.bench.peer.Peers;
import io.dio.bench.report.CompareChart;
import io.dio.bench.report.ComparePage;
import io.dio.bench.report.CompareReport;
import io.dio.bench.report.CompareTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dio compare}: one job over every backend, beside a C loop and fio. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    defaultValueProvider = CompareCommand.Defaults.class,
    description = {
      "Runs one job over every backend, in a C loop over liburing, in a C "
          + "loop of blocking calls, and in fio. All use one file and take turns.",
      "The C loop is compiled if there is a C compiler with liburing's "
          + "headers. If a program is missing, its row says so."
    },
    footer = {
      "",
      "Options that take a list (a,b,c) give a row for each combination. C "
          + "and fio have a row for each number of operations in flight.",
      "",
      "--job NAME runs other contenders, without C and fio. The jobs, with the options of their own"
          + " and the defaults:",
      "wal: threads write a record each to a log and wait until it is durable. --threads=64,"
          + " --virtual=false, --buffered=true, --block=4k, --seconds=3, --size=256m.",
      "merge: one thread streams four runs into one output. --block=256k, --depth=16 (buffers),"
          + " --size=512m.",
      "rerank: read a batch of random vectors that are not in the page cache. --batch=1000,"
          + " --block=4k, --threads=64 (over FileChannel), --seconds=3, --size=512m.",
      "points: virtual threads look up blocks behind a cache; shows which threads starve."
          + " --threads=1024, --block=4k, --seconds=3, --size=512m.",
      "lucene: index text and vectors with Lucene, query, rerank by vectors, merge; over its own"
          + " directories and dio's. The index is built in the folder of --file. --batch=200"
          + " (vectors), --size=256m.",
      "",
      "Exit code: 0 if every backend of dio that this machine supports was "
          + "run without a fault; 1 if a byte was wrong, an operation failed or "
          + "nothing could be run; 2 for wrong options. If C or fio fails, its row "
          + "says why."
    })
final class CompareCommand implements Callable<Integer> {
  private static final double MAX_SECONDS = 24 * 3600;
  private static final int MAX_ROUNDS = 100;

  /** The default values of options that differ from those of {@code run}. */
  static final class Defaults implements IDefaultValueProvider {
    @Override
    public String defaultValue(ArgSpec argument) {
      if (argument instanceof OptionSpec option) {
        return switch (option.longestName()) {
          case "--backend" ->
              Stream.of(BackendKind.values())
                  .map(Object::toString)
                  .collect(Collectors.joining(","));
          case "--depth" -> "1,64";
          default -> null;
        };
      }
      return null;
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--job",
      paramLabel = "NAME",
      converter = NameConverter.OfEngine.class,
      description =
          "Instead of plain reads or writes, run a job that engines know, beside FileChannel as an"
              + " engine would use it: ${COMPLETION-CANDIDATES}. See below.")
  private Optional<EngineKind> job;

  @Mixin private JobOptions jobOptions;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
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

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the pattern and of the random offsets. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private OutputOptions output;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a page with charts that needs no other file.")
  private Optional<Path> html;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description =
          "Also write a picture for pages that run no scripts: operations per second over"
              + " operations in flight.")
  private Optional<Path> svg;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    requireSensible();
    if (job.isPresent()) {
      return engineComparison(job.get()).run(html, svg);
    }
    List<Job> jobs = Comparison.grouped(jobOptions.jobs());
    FileRequest request =
        new FileRequest(
            file, size.map(OptionalLong::of).orElseGet(OptionalLong::empty), false, keep);
    FileNeeds needs = FileNeeds.of(jobs);
    Pattern pattern = new Pattern(seed);
    try (ChartFiles<CompareReport> charts =
            ChartFiles.open(html, svg, ComparePage::of, CompareChart::of);
        Peers peers = Peers.find();
        JobFile jobFile = JobFile.open(request, needs, pattern)) {
      if (!needs.writable()) {
        return compare(jobs, jobFile, jobFile, peers, charts);
      }
      try (JobFile scratch = scratch(jobFile)) {
        scratch.prepare(pattern, Progress.SILENT);
        return compare(jobs, jobFile, scratch, peers, charts);
      }
    }
  }

  private EngineComparison engineComparison(EngineKind kind) throws UsageException {
    for (OptionSpec option : spec.options()) {
      if (isGiven(option.longestName()) && !kind.takes(option.longestName())) {
        throw new UsageException(
            "%s has no meaning for --job %s".formatted(option.longestName(), kind));
      }
    }
    return new EngineComparison(
        kind,
        jobOptions.engineSettings(kind, this::isGiven),
        jobOptions.backends(),
        new FileRequest(file, engineFileBytes(kind), false, keep),
        new RunPlan(List.of(), true, rounds, seconds, seed),
        output,
        spec);
  }

  private OptionalLong engineFileBytes(EngineKind kind) {
    boolean exists = file.filter(Files::exists).isPresent();
    return size.isPresent() || !exists
        ? OptionalLong.of(size.orElse(kind.defaultFileBytes()))
        : OptionalLong.empty();
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** A file for the peers to write to: they do not write the pattern that dio verifies. */
  private static JobFile scratch(JobFile file) throws IOException, UsageException {
    if (!Files.isRegularFile(file.path())) {
      throw new UsageException(
          "write jobs need a regular file, with room for a second one beside it: " + file.path());
    }
    return file.anotherBeside();
  }

  private int compare(
      List<Job> jobs,
      JobFile jobFile,
      JobFile peerFile,
      Peers peers,
      ChartFiles<CompareReport> charts)
      throws IOException, InterruptedException, UsageException {
    RunPlan plan = new RunPlan(jobs, jobFile.isPatterned(), false, rounds, seconds, seed);
    Comparison comparison = new Comparison(plan, jobFile, peerFile, peers);
    List<Contender> contenders;
    try (Progress progress = output.progress(comparison.estimatedSeconds())) {
      contenders = comparison.run(progress);
    }
    CompareReport report = CompareReport.of(plan, jobFile, peers, contenders);
    // The results are shown before the charts are written, so that a failed write does not lose
    // them.
    output.print(spec, report, columns -> CompareTable.of(report, columns));
    boolean written = charts.write(report, spec.commandLine().getErr());
    return written ? exitCode(contenders) : ExitCode.FAILED;
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

  private static int exitCode(List<Contender> contenders) {
    List<JobResult> ours = contenders.stream().flatMap(c -> c.java().stream()).toList();
    boolean wrong =
        ours.stream().anyMatch(r -> r.status() == Status.FAILED || r.checks().mismatches() > 0);
    boolean any = ours.stream().anyMatch(r -> r.status() == Status.DONE);
    return wrong || !any ? ExitCode.FAILED : ExitCode.CLEAN;
  }
}
