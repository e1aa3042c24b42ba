// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.crash.CrashResult;
import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import java.util.List;

/** Formats {@link CrashReport} for people. */
public final class CrashTable {
  private static final String INDENT = "  ";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("place", Kind.WORDS),
          new Column("writer", Kind.WORDS),
          new Column("checked", Kind.FIGURE),
          new Column("lost", Kind.FIGURE),
          new Column("torn", Kind.FIGURE));

  private CrashTable() {}

  /** {@return the report in lines of at most so many columns} */
  public static String of(CrashReport report, int width) {
    StringBuilder text =
        new StringBuilder(
            Lines.wrapped("%s, JDK %s".formatted(report.kernel(), report.jdk()), width, INDENT));
    TextTable table = new TextTable(COLUMNS);
    for (CrashResult result : report.results()) {
      result.rows().forEach(row -> table.add(cells(result, row)));
    }
    text.append(table.toString(width));
    report.results().forEach(result -> text.append(remarks(result, width)));
    return text.toString();
  }

  private static List<String> cells(CrashResult result, CrashResult.Row row) {
    return List.of(
        result.place(),
        row.writer(),
        String.valueOf(row.checked()),
        String.valueOf(row.lost()),
        String.valueOf(row.torn()));
  }

  private static String remarks(CrashResult result, int width) {
    StringBuilder text =
        new StringBuilder(
            Lines.wrapped(
                "%s: %d rounds of %s in %.0f s: %d acknowledged items checked, %d lost, %d torn"
                    .formatted(
                        result.place(),
                        result.rounds(),
                        result.crash(),
                        result.seconds(),
                        result.checked(),
                        result.lost(),
                        result.torn()),
                width,
                INDENT));
    result
        .firstLoss()
        .ifPresent(loss -> text.append(Lines.wrapped("first: " + loss, width, INDENT)));
    result.failures().forEach(failure -> text.append(Lines.wrapped(failure, width, INDENT)));
    return text.toString();
  }
}
