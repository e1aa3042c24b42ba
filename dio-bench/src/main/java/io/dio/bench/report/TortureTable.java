// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import io.dio.bench.torture.TortureResult;
import java.util.List;
import java.util.Locale;

/** Formats {@link TortureReport} for people. */
public final class TortureTable {
  private static final String INDENT = "  ";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("place", Kind.WORDS),
          new Column("backend", Kind.WORDS),
          new Column("outcome", Kind.WORDS),
          new Column("episodes", Kind.FIGURE),
          new Column("operations", Kind.FIGURE),
          new Column("read", Kind.FIGURE),
          new Column("written", Kind.FIGURE),
          new Column("compared", Kind.FIGURE),
          new Column("seconds", Kind.FIGURE));

  private TortureTable() {}

  /** {@return the report in lines of at most so many columns} */
  public static String of(TortureReport report, int width) {
    StringBuilder text =
        new StringBuilder(
            Lines.wrapped(
                "%s, %s, JDK %s".formatted(report.kernel(), report.processors(), report.jdk()),
                width,
                INDENT));
    TextTable table = new TextTable(COLUMNS);
    report.results().forEach(result -> table.add(cells(result)));
    text.append(table.toString(width));
    for (TortureResult result : report.results()) {
      result
          .cause()
          .ifPresent(cause -> text.append(Lines.wrapped(remark(result, cause), width, INDENT)));
    }
    return text.toString();
  }

  private static List<String> cells(TortureResult result) {
    return List.of(
        result.place(),
        result.backend(),
        result.outcome().equals(TortureResult.CLEAN)
            ? result.outcome()
            : result.outcome().toUpperCase(Locale.ROOT),
        String.valueOf(result.episodes()),
        String.valueOf(result.operations()),
        ByteSizes.text(result.bytesRead()),
        ByteSizes.text(result.bytesWritten()),
        ByteSizes.text(result.bytesCompared()),
        String.format(Locale.ROOT, "%.0f", result.seconds()));
  }

  private static String remark(TortureResult result, String cause) {
    String again =
        result
            .failedSeed()
            .map(seed ->
                "; again: --backend %s --seed %d --operations 1".formatted(result.backend(), seed))
            .orElse("");
    return "%s on %s: %s: %s%s"
        .formatted(result.backend(), result.place(), result.outcome(), cause, again);
  }
}
