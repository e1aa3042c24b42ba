// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.cost.WakeFigures;
import io.dio.bench.cost.WakeResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the JVM needs to wake virtual threads.
 *
 * @param batch the number of threads that were woken together
 * @param wakesPerSecond the number of wakes in a second
 * @param cpuMicros the processor time of one wake, and of parking again, in microseconds
 * @param cpuMicrosByRound the figures of each round
 */
public record WakeRow(
    int batch, Spread wakesPerSecond, Spread cpuMicros, List<Double> cpuMicrosByRound) {

  static WakeRow of(WakeResult result) {
    List<Double> cpu = figures(result, WakeFigures::cpuMicros);
    return new WakeRow(
        result.batch(),
        SetupRow.spread(figures(result, WakeFigures::wakesPerSecond)),
        SetupRow.spread(cpu),
        cpu);
  }

  private static List<Double> figures(WakeResult result, ToDoubleFunction<WakeFigures> figure) {
    return result.rounds().stream()
        .map(round -> CompareRow.rounded(figure.applyAsDouble(round)))
        .toList();
  }
}
