// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.fresh.FreshFigures;
import io.dio.bench.fresh.FreshResult;
import io.dio.bench.fresh.LoadedClasses;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The first use of one program in a fresh JVM. Figures that do not exist are null.
 *
 * @param program what was run
 * @param firstUseMillis time from the program's first line to the end of its second read
 * @param processMillis time from before the process is started until it has ended
 * @param loadedClasses the classes that the process loaded
 * @param spunClasses those that it made itself, for method handles and lambdas
 * @param firstUseMillisByProcess the figures of each process
 * @param processMillisByProcess the figures of each process
 * @param status done or failed
 * @param cause the reason why it failed
 */
public record FreshRow(
    String program,
    Spread firstUseMillis,
    Spread processMillis,
    Integer loadedClasses,
    Integer spunClasses,
    List<Double> firstUseMillisByProcess,
    List<Double> processMillisByProcess,
    String status,
    String cause) {

  static FreshRow of(FreshResult result) {
    List<Double> firstUse = millis(result, FreshFigures::firstUseNanos);
    List<Double> process = millis(result, FreshFigures::processNanos);
    return new FreshRow(
        result.program(),
        SetupRow.spread(firstUse),
        SetupRow.spread(process),
        result.classes().map(LoadedClasses::all).orElse(null),
        result.classes().map(LoadedClasses::spun).orElse(null),
        firstUse,
        process,
        result.status().name().toLowerCase(Locale.ROOT),
        result.cause().orElse(null));
  }

  private static List<Double> millis(FreshResult result, ToLongFunction<FreshFigures> figure) {
    return result.processes().stream()
        .map(each -> CompareRow.rounded(figure.applyAsLong(each) / 1e6))
        .toList();
  }
}
