// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.cost.SetupResult;
import io.dio.bench.peer.SetupFigures;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The cost of opening and closing for one program. The figures are those of its rounds, and each is
 * the median of its turn. A figure is null if the program was not run, or if there is no C loop to
 * compare with.
 *
 * @param program a scheduler of dio, or the C loop
 * @param openAndReadMicros time from before a scheduler is opened until its first read is complete
 * @param openAndReadVsC the same as a multiple of the C loop's, round by round
 * @param closeMicros time to close it
 * @param closeVsC the same as a multiple of the C loop's, round by round
 * @param openAndReadMicrosByRound the figures of each round
 * @param openAndReadVsCByRound the multiples of each round
 * @param closeMicrosByRound the figures of each round
 * @param closeVsCByRound the multiples of each round
 * @param status done, unavailable or failed
 * @param cause the reason why it was not run, or why it failed
 */
public record SetupRow(
    String program,
    Spread openAndReadMicros,
    Spread openAndReadVsC,
    Spread closeMicros,
    Spread closeVsC,
    List<Double> openAndReadMicrosByRound,
    List<Double> openAndReadVsCByRound,
    List<Double> closeMicrosByRound,
    List<Double> closeVsCByRound,
    String status,
    String cause) {

  static SetupRow of(SetupResult result, SetupResult reference) {
    List<Double> open = micros(result, SetupFigures::openAndReadNanos);
    List<Double> openVsC = ratios(result, reference, SetupFigures::openAndReadNanos);
    List<Double> close = micros(result, SetupFigures::closeNanos);
    List<Double> closeVsC = ratios(result, reference, SetupFigures::closeNanos);
    return new SetupRow(
        result.program(),
        spread(open),
        spread(openVsC),
        spread(close),
        spread(closeVsC),
        open,
        openVsC,
        close,
        closeVsC,
        result.status().name().toLowerCase(Locale.ROOT),
        result.cause().orElse(null));
  }

  private static List<Double> micros(SetupResult result, ToDoubleFunction<SetupFigures> figure) {
    return result.rounds().stream()
        .map(round -> CompareRow.rounded(figure.applyAsDouble(round) / 1e3))
        .toList();
  }

  private static List<Double> ratios(
      SetupResult result, SetupResult reference, ToDoubleFunction<SetupFigures> figure) {
    List<SetupFigures> rounds = result.rounds();
    List<SetupFigures> others = reference.rounds();
    return IntStream.range(0, Math.min(rounds.size(), others.size()))
        .mapToObj(i ->
            CompareRow.rounded(
                figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(others.get(i))))
        .toList();
  }

  static Spread spread(List<Double> values) {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue))
        .map(CompareRow::rounded)
        .orElse(null);
  }
}
