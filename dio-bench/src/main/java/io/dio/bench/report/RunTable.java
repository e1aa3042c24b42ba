// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.pattern.Mismatch;
import io.dio.bench.report.TextTable.Column;
import io.dio.bench.report.TextTable.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Formats {@link RunReport} for people: a table, and below it the remarks on its rows. */
public final class RunTable {
  private static final String NONE = TextTable.NONE;
  private static final String INDENT = "  ";

  private static final List<Column> COLUMNS =
      Stream.of(
              columns(Kind.WORDS, "backend", "rw"),
              columns(Kind.SETTING, "block", "threads", "depth", "schedulers", "mode"),
              columns(
                  Kind.FIGURE,
                  "IOPS",
                  "MiB/s",
                  "p50 us",
                  "p99 us",
                  "p99.9 us",
                  "CPU us/op",
                  "alloc B/op",
                  "ops/syscall",
                  "syncs/s"),
              columns(Kind.CHECK, "verified", "mismatches"))
          .flatMap(each -> each)
          .toList();

  private RunTable() {}

  private static Stream<Column> columns(Kind kind, String... headings) {
    return Stream.of(headings).map(heading -> new Column(heading, kind));
  }

  /** {@return the report in lines of at most so many columns} */
  public static String of(RunReport report, int width) {
    StringBuilder text = new StringBuilder();
    text.append(
        Lines.wrapped(
            "%s: %s of %s, JDK %s, %s"
                .formatted(
                    report.file(),
                    ByteSizes.text(report.fileBytes()),
                    report.fileSystem(),
                    report.jdk(),
                    report.kernel()),
            width,
            INDENT));
    TextTable table = new TextTable(COLUMNS);
    for (ResultRow row : report.results()) {
      table.add(cells(row));
    }
    text.append(table.toString(width));
    report.results().stream()
        .flatMap(RunTable::remarks)
        .forEach(remark -> text.append(Lines.wrapped(remark, width, INDENT)));
    return text.toString();
  }

  private static List<String> cells(ResultRow row) {
    return List.of(
        row.backend(),
        row.rw(),
        ByteSizes.text(row.blockBytes()),
        row.threads() + (row.virtual() ? " virtual" : ""),
        String.valueOf(row.depth()),
        row.schedulers() == 0 ? NONE : String.valueOf(row.schedulers()),
        row.iops() == null ? NONE : mode(row),
        figure("%,.0f", row.iops()),
        figure("%,.1f", row.bytesPerSecond() == null ? null : row.bytesPerSecond() / (1 << 20)),
        figure("%,.1f", row.p50Micros()),
        figure("%,.1f", row.p99Micros()),
        figure("%,.1f", row.p999Micros()),
        figure("%,.2f", row.cpuMicrosPerOp()),
        figure("%,.1f", row.allocatedBytesPerOp()),
        figure("%,.2f", row.opsPerSyscall()),
        figure("%,.1f", row.syncsPerSecond()),
        ByteSizes.text(row.verifiedBytes()),
        String.valueOf(row.mismatches()));
  }

  private static String mode(ResultRow row) {
    String mode = row.direct() ? "direct" : "buffered";
    String registered = row.registered() ? " registered" : "";
    return mode + registered + (row.features().isEmpty() ? "" : " " + row.features());
  }

  private static String figure(String format, Double value) {
    return value == null ? NONE : String.format(Locale.ROOT, format, value);
  }

  /** {@return the remarks on a row, beside its figures} */
  private static Stream<String> remarks(ResultRow row) {
    Stream.Builder<String> remarks = Stream.builder();
    String who = row.backend() + " " + row.rw();
    if (row.cause() != null) {
      String what = row.status().equals("done") ? "note" : row.status();
      remarks.add("%s: %s: %s".formatted(who, what, row.cause()));
    }
    if (row.mismatches() > 0) {
      remarks.add("%s: MISMATCH in %d blocks:".formatted(who, row.mismatches()));
      for (Mismatch mismatch : row.firstMismatches()) {
        remarks.add("  " + mismatch);
      }
      if (row.mismatches() > row.firstMismatches().size()) {
        remarks.add("  ...");
      }
    }
    if (row.shortTransfers() > 0) {
      remarks.add("%s: %d short transfers".formatted(who, row.shortTransfers()));
    }
    return remarks.build();
  }
}
