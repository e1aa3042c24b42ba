// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.crash.Crash;
import io.dio.bench.crash.CrashPlan;
import io.dio.bench.crash.CrashResult;
import io.dio.bench.crash.CrashRun;
import io.dio.bench.crash.Omission;
import io.dio.bench.crash.WriterKind;
import io.dio.bench.job.Progress;
import io.dio.bench.job.UsageException;
import io.dio.bench.loop.LoopKind;
import io.dio.bench.report.CrashReport;
import io.dio.bench.report.CrashTable;
import io.dio.bench.report.TortureReport;
import io.dio.bench.report.TortureTable;
import io.dio.bench.torture.Breakage;
import io.dio.bench.torture.TortureBackend;
import io.dio.bench.torture.TorturePlan;
import io.dio.bench.torture.TortureResult;
import io.dio.bench.torture.TortureRun;
import io.dio.iosched.SchedulerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dio torture}: tries to catch the library with a wrong byte or a lost one. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs random programs over every backend and compares every byte, count and error with a "
          + "model: all verbs, chains, batches, pooled memory, file slots, cancels, interrupts, "
          + "timeouts and closes, by platform threads and virtual threads at once. Each part of a "
          + "run, an episode, depends only on its seed, except the time of completions.",
      "With --power-loss or --kill a child process writes, and acknowledges what it was told is "
          + "durable. A crash ends it at a random moment. Then everything has to be there that was "
          + "acknowledged before, and a replaced file has to be old or new."
    },
    footer = {
      "",
      "Exit code: 0 if no fault was found; 1 for a wrong byte or count, a hang, a leak, a lost "
          + "item, or if nothing could be run; 2 for wrong options."
    })
