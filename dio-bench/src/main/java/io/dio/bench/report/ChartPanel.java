// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.peer.PeerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows of a report for one kind of job, as lines of points.
 *
 * @param title the kind of job
 * @param lines for each program, operations per second by operations in flight; if several rows
 *     have as many in flight, with other threads and depth, the fastest of them
 */
record ChartPanel(String title, Map<Line, SortedMap<Integer, Spread>> lines) {

  /** The program or backend to which a line belongs. */
  record Line(String program, String name) {

    private static Line of(CompareRow row) {
      StringBuilder name = new StringBuilder(row.program());
      // A row that asked for direct I/O and did not get it must not pass for a direct row.
      name.append(row.direct() || row.buffered() ? "" : " (page cache)");
      name.append(row.virtual() ? ", virtual" : "");
      name.append(row.schedulers() > 1 ? ", %d schedulers".formatted(row.schedulers()) : "");
      name.append(row.registered() ? ", registered" : "");
      name.append(row.features().isEmpty() ? "" : ", " + row.features());
      name.append(row.beside().equals("none") ? "" : ", beside " + row.beside());
      return new Line(row.program(), name.toString());
    }

    boolean isPeer() {
      return Arrays.stream(PeerKind.values()).anyMatch(kind -> kind.toString().equals(program));
    }
  }

  /** {@return a panel for each kind of job, in the order in which they come} */
  static List<ChartPanel> of(List<CompareRow> rows) {
    Map<String, ChartPanel> panels = new LinkedHashMap<>();
    for (CompareRow row : rows) {
      if (row.iops() != null) {
        panels
            .computeIfAbsent(title(row), title -> new ChartPanel(title, new LinkedHashMap<>()))
            .add(row);
      }
    }
    return new ArrayList<>(panels.values());
  }

  private static String title(CompareRow row) {
    return "%s, %s, %s"
        .formatted(
            row.rw(), ByteSizes.text(row.blockBytes()), row.buffered() ? "page cache" : "direct");
  }

  private void add(CompareRow row) {
    lines
        .computeIfAbsent(Line.of(row), _ -> new TreeMap<>())
        .merge(
            row.inFlight(),
            row.iops(),
            (one, other) -> one.median() >= other.median() ? one : other);
  }
}
