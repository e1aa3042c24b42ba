// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.job.Progress;
import io.dio.bench.torture.TortureBackend;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Rounds in one place: a child process writes, a crash ends it at a random moment, and everything
 * is looked for that was acknowledged before.
 */
public final class CrashRun {
  private static final int SHORTEST_MILLIS = 20;
  private static final int LONGEST_MILLIS = 500;
  private static final double SECONDS_PER_ROUND = 2;
  private static final double NANOS_PER_SECOND = 1e9;

  private final CrashPlan plan;
  private final String place;
  private final Crash crash;
  private final Losses losses = new Losses();
  private final List<String> failures = new ArrayList<>();

  /**
   * Describes a run.
   *
   * @param place how reports call the file system
   */
  public CrashRun(CrashPlan plan, String place, Crash crash) {
    this.plan = plan;
    this.place = place;
    this.crash = crash;
  }

  /** {@return an estimate of the duration of so many rounds} */
  public static double estimatedSeconds(int rounds) {
    return rounds * SECONDS_PER_ROUND;
  }

  /** {@return what came of it} It goes on after a loss, to count how often there is one. */
  public CrashResult run(Progress progress) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int round = 0;
    while (round < plan.rounds()) {
      progress.activity("%s on %s, round %d".formatted(crash.title(), place, round + 1));
      round(round);
      round++;
      progress.advance(SECONDS_PER_ROUND);
    }
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    return CrashResult.of(place, crash.title(), plan, round, seconds, losses, failures);
  }

  private void round(int number) throws IOException, InterruptedException {
    long seed = plan.seed() + number;
    SplittableRandom random = new SplittableRandom(seed);
    boolean direct = random.nextBoolean();
    int delayMillis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
    TortureBackend backend = plan.backends().get(number % plan.backends().size());
    String title =
        "round with seed %d, %s, %s".formatted(seed, backend, direct ? "direct" : "buffered");
    Path folder = Files.createDirectory(crash.root().resolve("round" + seed));
    DioFile.syncDirectory(crash.root());
    Layout layout = new Layout(folder, seed);
    Acknowledged acknowledged;
    try (WriterProcess writers = WriterProcess.start(layout, backend, plan, direct)) {
      writers.awaitReady();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
      Optional<String> tooEarly = writers.failure();
      acknowledged = crash.strike(writers);
      tooEarly.ifPresent(failure -> failures.add(title + ": " + failure));
      crash.settle(writers).ifPresent(failure -> failures.add(title + ": " + failure));
    }
    crash.recover();
    losses.begin(title);
    new Check(layout, acknowledged, losses).run();
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
