// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.backend.Backend;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.Lane;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineSettings;
import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Findings;
import io.dio.bench.engine.Schedulers;
import io.dio.bench.engine.TurnPlan;
import io.dio.bench.job.Access;
import io.dio.bench.job.Crew;
import io.dio.bench.job.Job;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.PageCache;
import io.dio.bench.job.Phase;
import io.dio.bench.pattern.Contents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Virtual threads that each look up one block after the other, behind a cache that has an eighth of
 * the blocks. Beside them a virtual thread sleeps 5 ms at a time and does nothing else.
 *
 * <p>A thread that completes no lookup in the measured time has starved. The file is not in the
 * page cache when a turn begins.
 */
public final class PointsJob {
  private final JobFile file;
  private final Optional<Contents> contents;
  private final EngineSettings settings;

  /** The cache, which is loaded for the first turn; null before. */
  private BlockCache cache;

  /** Opens the file for one turn and takes the turn. */
  @FunctionalInterface
  private interface Reads {
    EngineTurn take(int threads, TurnPlan plan, Findings findings)
        throws IOException, InterruptedException, BackendUnavailableException;
  }

  /**
   * Prepares the job without any action.
   *
   * @param contents the bytes of the file; empty if they are not known and cannot be compared
   */
  public PointsJob(JobFile file, Optional<Contents> contents, EngineSettings settings) {
    this.file = file;
    this.contents = contents;
    this.settings = settings;
  }

  /** {@return the contenders, in groups of as many threads} */
  public List<EngineContender> contenders() {
    List<EngineContender> contenders = new ArrayList<>();
    for (int threads : settings.threads()) {
      contenders.add(
          contender(
              "filechannel buffered",
              BackendKind.FILECHANNEL,
              threads,
              backend(BackendKind.FILECHANNEL, false)));
      contenders.add(
          contender(
              "filechannel direct",
              BackendKind.FILECHANNEL,
              threads,
              backend(BackendKind.FILECHANNEL, true)));
      contenders.add(
          contender("mmap", BackendKind.MMAP, threads, backend(BackendKind.MMAP, false)));
      for (BackendKind kind : Schedulers.kinds()) {
        contenders.add(contender(kind + " read", kind, threads, scheduled(kind, false)));
        contenders.add(contender(kind + " submit", kind, threads, scheduled(kind, true)));
      }
    }
    return contenders;
  }

  private static EngineContender contender(
      String name, BackendKind kind, int threads, Reads reads) {
    return new EngineContender(
        name,
        kind,
        String.valueOf(threads),
        threads,
        true,
        (plan, findings) -> reads.take(threads, plan, findings));
  }

  private Reads backend(BackendKind kind, boolean direct) {
    return (threads, plan, findings) -> {
      try (Backend backend = Backends.open(kind, file.path(), direct, findings)) {
        return take(backend, threads, plan, findings);
      }
    };
  }

  private Reads scheduled(BackendKind kind, boolean submitted) {
    return (threads, plan, findings) -> {
      try (ScheduledReads reads =
          ScheduledReads.open(kind, file.path(), threads, submitted, findings)) {
        return take(reads, threads, plan, findings);
      }
    };
  }

  private EngineTurn take(Lane.Source lanes, int threads, TurnPlan plan, Findings findings)
      throws IOException, InterruptedException {
    LookupWork work =
        new LookupWork(
            new Phase(threads),
            new Phase(threads),
            cache(),
            contents,
            findings,
            file.byteSize() / settings.blockByteSize(),
            plan.seed());
    PageCache.prepare(file, Access.RANDREAD, false);
    Job job =
        new Job(
            BackendKind.POSIX, Access.RANDREAD, settings.blockByteSize(), threads, true, 1, false);
    Crew crew =
        new Crew(
            job,
            lanes,
            (lane, thread) -> new LookupWindow(lane, work, thread),
            work.lookups()::stop);
    Sleeper sleeper = new Sleeper();
    sleeper.start();
    try {
      crew.start();
      crew.awaitFailure(plan.warmUpNanos());
      LookupCounts before = LookupCounts.take(work);
      LookupCounts after;
      boolean failed;
      do { // without a lookup there is no rate
        failed = crew.awaitFailure(plan.measuredNanos());
        after = LookupCounts.take(work);
      } while (!failed && after.lookupsSince(before) == 0);
      return after.since(before, sleeper);
    } finally {
      work.lookups().stop();
      try {
        crew.join();
      } finally {
        sleeper.stop();
      }
    }
  }

  private BlockCache cache() throws IOException {
    if (cache == null) {
      cache = BlockCache.load(file.path(), file.byteSize(), settings.blockByteSize());
    }
    return cache;
  }
}
