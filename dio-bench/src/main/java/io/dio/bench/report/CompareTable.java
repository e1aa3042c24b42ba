// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.pattern.Mismatch;
import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Formats {@link CompareReport} for people. */
public final class CompareTable {
  private static final String NONE = TextTable.NONE;
  private static final String INDENT = "  ";
  private static final int NOTES_COLUMNS = 100;

  private static final String NOTES =
      """
      Medians over the rounds, with the least and the greatest. time:C and CPU:C are multiples of \
      what the C loop over liburing takes per operation with as many in flight, round by round; \
      time:pread of what C threads with one blocking call each take. device: bytes read from the \
      device per byte read. Buffers are registered with the kernel only where the mode says so. \
      Percentiles of C and fio are medians over the rounds.\
      """;

  private static final List<Column> COLUMNS =
      Stream.of(
              columns(Kind.WORDS, "program", "rw"),
              columns(Kind.SETTING, "block", "threads", "depth", "schedulers", "mode"),
              columns(
                  Kind.FIGURE,
                  "IOPS",
                  "min..max",
                  "time:C",
                  "min..max",
                  "time:pread",
                  "CPU us/op",
                  "CPU:C",
                  "alloc B/op",
                  "ops/syscall",
                  "p50 us",
                  "p99 us",
                  "p99.9 us",
                  "syncs/s"),
              columns(Kind.CHECK, "device", "verified"))
          .flatMap(each -> each)
          .toList();

  private CompareTable() {}

  private static Stream<Column> columns(Kind kind, String... headings) {
    return Stream.of(headings).map(heading -> new Column(heading, kind));
  }

  /** {@return the report in lines of at most so many columns} */
  public static String of(CompareReport report, int width) {
    StringBuilder text = new StringBuilder();
    text.append(Fact.text(facts(report), width));
    text.append(System.lineSeparator());
    TextTable table = new TextTable(COLUMNS);
    for (CompareRow row : report.results()) {
      table.add(cells(row));
    }
    text.append(table.toString(width)).append(System.lineSeparator());
    text.append(Lines.wrapped(NOTES, Math.min(width, NOTES_COLUMNS), ""));
    report.results().stream()
        .flatMap(CompareTable::remarks)
        .distinct()
        .forEach(remark -> text.append(Lines.wrapped(remark, width, INDENT)));
    return text.toString();
  }

  static List<Fact> facts(CompareReport report) {
    List<Fact> facts =
        new ArrayList<>(
            Fact.of(
                report.kernel(),
                report.processors(),
                report.jdk(),
                report.path(),
                report.fileBytes(),
                report.ioUring(),
                report.liburing()));
    facts.add(new Fact("C loop", report.cLoop()));
    facts.add(new Fact("fio", report.fio()));
    facts.add(new Fact("page cache", String.join("; ", report.pageCache())));
    facts.add(new Fact("verified", report.verification()));
    facts.add(
        new Fact(
            "rounds",
            "%d of %s s, rows take turns, seed %d"
                .formatted(
                    report.rounds(), figure("%.2f", report.secondsPerRound()), report.seed())));
    return facts;
  }

  private static List<String> cells(CompareRow row) {
    return List.of(
        row.program(),
        row.rw(),
        ByteSizes.text(row.blockBytes()),
        row.threads() + (row.virtual() ? " virtual" : ""),
        String.valueOf(row.depth()),
        row.schedulers() == 0 ? NONE : String.valueOf(row.schedulers()),
        mode(row),
        median("%,.0f", row.iops()),
        range("%,.0f", row.iops()),
        median("%.2f", row.timeVsCLoop()),
        range("%.2f", row.timeVsCLoop()),
        median("%.2f", row.timeVsCPread()),
        median("%,.2f", row.cpuMicrosPerOp()),
        median("%.2f", row.cpuVsCLoop()),
        median("%,.1f", row.allocatedBytesPerOp()),
        median("%,.2f", row.opsPerSyscall()),
        figure("%,.1f", row.p50Micros()),
        figure("%,.1f", row.p99Micros()),
        figure("%,.1f", row.p999Micros()),
        median("%,.1f", row.syncsPerSecond()),
        row.deviceShare() == null ? NONE : figure("%.0f %%", row.deviceShare() * 100),
        row.verifiedBytes() == 0 ? NONE : ByteSizes.text(row.verifiedBytes()));
  }

  private static String mode(CompareRow row) {
    if (row.iops() == null) {
      return NONE;
    }
    return (row.direct() ? "direct" : "buffered")
        + (row.registered() ? " registered" : "")
        + (row.features().isEmpty() ? "" : " " + row.features());
  }

  static String median(String format, Spread spread) {
    return spread == null ? NONE : figure(format, spread.median());
  }

  static String range(String format, Spread spread) {
    return spread == null
        ? NONE
        : figure(format, spread.min()) + ".." + figure(format, spread.max());
  }

  static String figure(String format, Double value) {
    return value == null ? NONE : String.format(Locale.ROOT, format, value);
  }

  /** {@return the remarks on a row, beside its figures} */
  static Stream<String> remarks(CompareRow row) {
    Stream.Builder<String> remarks = Stream.builder();
    String who = row.program() + " " + row.rw();
    if (row.cause() != null) {
      String what = row.status().equals("done") ? "note" : row.status();
      remarks.add("%s: %s: %s".formatted(who, what, row.cause()));
    }
    if (row.options() != null && row.iops() != null) {
      remarks.add("%s: %s".formatted(who, row.options()));
    }
    if (row.mismatches() > 0) {
      remarks.add("%s: MISMATCH in %d blocks:".formatted(who, row.mismatches()));
      for (Mismatch mismatch : row.firstMismatches()) {
        remarks.add("  " + mismatch);
      }
    }
    if (row.shortTransfers() > 0) {
      remarks.add("%s: %d short transfers".formatted(who, row.shortTransfers()));
    }
    return remarks.build();
  }
}
