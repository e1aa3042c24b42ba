// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.job.Progress;
import io.dio.iosched.SchedulerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Runs episodes on one backend in one folder, until a limit is reached or a fault is found. */
public final class TortureRun {
  private static final int TRIES = 100;
  private static final long PAUSE_NANOS = 50_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final TorturePlan plan;
  private final TortureBackend backend;
  private final String place;
  private final Path folder;
  private final Tally tally = new Tally();
  private long episodes;

  /**
   * Describes a run.
   *
   * @param place how reports call the folder's file system
   * @param folder an existing folder
   */
  public TortureRun(TorturePlan plan, TortureBackend backend, String place, Path folder) {
    this.plan = plan;
    this.backend = backend;
    this.place = place;
    this.folder = folder;
  }

  /** {@return what came of it} */
  public TortureResult run(Progress progress) throws IOException, InterruptedException {
    try {
      backend.open(SchedulerOptions.defaults()).close();
    } catch (UnsupportedOperationException e) {
      return result(TortureResult.UNAVAILABLE, Optional.of(e.getMessage()), Optional.empty(), 0);
    }
    long start = System.nanoTime();
    long shownNanos = start;
    Resources before = Resources.of(folder);
    long seed = plan.seed();
    try {
      while (System.nanoTime() - start < plan.limit().toNanos()
          && tally.operations() < plan.operations()) {
        seed = plan.seed() + episodes;
        progress.activity(
            "%s on %s, seed %d, %d operations".formatted(backend, place, seed, tally.operations()));
        Episode episode =
            new Episode(seed, plan, backend, folder.resolve(backend + "-" + seed), tally);
        new Watch(plan.hangLimit(), tally::operations).run(episode::run);
        episodes++;
        long now = System.nanoTime();
        progress.advance((now - shownNanos) / NANOS_PER_SECOND);
        shownNanos = now;
      }
      requireNothingLeft(before);
      return result(TortureResult.CLEAN, Optional.empty(), Optional.empty(), since(start));
    } catch (TortureFault e) {
      String outcome = e.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return result(outcome, Optional.of(e.getMessage()), Optional.of(seed), since(start));
    }
  }

  private static double since(long startNanos) {
    return (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
  }

  /** The kernel and the JVM may need a moment, for example until a thread has ended. */
  private void requireNothingLeft(Resources before) throws IOException {
    for (int i = 0; ; i++) {
      try {
        Resources.of(folder).requireNoneLeftSince(before);
        return;
      } catch (TortureFault e) {
        if (i == TRIES) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private TortureResult result(
      String outcome, Optional<String> cause, Optional<Long> failedSeed, double seconds) {
    return new TortureResult(
        place,
        backend.toString(),
        outcome,
        cause,
        failedSeed,
        plan.seed(),
        episodes,
        tally.operations(),
        tally.bytesRead(),
        tally.bytesWritten(),
        tally.bytesCompared(),
        seconds,
        tally.counts());
  }
}
