// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import io.dio.bench.job.UsageException;
import io.dio.bench.process.FailureText;
import io.dio.bench.process.OutputFile;
import io.dio.bench.report.CompareChart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chart files that {@code dio compare} writes. They are opened before it measures.
 *
 * @param <R> the type of the report that is drawn
 */
final class ChartFiles<R> implements AutoCloseable {
  private final List<Chart<R>> charts = new ArrayList<>();

  /** Formats a report as the text of a file. */
  @FunctionalInterface
  interface Drawing<R> {
    String of(R report) throws IOException;
  }

  private record Chart<R>(String option, Path path, OutputFile file, Drawing<R> drawing) {}

  private ChartFiles() {}

  /**
   * Opens the files.
   *
   * @param html the page, if it is wanted
   * @param svg the picture, if it is wanted
   * @param page draws the page
   * @param picture draws the picture
   * @throws UsageException if one cannot be written
   * @throws IOException if this machine cannot draw
   */
  static <R> ChartFiles<R> open(
      Optional<Path> html, Optional<Path> svg, Drawing<R> page, Drawing<R> picture)
      throws IOException, UsageException {
    ChartFiles<R> files = new ChartFiles<>();
    try {
      if (html.isPresent()) {
        files.add("--html", html.get(), page);
      }
      if (svg.isPresent()) {
        files.add("--svg", svg.get(), picture);
        CompareChart.requireDrawable();
      }
      return files;
    } catch (IOException | UsageException e) {
      files.close();
      throw e;
    }
  }

  private void add(String option, Path path, Drawing<R> drawing) throws UsageException {
    try {
      charts.add(new Chart<>(option, path, OutputFile.open(path), drawing));
    } catch (IOException e) {
      throw new UsageException(option + " " + FailureText.of(e));
    }
  }

  /**
   * Writes all files. If one cannot be written, the failure is reported, and the others are still
   * written.
   *
   * @return whether all were written
   */
  boolean write(R report, PrintWriter err) {
    boolean written = true;
    for (Chart<R> chart : charts) {
      try {
        chart.file().write(chart.drawing().of(report));
      } catch (IOException | RuntimeException e) {
        err.println(
            "dio: %s %s was not written: %s"
                .formatted(chart.option(), chart.path(), FailureText.of(e)));
        written = false;
      }
    }
    return written;
  }

  @Override
  public void close() throws IOException {
    for (Chart<R> chart : charts) {
      chart.file().close();
    }
  }
}
