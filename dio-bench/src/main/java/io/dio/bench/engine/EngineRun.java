// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import java.util.List;

/**
 * Runs the contenders of a job. They take turns: one turn of each, then the next round. So a
 * disturbance of the machine hits all of them alike, and the median over the rounds removes it.
 */
public final class EngineRun {
  private final RunPlan plan;
  private final List<EngineState> states;

  /**
   * Prepares a run without any action.
   *
   * @param plan rounds, seconds and seed; it needs no jobs
   * @param contenders the rows, in their order
   */
  public EngineRun(RunPlan plan, List<EngineContender> contenders) {
    this.plan = plan;
    this.states = contenders.stream().map(EngineState::new).toList();
  }

  /** {@return an estimate of the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    double seconds = 0;
    for (int round = 0; round < plan.rounds(); round++) {
      seconds += states.size() * turnSeconds(round);
    }
    return seconds;
  }

  private double turnSeconds(int round) {
    return plan.warmUpSeconds(round) + plan.measuredSeconds();
  }

  /** Runs all rounds. {@return a result for each contender} A failure is in its result. */
  public List<EngineResult> run(Progress progress) throws InterruptedException {
    for (int round = 0; round < plan.rounds(); round++) {
      for (int row = 0; row < states.size(); row++) {
        EngineState state = states.get(row);
        progress.activity(state.contender().name());
        state.takeTurn(
            new TurnPlan(
                plan.warmUpSeconds(round),
                plan.measuredSeconds(),
                round * states.size() + row,
                plan.seed() + round));
        progress.advance(turnSeconds(round));
      }
    }
    return states.stream().map(EngineState::result).toList();
  }
}
