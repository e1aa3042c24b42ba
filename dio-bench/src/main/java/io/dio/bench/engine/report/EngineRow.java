// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.engine.EngineContender;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.EngineResult;
import io.dio.bench.engine.EngineTurn;
import io.dio.bench.engine.Figure;
import io.dio.bench.pattern.Mismatch;
import io.dio.bench.report.CompareRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One row of {@link EngineReport}. Figures that were not counted are missing or null.
 *
 * @param contender the way of doing the job
 * @param backend the backend that it belongs to
 * @param threads the number of threads
 * @param virtual whether they are virtual
 * @param direct whether it really bypassed the page cache
 * @param figures the figures, by their keys
 * @param speedVsReference how many times as fast as the reference it is, round by round
 * @param cpuVsReference processor time per operation as a multiple of the reference's
 * @param verifiedBytes the number of bytes that were compared and are right
 * @param mismatches the number of blocks with wrong contents; for a log, of records that are lost
 * @param shortTransfers reads that returned less than a block
 * @param status done, unavailable or failed
 * @param cause why it was not run or failed, or what it was asked to have and did not
 * @param byRound the main figure of each round
 * @param firstMismatches the first of the mismatches
 */
public record EngineRow(
    String contender,
    String backend,
    int threads,
    boolean virtual,
    boolean direct,
    Map<String, Spread> figures,
    Spread speedVsReference,
    Spread cpuVsReference,
    long verifiedBytes,
    long mismatches,
    long shortTransfers,
    String status,
    String cause,
    List<Double> byRound,
    List<Mismatch> firstMismatches) {

  static List<EngineRow> of(EngineKind kind, List<EngineResult> results) {
    return results.stream().map(result -> of(kind, result, results)).toList();
  }

  private static EngineRow of(EngineKind kind, EngineResult result, List<EngineResult> all) {
    EngineContender contender = result.contender();
    Optional<EngineResult> reference = reference(kind, contender, all);
    Map<String, Spread> figures = new LinkedHashMap<>();
    for (Figure figure : kind.figures()) {
      result
          .spread(figure)
          .ifPresent(spread -> figures.put(figure.key(), CompareRow.rounded(spread)));
    }
    return new EngineRow(
        contender.name(),
        contender.backend().toString(),
        contender.threads(),
        contender.virtual(),
        result.direct(),
        figures,
        ratio(result, reference, kind.mainFigure()),
        ratio(result, reference, Figure.CPU_MICROS_PER_OPERATION),
        result.checks().verifiedBytes(),
        result.checks().mismatches(),
        result.checks().shortTransfers(),
        result.status().name().toLowerCase(Locale.ROOT),
        result.cause().orElse(null),
        result.turns().stream().map(turn -> main(kind, turn)).toList(),
        result.checks().firstMismatches());
  }

  private static Double main(EngineKind kind, EngineTurn turn) {
    return CompareRow.rounded(turn.value(kind.mainFigure()));
  }

  private static Optional<EngineResult> reference(
      EngineKind kind, EngineContender contender, List<EngineResult> all) {
    return all.stream()
        .filter(other -> other.contender().name().equals(kind.reference()))
        .filter(other -> other.contender().group().equals(contender.group()))
        .findFirst();
  }

  private static Spread ratio(
      EngineResult result, Optional<EngineResult> reference, Figure figure) {
    return reference
        .flatMap(other -> result.ratio(other, figure))
        .map(CompareRow::rounded)
        .orElse(null);
  }

  /** {@return a figure, or null if it was not counted} */
  Spread figure(Figure figure) {
    return figures.get(figure.key());
  }

  /** {@return the threads in words} */
  String threadsText() {
    return threads + (virtual ? " virtual" : "");
  }

  /** {@return the name with the threads, for charts} */
  String label() {
    return "%s, %s thread%s".formatted(contender, threadsText(), threads == 1 ? "" : "s");
  }
}
