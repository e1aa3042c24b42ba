// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import io.dio.bench.backend.DurableWrite;
import io.dio.bench.job.Job;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.JobResult;
import io.dio.bench.job.JobRun;
import io.dio.bench.job.Neighbour;
import io.dio.bench.job.PageCache;
import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import io.dio.bench.job.UsageException;
import io.dio.bench.peer.PeerException;
import io.dio.bench.peer.PeerFigures;
import io.dio.bench.peer.PeerJob;
import io.dio.bench.peer.PeerKind;
import io.dio.bench.peer.PeerTurn;
import io.dio.bench.peer.Peers;
import io.dio.bench.process.FailureText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Runs jobs, and after each group of equally deep jobs the peers that do the same. One round runs
 * everything, then the next round begins. So neighbouring rows of the table were measured at nearly
 * the same time.
 */
public final class Comparison {
  private final RunPlan plan;
  private final JobFile file;
  private final JobFile peerFile;
  private final Peers peers;
  private final JobRun run;
  private final Map<PeerJob, List<Integer>> rowsOfGroups;
  private final Map<PeerJob, List<PeerState>> peersOfGroups = new LinkedHashMap<>();

  /**
   * Prepares a comparison without any action.
   *
   * @param plan its jobs are in the order of {@link #grouped}
   * @param file the file of the jobs
   * @param peerFile the file of the peers: the same file, unless they write, because they do not
   *     know the pattern
   * @param peers the programs on this machine
   */
  public Comparison(RunPlan plan, JobFile file, JobFile peerFile, Peers peers)
      throws UsageException {
    this.plan = plan;
    this.file = file;
    this.peerFile = peerFile;
    this.peers = peers;
    this.run = new JobRun(plan, file);
    this.rowsOfGroups = rowsOfGroups(plan.jobs());
    rowsOfGroups.forEach((job, rows) -> {
      boolean blocking =
          rows.stream().anyMatch(row -> !plan.jobs().get(row).backend().isWindowed());
      peersOfGroups.put(job, Peers.beside(blocking).stream().map(kind -> peer(kind, job)).toList());
    });
  }

  private PeerState peer(PeerKind kind, PeerJob job) {
    PeerState state = new PeerState(kind, job);
    peers.unavailabilityCause(kind).ifPresent(state::unavailable);
    return state;
  }

  /** {@return the jobs, ordered so that jobs which differ only in the backend are neighbours} */
  public static List<Job> grouped(List<Job> jobs) {
    return rowsOfGroups(jobs).values().stream()
        .flatMap(rows -> rows.stream().map(jobs::get))
        .toList();
  }

  private static Map<PeerJob, List<Integer>> rowsOfGroups(List<Job> jobs) {
    Map<PeerJob, List<Integer>> groups = new LinkedHashMap<>();
    for (int row = 0; row < jobs.size(); row++) {
      groups.computeIfAbsent(PeerJob.like(jobs.get(row)), _ -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** {@return an estimate of the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    double perPeer = 0;
    for (int round = 0; round < plan.rounds(); round++) {
      perPeer += turnSeconds(round);
    }
    long running =
        peersOfGroups.values().stream()
            .flatMap(List::stream)
            .filter(state -> !state.isOver())
            .count();
    return run.estimatedSeconds() + running * perPeer;
  }

  private double turnSeconds(int round) {
    return plan.warmUpSeconds(round) + plan.measuredSeconds();
  }

  /**
   * Runs everything. The rows come in groups, and in each group the backends of dio come before the
   * peers.
   */
  public List<Contender> run(Progress progress) throws IOException, InterruptedException {
    List<JobResult> results = run.run(progress, this::afterTurn);
    List<Contender> contenders = new ArrayList<>();
    rowsOfGroups.forEach((job, rows) -> {
      rows.forEach(row -> contenders.add(Contender.of(results.get(row))));
      peersOfGroups.get(job).forEach(state -> contenders.add(state.result()));
    });
    return contenders;
  }

  private void afterTurn(int row, int round, Progress progress)
      throws IOException, InterruptedException {
    PeerJob group = PeerJob.like(plan.jobs().get(row));
    if (!rowsOfGroups.get(group).getLast().equals(row)) {
      return;
    }
    for (PeerState state : peersOfGroups.get(group)) {
      if (!state.isOver()) {
        run(state, round, progress);
      }
    }
  }

  private void run(PeerState state, int round, Progress progress)
      throws IOException, InterruptedException {
    PeerJob job = state.job();
    PeerTurn turn =
        new PeerTurn(
            job,
            peerFile.path(),
            file.byteSize(),
            plan.warmUpSeconds(round),
            plan.measuredSeconds(),
            plan.seed() + round);
    state.told(peers.options(state.kind(), turn));
    progress.activity("cache");
    PageCache.prepare(peerFile, job.access(), job.buffered());
    progress.activity(state.kind() + " " + job.access());
    try (Neighbour neighbour =
        Neighbour.start(job.beside(), peerFile.folder(), DurableWrite.BLOCKING)) {
      long start = System.nanoTime();
      PeerFigures figures = peers.run(state.kind(), turn);
      // The duration includes start and warm-up, and so do the syncs.
      double seconds = (System.nanoTime() - start) / 1e9;
      OptionalLong syncs = neighbour.syncs();
      state.measured(figures, syncs.isPresent() ? syncs.getAsLong() / seconds : Double.NaN);
      progress.advance(turnSeconds(round));
    } catch (PeerException | IOException e) {
      state.failed(FailureText.of(e));
    }
  }
}
