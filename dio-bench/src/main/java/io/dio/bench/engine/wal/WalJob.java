// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
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
import io.dio.bench.job.Phase;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Pattern;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that share a log. Each writes a record behind the last one and waits until it is durable,
 * then it writes its next record.
 *
 * <p>The blocks of the log are allocated and written before the first turn, as in an engine that
 * uses its log files again. So a data sync writes no metadata. Each turn starts at the beginning of
 * the log and writes bytes of its own, and after the turn every acknowledged record is read back.
 */
public final class WalJob {
  private static final int PHASES_OF_A_TURN = 2;

  private final JobFile file;
  private final Pattern pattern;
  private final EngineSettings settings;

  /** Opens the log of one turn. */
  @FunctionalInterface
  private interface Opener {
    LogWriter open(int threads) throws IOException, BackendUnavailableException;
  }

  /**
   * Prepares the job without any action.
   *
   * @param file a file with room for the records, which is overwritten
   */
  public WalJob(JobFile file, Pattern pattern, EngineSettings settings) {
    this.file = file;
    this.pattern = pattern;
    this.settings = settings;
  }

  /** {@return the contenders, in groups of as many threads of the same kind} */
  public List<EngineContender> contenders() {
    List<EngineContender> contenders = new ArrayList<>();
    for (boolean virtual : settings.virtual()) {
      for (int threads : settings.threads()) {
        contenders.addAll(contenders(threads, virtual));
      }
    }
    return contenders;
  }

  private List<EngineContender> contenders(int threads, boolean virtual) {
    boolean direct = !settings.buffered();
    List<EngineContender> group = new ArrayList<>();
    String title = threads + (virtual ? " virtual" : "");
    group.add(
        contender(
            "filechannel force",
            BackendKind.FILECHANNEL,
            title,
            threads,
            virtual,
            _ -> ChannelLog.open(file.path(), direct, false)));
    group.add(
        contender(
            "filechannel leader",
            BackendKind.FILECHANNEL,
            title,
            threads,
            virtual,
            _ -> ChannelLog.open(file.path(), direct, true)));
    group.add(
        contender(
            "posix dataSync",
            BackendKind.POSIX,
            title,
            threads,
            virtual,
            _ -> new FileLog(openFile())));
    for (BackendKind kind : Schedulers.kinds()) {
      group.add(
          contender(
              kind + " durable", kind, title, threads, virtual, n -> scheduled(kind, n, false)));
      group.add(
          contender(
              kind + " barrierSync", kind, title, threads, virtual, n -> scheduled(kind, n, true)));
      group.add(contender(kind + " log", kind, title, threads, virtual, n -> example(kind, n)));
    }
    return group;
  }

  private EngineContender contender(
      String name, BackendKind backend, String group, int threads, boolean virtual, Opener opener) {
    return new EngineContender(
        name,
        backend,
        group,
        threads,
        virtual,
        (plan, findings) -> take(opener, threads, virtual, plan, findings));
  }

  @SuppressWarnings("MustBeClosed") // the writer closes both
  private LogWriter scheduled(BackendKind kind, int threads, boolean barrier)
      throws IOException, BackendUnavailableException {
    // A writer has two operations in flight: the write and the barrier.
    IoScheduler scheduler = Schedulers.open(kind, 2L * threads);
    try {
      return new SchedulerLog(openFile(), scheduler, barrier);
    } catch (IOException | RuntimeException | Error e) {
      scheduler.close();
      throw e;
    }
  }

  @SuppressWarnings("MustBeClosed") // the writer closes it
  private LogWriter example(BackendKind kind, int threads)
      throws IOException, BackendUnavailableException {
    IoScheduler scheduler = Schedulers.open(kind, threads);
    try {
      return ExampleLog.create(scheduler, file, settings.blockByteSize(), !settings.buffered());
    } catch (IOException | RuntimeException | Error e) {
      scheduler.close();
      throw e;
    }
  }

  @SuppressWarnings("MustBeClosed") // the writer closes it
  private DioFile openFile() throws IOException {
    Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.WRITE));
    if (!settings.buffered()) {
      options.add(DirectMode.PREFERRED);
    }
    return DioFile.open(file.path(), options);
  }

  private EngineTurn take(
      Opener opener, int threads, boolean virtual, TurnPlan plan, Findings findings)
      throws IOException, InterruptedException, BackendUnavailableException {
    Job crew =
        new Job(
            BackendKind.POSIX,
            Access.WRITE,
            settings.blockByteSize(),
            threads,
            virtual,
            1,
            settings.buffered());
    int generation = 1 + plan.number() * PHASES_OF_A_TURN;
    Pattern measured = pattern.generation(generation + 1);
    try (LogWriter log = opener.open(threads)) {
      findings.opened(log.isDirect(), log.degradations());
      write(log, crew, newTail(), pattern.generation(generation), plan.warmUpNanos());
      LogTail tail = newTail();
      EngineTurn turn = write(log, crew, tail, measured, plan.measuredNanos());
      // No thread failed, so each record that got a place was acknowledged.
      log.check(
          file, tail.byteSize(), settings.blockByteSize(), Contents.unchanging(measured), findings);
      return turn;
    }
  }

  private LogTail newTail() {
    return new LogTail(file.byteSize(), settings.blockByteSize());
  }

  /** Lets the crew write until the time is over or the log is full. */
  private EngineTurn write(LogWriter log, Job job, LogTail tail, Pattern bytes, long nanos)
      throws IOException, InterruptedException {
    DeviceFlushes device = DeviceFlushes.ofDeviceOf(file.path());
    Phase phase = new Phase(job.threads());
    Crew crew =
        new Crew(
            job,
            log,
            (lane, thread) -> new CommitWindow(lane, tail, phase, bytes, thread),
            tail::stop);
    try {
      AtomicReference<CommitCounts> start = new AtomicReference<>();
      crew.start(() -> start.set(CommitCounts.take(phase, log, device)));
      CommitCounts before = start.get();
      CommitCounts after;
      boolean ended;
      do { // without a commit there is no rate
        ended = tail.awaitEnd(nanos);
        after = CommitCounts.take(phase, log, device);
      } while (!ended && after.commitsSince(before) == 0);
      return after.since(before);
    } finally {
      tail.stop();
      crew.join();
    }
  }
}
