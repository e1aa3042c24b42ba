// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import com.sun.management.OperatingSystemMXBean;
import io.dio.bench.backend.Backend;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.OpenRequest;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Pattern;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * Runs the jobs of a plan on one file. The jobs take turns: one round of each, then the next round
 * of each. So a disturbance of the machine, such as another program or a slower clock, hits all
 * jobs alike, and the median over the rounds removes it.
 *
 * <p>After its last round each job reads the whole file back over its own backend.
 */
public final class JobRun {
  private static final double NANOS_PER_SECOND = 1e9;

  /** A guest that takes turns between those of the jobs. */
  public interface Guest {
    /**
     * Called after each turn of the job at index {@code row} of the plan, also if that job has
     * ended.
     */
    void afterTurn(int row, int round, Progress progress) throws IOException, InterruptedException;
  }

  private final RunPlan plan;
  private final JobFile file;
  private final Pattern pattern;
  private final List<JobState> states;
  private final Optional<Contents> contents;

  /** Prepares a run without any action. */
  public JobRun(RunPlan plan, JobFile file) throws UsageException {
    this.plan = plan;
    this.file = file;
    this.pattern = new Pattern(plan.seed());
    this.states = plan.jobs().stream().map(JobState::new).toList();
    this.contents = contents();
    requireMemory();
    requireRoomForNeighbours();
  }

  private void requireRoomForNeighbours() throws UsageException {
    for (Job job : plan.jobs()) {
      if (job.beside() != Beside.NONE && !Files.isRegularFile(file.path())) {
        throw new UsageException(
            "--beside %s writes a second file beside the first, which must be a regular file: %s"
                .formatted(job.beside(), file.path()));
      }
    }
  }

  private void requireMemory() throws UsageException {
    long available =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 2;
    for (Job job : plan.jobs()) {
      if (job.bufferByteSize() > available) {
        throw new UsageException(
            "%s: its buffers take %d bytes, more than half of this machine's memory"
                .formatted(job, job.bufferByteSize()));
      }
    }
  }

  private Optional<Contents> contents() throws UsageException {
    if (!plan.writes()) {
      return plan.verify() ? Optional.of(Contents.unchanging(pattern)) : Optional.empty();
    }
    int granuleByteSize =
        plan.jobs().stream()
            .mapToInt(Job::blockByteSize)
            .reduce(0, (granule, size) -> granule | size);
    try {
      return Optional.of(
          Contents.overwritten(
              pattern,
              file.byteSize(),
              Integer.lowestOneBit(granuleByteSize),
              1 + plan.jobs().size() * plan.rounds()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** {@return an estimate of the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    double pass = Estimate.seconds(file.byteSize());
    double perJob = plan.verify() ? pass : 0;
    for (int round = 0; round < plan.rounds(); round++) {
      perJob += plan.warmUpSeconds(round) + plan.measuredSeconds();
    }
    return perJob * states.size()
        + (file.isToBeFilled() ? pass : 0)
        + (isToBeRestored() ? pass : 0);
  }

  /**
   * Fills the file if necessary, and runs all jobs.
   *
   * @throws IOException if the file cannot be filled; a failure of a job is in its result
   */
  public List<JobResult> run(Progress progress) throws IOException, InterruptedException {
    return run(progress, (_, _, _) -> {});
  }

  /**
   * Runs all jobs as {@link #run(Progress)} does, with a guest in between.
   *
   * @throws IOException if the file cannot be filled, or if the guest failed
   */
  public List<JobResult> run(Progress progress, Guest guest)
      throws IOException, InterruptedException {
    file.prepare(pattern, progress);
    for (int round = 0; round < plan.rounds(); round++) {
      for (int row = 0; row < states.size(); row++) {
        JobState state = states.get(row);
        if (!state.isOver()) {
          runRound(state, round, 1 + row + round * states.size(), progress);
        }
        guest.afterTurn(row, round, progress);
      }
    }
    if (isToBeRestored()) {
      progress.activity("restore");
      Filler.fill(file, pattern, progress);
    }
    return states.stream().map(JobState::result).toList();
  }

  /** {@return whether a file that may be used again was overwritten with later generations} */
  private boolean isToBeRestored() {
    return plan.writes() && file.isKept();
  }

  private void runRound(JobState state, int round, int generation, Progress progress)
      throws InterruptedException {
    Job job = state.job();
    RoundWork work =
        new RoundWork(
            job,
            file.byteSize(),
            plan.sampled() || job.access().isWrite() ? contents : Optional.empty(),
            generation,
            plan.seed() + generation,
            state.tally());
    try (Backend backend = job.backend().open(openRequest(job))) {
      state.opened(backend);
      progress.activity("cache");
      PageCache.prepare(file, job.access(), job.buffered());
      progress.activity(job.backend() + " " + job.access());
      try (Neighbour neighbour =
          Neighbour.start(job.beside(), file.folder(), backend.durableWrite())) {
        state.measured(
            new TimedRound(backend, neighbour, work, state.latencies())
                .run(nanos(plan.warmUpSeconds(round)), nanos(plan.measuredSeconds())));
      }
      progress.advance(plan.warmUpSeconds(round) + plan.measuredSeconds());
      if (plan.isLast(round) && plan.verify()) {
        verify(backend, work, progress);
      }
    } catch (BackendUnavailableException e) {
      state.unavailable(e.getMessage());
    } catch (IOException | RuntimeException | OutOfMemoryError e) { // mmap may throw the last
      state.failed(e);
    }
  }

  private void verify(Backend backend, RoundWork work, Progress progress)
      throws IOException, InterruptedException {
    progress.activity(work.job().backend() + " verify");
    if (work.job().access().isWrite()) {
      backend.sync();
    }
    CoveringPass.run(backend, work, contents.orElseThrow());
    progress.advance(Estimate.seconds(file.byteSize()));
  }

  private OpenRequest openRequest(Job job) {
    Job pass = CoveringPass.deepEnough(job);
    return new OpenRequest(
        file.path(),
        !job.buffered(),
        job.access().isWrite(),
        job.access().isRandom(),
        Math.max(job.inFlightOfOneScheduler(), pass.inFlightOfOneScheduler()),
        job.threads() + pass.threads(),
        (long) Math.max(job.depth(), pass.depth()) * job.blockByteSize(),
        job.features());
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * NANOS_PER_SECOND);
  }
}