final class TortureCommand implements Callable<Integer> {
  private static final double DEFAULT_SECONDS = 10;
  private static final double MAX_SECONDS = 7 * 24 * 3600;
  private static final int MAX_THREADS = 64;
  private static final int MAX_ROUNDS = 1_000_000;
  private static final double OPERATIONS_PER_SECOND = 5_000;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description =
          "An existing folder. Everything happens in a new folder in it, which is removed."
              + " Default: the system's folder for temporary files.")
  private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(
      names = "--backend",
      split = ",",
      paramLabel = "B",
      converter = NameConverter.OfTortureBackend.class,
      description =
          "uring-embedded, uring-system, uring-sqpoll, workers, inline; a comma separates several."
              + " Default: all but uring-sqpoll.")
  private List<TortureBackend> backends =
      List.of(
          TortureBackend.URING_EMBEDDED,
          TortureBackend.URING_SYSTEM,
          TortureBackend.WORKERS,
          TortureBackend.INLINE);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The seed of the first episode or round; the next ones have the next numbers. Default: a"
              + " new one.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "How long to run each backend in each place, fractions allowed. Default: 10, or no"
              + " limit if --operations is given.")
  private Optional<Double> seconds = Optional.empty();

  @Option(
      names = "--operations",
      paramLabel = "N",
      description =
          "End the run of a backend after the episode in which it reaches so many operations;"
              + " 1 for one episode.")
  private Optional<Long> operations = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "6",
      description = "Threads of a program, half of them virtual. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--hang-seconds",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "If nothing completes for so long, print the stacks of all threads and fail. Default:"
              + " ${DEFAULT-VALUE}.")
  private int hangSeconds;

  @Option(
      names = "--file-systems",
      split = ",",
      paramLabel = "F",
      converter = NameConverter.OfLoopKind.class,
      description =
          "ext4, xfs, btrfs, tmpfs: make each on a loop device in the folder and run there, as"
              + " root. Default: the folder itself; with --power-loss ext4,xfs.")
  private List<LoopKind> fileSystems = List.of();

  @Option(
      names = "--sectors",
      split = ",",
      paramLabel = "BYTES",
      defaultValue = "512",
      description = "Sector sizes of the loop devices: 512, 4096. Default: ${DEFAULT-VALUE}.")
  private List<Integer> sectors;

  @Option(
      names = "--power-loss",
      description =
          "Shut a file system down without flushing, again and again, as root. It works with ext4"
              + " and xfs.")
  private boolean powerLoss;

  @Option(names = "--kill", description = "End the writing process by SIGKILL, again and again.")
  private boolean kill;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many losses of power or kills in each place. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--writers",
      split = ",",
      paramLabel = "W",
      converter = NameConverter.OfWriterKind.class,
      description =
          "With --power-loss or --kill, the writers: durable-write, chain, barrier-sync,"
              + " group-commit, write-file, replace-file, rename-durably, create-and-allocate,"
              + " example-log. Default: all of them.")
  private List<WriterKind> writers = List.of(WriterKind.values());

  @Option(
      names = "--break",
      hidden = true,
      paramLabel = "X",
      description =
          "Make a mistake on purpose that has to be found: wrong-byte, leak, hang; with"
              + " --power-loss no-sync, sync-before-write, no-directory-sync.")
  private String broken = "none";

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException, InterruptedException, UsageException {
    requireSensible();
    long first = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000_000));
    try (TorturePlaces places = TorturePlaces.in(folder)) {
      return powerLoss || kill ? crash(first, places) : torture(first, places);
    }
  }

  private void requireSensible() throws UsageException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException("there is no folder " + folder);
    }
    if (powerLoss && kill) {
      throw new UsageException("--power-loss and --kill exclude each other");
    }
    double limit = seconds.orElse(DEFAULT_SECONDS);
    if (!(limit > 0 && limit <= MAX_SECONDS)) {
      throw new UsageException("--seconds %s is not above 0 and at most a week".formatted(limit));
    }
    requireWithin("--threads", threads, MAX_THREADS);
    requireWithin("--rounds", rounds, MAX_ROUNDS);
    requireWithin("--hang-seconds", hangSeconds, (int) MAX_SECONDS);
    if (operations.isPresent() && operations.get() < 1) {
      throw new UsageException("--operations has to be at least 1");
    }
    if (!List.of(512, 1024, 2048, 4096).containsAll(sectors)) {
      throw new UsageException("--sectors " + sectors + ": only 512, 1024, 2048, 4096");
    }
    if (powerLoss && !fileSystems.stream().allMatch(LoopKind::losesPower)) {
      throw new UsageException("--power-loss works with ext4 and xfs only");
    }
  }

  private static void requireWithin(String option, int value, int max) throws UsageException {
    if (value < 1 || value > max) {
      throw new UsageException("%s %d is not within 1 and %d".formatted(option, value, max));
    }
  }

  // ---- random programs ----

  private int torture(long first, TorturePlaces places)
      throws IOException, InterruptedException, UsageException {
    double limit = seconds.orElse(operations.isPresent() ? MAX_SECONDS : DEFAULT_SECONDS);
    TorturePlan plan =
        new TorturePlan(
            first,
            Duration.ofMillis((long) (limit * 1000)),
            operations.orElse(Long.MAX_VALUE),
            threads,
            Duration.ofSeconds(hangSeconds),
            constant(Breakage.values()));
    double each =
        seconds.orElse(
            operations.isPresent() ? operations.get() / OPERATIONS_PER_SECOND : DEFAULT_SECONDS);
    List<TortureResult> results = new ArrayList<>();
    int count = Math.max(1, fileSystems.size() * sectors.size()) * backends.size();
    try (Progress progress = output.progress(count * each)) {
      places.each(
          fileSystems,
          sectors,
          (title, root) -> {
            for (TortureBackend backend : backends) {
              results.add(new TortureRun(plan, backend, title, root).run(progress));
            }
          });
    }
    TortureReport report = TortureReport.of(results);
    output.print(spec, report, columns -> TortureTable.of(report, columns));
    boolean fault = results.stream().anyMatch(TortureResult::isFault);
    boolean ran = results.stream().anyMatch(result -> result.episodes() > 0);
    return fault || !ran ? ExitCode.FAILED : ExitCode.CLEAN;
  }

  private <E extends Enum<E>> E constant(E[] constants) throws UsageException {
    return Arrays.stream(constants)
        .filter(each -> each.toString().equals(broken))
        .findFirst()
        .orElseThrow(() ->
            new UsageException("--break %s is none of %s".formatted(broken, List.of(constants))));
  }

  // ---- crashes ----

  private int crash(long first, TorturePlaces places)
      throws IOException, InterruptedException, UsageException {
    CrashPlan plan =
        new CrashPlan(
            first,
            rounds,
            availableBackends(),
            EnumSet.copyOf(writers),
            constant(Omission.values()));
    List<LoopKind> kinds =
        powerLoss && fileSystems.isEmpty() ? List.of(LoopKind.EXT4, LoopKind.XFS) : fileSystems;
    List<CrashResult> results = new ArrayList<>();
    int count = Math.max(1, kinds.size() * sectors.size());
    try (Progress progress = output.progress(count * CrashRun.estimatedSeconds(rounds))) {
      if (powerLoss) {
        places.eachMount(
            kinds,
            sectors,
            (title, made) ->
                results.add(new CrashRun(plan, title, Crash.powerLoss(made)).run(progress)));
      } else {
        places.each(
            kinds,
            sectors,
            (title, root) ->
                results.add(new CrashRun(plan, title, Crash.kill(root)).run(progress)));
      }
    }
    CrashReport report = CrashReport.of(results);
    output.print(spec, report, columns -> CrashTable.of(report, columns));
    return results.stream().anyMatch(CrashResult::isFault) ? ExitCode.FAILED : ExitCode.CLEAN;
  }

  private List<TortureBackend> availableBackends() throws UsageException {
    List<TortureBackend> available = new ArrayList<>();
    for (TortureBackend each : backends) {
      try {
        each.open(SchedulerOptions.defaults()).close();
        available.add(each);
      } catch (UnsupportedOperationException e) {
        spec.commandLine().getErr().println("dio: without " + each + ": " + e.getMessage());
      }
    }
    if (available.isEmpty()) {
      throw new UsageException("none of " + backends + " is available");
    }
    return available;
  }
}
