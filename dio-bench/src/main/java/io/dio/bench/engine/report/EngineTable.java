// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.Figure;
import io.dio.bench.pattern.Mismatch;
import io.dio.bench.report.Fact;
import io.dio.bench.report.Lines;
import io.dio.bench.report.TextTable;
import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Formats {@link EngineReport} for people. */
public final class EngineTable {
  private static final String NONE = TextTable.NONE;
  private static final String INDENT = "  ";
  private static final int NOTES_COLUMNS = 100;
  private static final double MEBIBYTE = 1 << 20;

  private EngineTable() {}

  /** {@return the report in lines of at most so many columns} */
  public static String of(EngineKind kind, EngineReport report, int width) {
    StringBuilder text = new StringBuilder(Fact.text(facts(report), width));
    text.append(System.lineSeparator());
    TextTable table = new TextTable(columns(kind));
    report.results().forEach(row -> table.add(cells(kind, row)));
    text.append(table.toString(width)).append(System.lineSeparator());
    text.append(Lines.wrapped(notes(kind), Math.min(width, NOTES_COLUMNS), ""));
    report.results().stream()
        .flatMap(EngineTable::remarks)
        .distinct()
        .forEach(remark -> text.append(Lines.wrapped(remark, width, INDENT)));
    return text.toString();
  }

  static List<Fact> facts(EngineReport report) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("job", report.job() + ": " + report.description()));
    facts.addAll(
        Fact.of(
            report.kernel(),
            report.processors(),
            report.jdk(),
            report.path(),
            report.fileBytes(),
            report.ioUring(),
            report.liburing()));
    facts.add(new Fact("settings", report.settings()));
    facts.add(new Fact("verified", report.verification()));
    facts.add(
        new Fact(
            "rounds",
            "%d%s, contenders take turns, seed %d"
                .formatted(
                    report.rounds(),
                    report.secondsPerRound() == null
                        ? ""
                        : String.format(Locale.ROOT, " of %.2f s", report.secondsPerRound()),
                    report.seed())));
    return facts;
  }

  private static List<Column> columns(EngineKind kind) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("contender", Kind.WORDS));
    columns.add(new Column("threads", Kind.SETTING));
    columns.add(new Column("mode", Kind.SETTING));
    columns.add(new Column(kind.mainFigure().heading(), Kind.FIGURE));
    columns.add(new Column("min..max", Kind.FIGURE));
    columns.add(new Column("speed:ref", Kind.FIGURE));
    others(kind).forEach(figure -> columns.add(new Column(figure.heading(), Kind.FIGURE)));
    columns.add(new Column("CPU:ref", Kind.FIGURE));
    columns.add(new Column("verified", Kind.CHECK));
    return columns;
  }

  private static Stream<Figure> others(EngineKind kind) {
    return kind.figures().stream().skip(1);
  }

  private static List<String> cells(EngineKind kind, EngineRow row) {
    List<String> cells = new ArrayList<>();
    cells.add(row.contender());
    cells.add(row.threadsText());
    cells.add(row.byRound().isEmpty() ? NONE : row.direct() ? "direct" : "buffered");
    cells.add(median(kind.mainFigure(), row));
    cells.add(range(kind.mainFigure(), row));
    cells.add(multiple(row.speedVsReference()));
    others(kind).forEach(figure -> cells.add(median(figure, row)));
    cells.add(multiple(row.cpuVsReference()));
    cells.add(
        row.verifiedBytes() == 0
            ? NONE
            : String.format(Locale.ROOT, "%,.0f MiB", Math.ceil(row.verifiedBytes() / MEBIBYTE)));
    return cells;
  }

  private static String median(Figure figure, EngineRow row) {
    Spread spread = row.figure(figure);
    return spread == null ? NONE : figure.text(spread.median());
  }

  private static String range(Figure figure, EngineRow row) {
    Spread spread = row.figure(figure);
    return spread == null ? NONE : figure.text(spread.min()) + ".." + figure.text(spread.max());
  }

  private static String multiple(Spread spread) {
    return spread == null ? NONE : String.format(Locale.ROOT, "%.2f", spread.median());
  }

  private static String notes(EngineKind kind) {
    return "Medians over the rounds, with the least and the greatest. speed:ref says how many times"
        + " as fast as \""
        + kind.reference()
        + "\" a contender is, CPU:ref how many times the processor time of an operation it takes;"
        + " both round by round. "
        + notesOf(kind);
  }

  private static String notesOf(EngineKind kind) {
    return switch (kind) {
      case WAL ->
          "An operation is a record and its commit. Syncs are those that this program makes."
              + " Flushes are those of the whole device, for all programs.";
      case MERGE ->
          "An operation is a chunk that is read and written. The time includes the final sync.";
      case RERANK ->
          "ms is the time of one query. device: bytes read from the device per byte read.";
      case POINTS ->
          "An operation is a lookup. IOPS counts those that read the file. A thread has starved if"
              + " it completed no lookup in the measured time. wakes in time: turns of 5 ms in"
              + " which a thread that only sleeps woke.";
      case LUCENE ->
          "Cold: after all files were dropped from the page cache. Warm: the same once more."
              + " merged: right after the merge. pages cached: pages of the index in the page cache"
              + " after the merge, before which it was dropped. device: bytes read from the"
              + " device per byte of the vectors of cold reranks. An operation is such a vector.";
    };
  }

  /** {@return the remarks on a row, beside its figures} */
  static Stream<String> remarks(EngineRow row) {
    Stream.Builder<String> remarks = Stream.builder();
    if (row.cause() != null) {
      String what = row.status().equals("done") ? "note" : row.status();
      remarks.add("%s: %s: %s".formatted(row.contender(), what, row.cause()));
    }
    if (row.mismatches() > 0) {
      remarks.add("%s: MISMATCH in %d blocks:".formatted(row.label(), row.mismatches()));
      for (Mismatch mismatch : row.firstMismatches()) {
        remarks.add("  " + mismatch);
      }
    }
    if (row.shortTransfers() > 0) {
      remarks.add("%s: %d short reads".formatted(row.label(), row.shortTransfers()));
    }
    return remarks.build();
  }
}
