// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One figure from the results of a contender's turns, with a measure of how much they differ.
 *
 * @param median the median; for an even number of turns, the mean of the two in the middle
 * @param min the smallest value
 * @param max the largest value
 */
public record Spread(double median, double min, double max) {

  /** {@return the spread of a figure; empty if no turn has it} */
  public static Optional<Spread> of(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    return of(turns.stream().mapToDouble(figure));
  }

  /**
   * {@return the spread of the ratios between two contenders' turns of the same round}
   *
   * <p>If the machine slows down for a while, that hits both turns of a round. So the ratios are
   * closer together than the figures themselves, and their median is more reliable than the ratio
   * of two medians.
   */
  public static Optional<Spread> ofRatios(
      List<Turn> turns, List<Turn> references, ToDoubleFunction<Turn> figure) {
    ToDoubleBiFunction<Turn, Turn> ratio =
        (turn, reference) -> figure.applyAsDouble(turn) / figure.applyAsDouble(reference);
    return of(
        IntStream.range(0, Math.min(turns.size(), references.size()))
            .mapToDouble(i -> ratio.applyAsDouble(turns.get(i), references.get(i))));
  }

  /** {@return the spread of some values, without NaN} */
  public static Optional<Spread> of(DoubleStream values) {
    double[] sorted = values.filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
  }
}
