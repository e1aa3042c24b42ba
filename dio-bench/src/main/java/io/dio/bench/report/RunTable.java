// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.pattern.Mismatch;
import io.dio.bench.report.TextTable.Column;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@link RunReport} for people: a table, and below it what a row has to say beyond figures. */
public final class RunTable {
  private static final String NONE = "-";

  private static final List<Column> COLUMNS =
      Stream.concat(
              Stream.of("backend", "rw").map(heading -> new Column(heading, true)),
              Stream.of(
                      "block",
                      "threads",
                      "depth",
                      "schedulers",
                      "mode",
                      "IOPS",
                      "MiB/s",
                      "p50 us",
                      "p99 us",
                      "p99.9 us",
                      "CPU us/op",
                      "alloc B/op",
                      "ops/syscall",
                      "syncs/s",
                      "verified",
                      "mismatches")
                  .map(heading -> new Column(heading, false)))
          .toList();

  private RunTable() {}

  public static String of(RunReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s of %s, JDK %s, %s%n"
            .formatted(
                report.file(),
                ByteSizes.text(report.fileBytes()),
                report.fileSystem(),
                report.jdk(),
                report.kernel()));
    TextTable table = new TextTable(COLUMNS);
    for (ResultRow row : report.results()) {
      table.add(cells(row));
    }
    text.append(table);
    for (ResultRow row : report.results()) {
      remarks(row, text);
    }
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

  private static void remarks(ResultRow row, StringBuilder text) {
    if (row.cause() != null) {
      String what = row.status().equals("done") ? "note" : row.status();
      text.append("%s %s: %s: %s%n".formatted(row.backend(), row.rw(), what, row.cause()));
    }
    if (row.mismatches() > 0) {
      text.append(
          "%s %s: MISMATCH in %d blocks:%n".formatted(row.backend(), row.rw(), row.mismatches()));
      for (Mismatch mismatch : row.firstMismatches()) {
        text.append("  %s%n".formatted(mismatch));
      }
      if (row.mismatches() > row.firstMismatches().size()) {
        text.append("  ...%n".formatted());
      }
    }
    if (row.shortTransfers() > 0) {
      text.append(
          "%s %s: %d short transfers%n".formatted(row.backend(), row.rw(), row.shortTransfers()));
    }
  }
}
