// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.report;

import io.dio.bench.engine.EngineKind;
import io.dio.bench.report.ComparePage;
import io.dio.bench.report.Fact;
import java.io.IOException;
import java.util.List;

/** {@link EngineReport} as one page with charts that needs no other file. */
public final class EnginePage {
  private static final String TEMPLATE = "engine.html";

  /** A figure as the script in the page needs it. */
  private record Shown(String key, String heading, boolean share) {}

  /** The data for the script in the page. */
  private record Payload(
      String job,
      String description,
      String reference,
      List<Fact> facts,
      List<Shown> figures,
      List<String> remarks,
      List<EngineRow> results) {}

  private EnginePage() {}

  /** {@return the page} */
  public static String of(EngineKind kind, EngineReport report) throws IOException {
    return ComparePage.filled(
        EnginePage.class,
        TEMPLATE,
        new Payload(
            report.job(),
            report.description(),
            report.reference(),
            EngineTable.facts(report),
            kind.figures().stream()
                .map(figure -> new Shown(figure.key(), figure.heading(), figure.isShare()))
                .toList(),
            report.results().stream().flatMap(EngineTable::remarks).distinct().toList(),
            report.results()));
  }
}
