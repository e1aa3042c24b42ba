// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.Progress;
import io.dio.bench.process.TerminalWidth;
import io.dio.bench.report.Json;
import io.dio.bench.report.TerminalProgress;
import java.io.PrintWriter;
import java.util.function.IntFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options for the output of a command. */
final class OutputOptions {
  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Option(
      names = "--wide",
      description =
          "Print one line for each row, with all columns. Default: settings that "
              + "all rows share stand above the table. The table fits COLUMNS, else the "
              + "terminal, else 80 columns. Columns that do not fit follow below.")
  private boolean wide;

  /**
   * Prints a report as JSON or as text. The function gets the maximum number of columns of the
   * text.
   */
  void print(CommandSpec spec, Record report, IntFunction<String> text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Json.of(report) + System.lineSeparator() : text.apply(columns()));
    out.flush();
  }

  private int columns() {
    return wide ? TerminalWidth.UNLIMITED : TerminalWidth.columns();
  }

  /** {@return a progress display for a run of the given duration} */
  Progress progress(double estimatedSeconds) {
    return json ? Progress.SILENT : TerminalProgress.of(estimatedSeconds);
  }
}
