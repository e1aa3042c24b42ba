// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.job.Progress;
import io.dio.bench.peer.PeerException;
import io.dio.bench.peer.PeerKind;
import io.dio.bench.peer.Peers;
import io.dio.bench.peer.SetupFigures;
import io.dio.bench.peer.SetupTurn;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import java.util.List;
import java.util.Optional;

/**
 * Measures the cost of opening a scheduler, reading a first block through it, and closing it. It
 * compares a ring, threads, and a ring in C, in alternating turns.
 */
public final class SetupCost {
  /** The name of the program with which the others are compared. */
  public static final String REFERENCE = PeerKind.C_URING.toString();

  /** The number of turns that are not measured, because the JIT compiler has to run first. */
  private static final int WARM_UP_ROUNDS = 3;

  /** The number of threads that {@link IoScheduler#open} uses without io_uring. */
  private static final int WORKERS = 16;

  private static final double SECONDS_PER_SETUP = 0.001;

  private final CostPlan plan;
  private final Peers peers;
  private final List<SetupState> states;

  public SetupCost(CostPlan plan, Peers peers) {
    this.plan = plan;
    this.peers = peers;
    // The first read proves that the ring, or the workers, run.
    SchedulerOptions options =
        SchedulerOptions.defaults().withRingDepth(plan.depth()).withInlineReads(false);
    this.states =
        List.of(
            new SetupState(
                BackendKind.URING.toString(),
                new OpenAndRead(plan, () -> IoScheduler.uring(options))),
            new SetupState(
                BackendKind.POSIX_WORKERS.toString(),
                new OpenAndRead(plan, () -> IoScheduler.posix(options.withWorkers(WORKERS)))),
            new SetupState(StartThread.NAME, new StartThread(plan)),
            new SetupState(REFERENCE, this::inC));
  }

  private SetupFigures inC()
      throws BackendUnavailableException, PeerException, InterruptedException {
    Optional<String> cause = peers.unavailabilityCause(PeerKind.C_URING);
    if (cause.isPresent()) {
      throw new BackendUnavailableException(cause.get(), null);
    }
    return peers.setup(
        new SetupTurn(plan.file(), CostPlan.BLOCK_BYTES, plan.depth(), plan.times()));
  }

  /** {@return an estimate of the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    return (WARM_UP_ROUNDS + plan.rounds()) * secondsPerRound();
  }

  private double secondsPerRound() {
    return states.size() * plan.times() * SECONDS_PER_SETUP;
  }

  /** {@return a result for each program} */
  public List<SetupResult> run(Progress progress) throws InterruptedException {
    for (int round = -WARM_UP_ROUNDS; round < plan.rounds(); round++) {
      for (SetupState state : states) {
        progress.activity("open " + state.name());
        state.takeTurn(round >= 0);
      }
      progress.advance(secondsPerRound());
    }
    return states.stream().map(SetupState::result).toList();
  }
}
