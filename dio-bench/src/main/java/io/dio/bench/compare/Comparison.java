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
 * Runs jobs and, behind those that are equally deep, the peers that do the same: a round of all,
 * then the next round of all, so that neighbours in the table are neighbours in time.
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
   * Prepares a comparison; nothing has happened yet.
   *
   * @param plan whose jobs are in the order that {@link #grouped} gives
   * @param file what the jobs read and write
   * @param peerFile what the peers do: the same file, unless they write, as they know no pattern
   * @param peers the programs of this machine
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

  /** {@return the jobs, those next to one another that differ only in who does them} */
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

  /** {@return an estimate of how long {@link #run} takes, which its progress adds up to} */
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

  /** Runs everything; the rows come in groups, in each our backends before the peers. */
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
      double seconds =
          (System.nanoTime() - start) / 1e9; // with start and warm-up, as are the syncs
      OptionalLong syncs = neighbour.syncs();
      state.measured(figures, syncs.isPresent() ? syncs.getAsLong() / seconds : Double.NaN);
      progress.advance(turnSeconds(round));
    } catch (PeerException | IOException e) {
      state.failed(FailureText.of(e));
    }
  }
}
