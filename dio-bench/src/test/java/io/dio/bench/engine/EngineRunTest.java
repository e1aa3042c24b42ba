// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.compare.Spread;
import io.dio.bench.engine.EngineContender.Turns;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.Progress;
import io.dio.bench.job.RunPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRunTest {
  private final List<String> order = new ArrayList<>();

  private EngineContender contender(String name, Turns turns) {
    return new EngineContender(
        name,
        BackendKind.POSIX,
        "",
        1,
        false,
        (plan, findings) -> {
          order.add(name + plan.number());
          return turns.take(plan, findings);
        });
  }

  private EngineContender returning(String name, Figure figure, double... values) {
    Iterator<Double> next = Arrays.stream(values).iterator();
    return contender(name, (_, _) -> EngineTurn.empty().with(figure, next.next()));
  }

  private static List<EngineResult> run(EngineContender... contenders) throws InterruptedException {
    return new EngineRun(new RunPlan(List.of(), true, 3, 0.3, 1), List.of(contenders))
        .run(Progress.SILENT);
  }

  @Test
  void contendersTakeTurnsAndARatioIsThatOfOneRound() throws InterruptedException {
    List<EngineResult> results =
        run(
            returning("a", Figure.COMMITS_PER_SECOND, 10, 1000, 40),
            returning("b", Figure.COMMITS_PER_SECOND, 20, 1000, 160));
    assertThat(order).containsExactly("a0", "b1", "a2", "b3", "a4", "b5");
    assertThat(results.get(1).spread(Figure.COMMITS_PER_SECOND))
        .contains(new Spread(160, 20, 1000));
    assertThat(results.get(1).ratio(results.get(0), Figure.COMMITS_PER_SECOND))
        .contains(new Spread(2, 1, 4));
  }

  @Test
  void lessMillisecondsAreFaster() throws InterruptedException {
    List<EngineResult> results =
        run(returning("a", Figure.MILLIS, 30, 30, 30), returning("b", Figure.MILLIS, 10, 10, 10));
    assertThat(results.get(1).ratio(results.get(0), Figure.MILLIS)).contains(new Spread(3, 3, 3));
  }

  @Test
  void whatCannotBeRunIsNotTriedAgainAndTheOthersRun() throws InterruptedException {
    List<EngineResult> results =
        run(
            contender(
                "absent",
                (_, _) -> {
                  throw new BackendUnavailableException("no ring here", null);
                }),
            contender(
                "broken",
                (_, _) -> {
                  throw new IOException("the disk is gone");
                }),
            returning("c", Figure.MILLIS, 1, 2, 3));
    assertThat(results.stream().map(EngineResult::status))
        .containsExactly(Status.UNAVAILABLE, Status.FAILED, Status.DONE);
    assertThat(results.get(0).cause()).contains("no ring here");
    assertThat(results.get(1).cause()).contains("the disk is gone");
    assertThat(order).containsExactly("absent0", "broken1", "c2", "c5", "c8");
  }

  @Test
  void whatWasNotCountedIsNoFigure() throws InterruptedException {
    EngineResult result = run(returning("a", Figure.SYNCS_PER_COMMIT, Double.NaN, 1, 3)).getFirst();
    assertThat(result.turns().getFirst().figures()).isEmpty();
    assertThat(result.spread(Figure.SYNCS_PER_COMMIT)).contains(new Spread(2, 1, 3));
    assertThat(result.spread(Figure.MILLIS)).isEmpty();
  }

  @Test
  void aShareIsShownInPerCent() {
    assertThat(Figure.WAKES_IN_TIME.text(0.954)).isEqualTo("95 %");
    assertThat(Figure.COMMITS_PER_SECOND.text(12_345.6)).isEqualTo("12,346");
  }
}
