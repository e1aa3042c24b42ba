// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import io.dio.bench.compare.Spread;
import io.dio.bench.job.JobResult.Checks;
import io.dio.bench.job.JobResult.Status;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The result of one contender.
 *
 * @param contender the contender
 * @param status whether it could be run
 * @param direct whether it bypassed the page cache
 * @param cause why it was not run or failed, or what it was asked to have and did not
 * @param turns its turns; empty if it was not run
 * @param checks what the checks of its data found
 */
public record EngineResult(
    EngineContender contender,
    Status status,
    boolean direct,
    Optional<String> cause,
    List<EngineTurn> turns,
    Checks checks) {

  /** {@return the spread of a figure; empty if no turn has it} */
  public Optional<Spread> spread(Figure figure) {
    return Spread.of(turns.stream().mapToDouble(turn -> turn.value(figure)));
  }

  /**
   * {@return a figure as a multiple of another contender's, round by round; above 1 is better for
   * the main figure of a job, and worse for costs}
   */
  public Optional<Spread> ratio(EngineResult reference, Figure figure) {
    List<EngineTurn> others = reference.turns();
    return Spread.of(
        IntStream.range(0, Math.min(turns.size(), others.size()))
            .mapToDouble(round -> {
              double own = turns.get(round).value(figure);
              double other = others.get(round).value(figure);
              return figure.isSmallerBetter() ? other / own : own / other;
            }));
  }
}
