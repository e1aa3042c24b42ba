// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.report.CostReport.IdleRow;
import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats {@link CostReport} for people. */
public final class CostTable {
  private static final String NONE = TextTable.NONE;
  private static final String INDENT = "  ";
  private static final List<Column> COLUMNS =
      Stream.concat(
              Stream.of(new Column("program", Kind.WORDS)),
              Stream.of(
                      "open+read us",
                      "min..max",
                      "open+read:C",
                      "by round",
                      "close us",
                      "min..max",
                      "close:C",
                      "by round")
                  .map(heading -> new Column(heading, Kind.FIGURE)))
          .toList();

  private static final List<Column> FRESH_COLUMNS =
      Stream.concat(
              Stream.of(new Column("program", Kind.WORDS)),
              Stream.of("first use ms", "min..max", "process ms", "min..max", "classes", "spun")
                  .map(heading -> new Column(heading, Kind.FIGURE)))
          .toList();

  private static final List<Column> WAKE_COLUMNS =
      Stream.of("woken together", "wakes/s", "CPU us/wake", "min..max")
          .map(heading -> new Column(heading, Kind.FIGURE))
          .toList();

  private CostTable() {}

  /** {@return the report in lines of at most so many columns} */
  public static String of(CostReport report, int width) {
    StringBuilder text = new StringBuilder();
    """
    %s, %s, JDK %s
    C loop: %s
    opened, read 4 KiB of %s (%s) through the page cache, closed: %d rounds of %d, ring depth %d\
    """
        .formatted(
            report.kernel(),
            report.processors(),
            report.jdk(),
            report.cLoop(),
            report.file(),
            report.fileSystem(),
            report.rounds(),
            report.times(),
            report.depth())
        .lines()
        .forEach(line -> text.append(Lines.wrapped(line, width, INDENT)));
    text.append(System.lineSeparator());
    TextTable table = new TextTable(COLUMNS);
    report.setup().forEach(row -> table.add(cells(row)));
    text.append(table.toString(width));
    report.setup().stream()
        .filter(row -> row.cause() != null)
        .forEach(row ->
            text.append(
                Lines.wrapped(remark(row.program(), row.status(), row.cause()), width, INDENT)));
    text.append(System.lineSeparator()).append(Lines.wrapped(idle(report.idle()), width, INDENT));
    if (!report.wakes().isEmpty()) {
      text.append(System.lineSeparator()).append(wakes(report, width));
    }
    if (!report.fresh().isEmpty()) {
      text.append(System.lineSeparator()).append(fresh(report, width));
    }
    return text.toString();
  }

  private static List<String> cells(SetupRow row) {
    return List.of(
        row.program(),
        CompareTable.median("%,.1f", row.openAndReadMicros()),
        CompareTable.range("%,.1f", row.openAndReadMicros()),
        CompareTable.median("%.2f", row.openAndReadVsC()),
        list(row.openAndReadVsCByRound()),
        CompareTable.median("%,.1f", row.closeMicros()),
        CompareTable.range("%,.1f", row.closeMicros()),
        CompareTable.median("%.2f", row.closeVsC()),
        list(row.closeVsCByRound()));
  }

  private static String list(List<Double> values) {
    return values.isEmpty()
        ? NONE
        : values.stream()
            .map(value -> CompareTable.figure("%.2f", value))
            .collect(Collectors.joining(" "));
  }

  private static String wakes(CostReport report, int width) {
    StringBuilder text = new StringBuilder();
    text.append(
        Lines.wrapped(
            "parked virtual threads, woken by a platform thread, without any I/O", width, INDENT));
    TextTable table = new TextTable(WAKE_COLUMNS);
    for (WakeRow row : report.wakes()) {
      table.add(
          List.of(
              String.valueOf(row.batch()),
              CompareTable.median("%,.0f", row.wakesPerSecond()),
              CompareTable.median("%.2f", row.cpuMicros()),
              CompareTable.range("%.2f", row.cpuMicros())));
    }
    return text.append(table.toString(width)).toString();
  }

  private static String fresh(CostReport report, int width) {
    StringBuilder text = new StringBuilder();
    text.append(
        Lines.wrapped(
            "fresh JVM: file and scheduler opened, 4 KiB read twice; %d processes of each program"
                .formatted(report.freshJvms()),
            width,
            INDENT));
    TextTable table = new TextTable(FRESH_COLUMNS);
    for (FreshRow row : report.fresh()) {
      table.add(
          List.of(
              row.program(),
              CompareTable.median("%,.1f", row.firstUseMillis()),
              CompareTable.range("%,.1f", row.firstUseMillis()),
              CompareTable.median("%,.1f", row.processMillis()),
              CompareTable.range("%,.1f", row.processMillis()),
              count(row.loadedClasses()),
              count(row.spunClasses())));
    }
    text.append(table.toString(width));
    report.fresh().stream()
        .filter(row -> row.cause() != null)
        .forEach(row ->
            text.append(
                Lines.wrapped(remark(row.program(), row.status(), row.cause()), width, INDENT)));
    return text.toString();
  }

  private static String count(Integer count) {
    return count == null ? NONE : String.format(Locale.ROOT, "%,d", count);
  }

  private static String remark(String who, String status, String cause) {
    return "%s: %s: %s".formatted(who, status, cause);
  }

  private static String idle(IdleRow row) {
    if (row.cause() != null) {
      return remark("idle", row.status(), row.cause());
    }
    return """
    idle: %s used %s us of processor time in %s s, with %d voluntary and %d involuntary context \
    switches; the machine's iowait rose by %s s\
    """
        .formatted(
            row.thread(),
            CompareTable.figure("%,.1f", row.cpuMicros()),
            CompareTable.figure("%.1f", row.seconds()),
            row.voluntarySwitches(),
            row.involuntarySwitches(),
            CompareTable.figure("%.1f", row.ioWaitSeconds()));
  }
}
