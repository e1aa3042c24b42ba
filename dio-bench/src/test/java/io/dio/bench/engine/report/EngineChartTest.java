// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.compare.Spread;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.Figure;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import io.dio.bench.report.CompareChart;
import io.dio.testing.fixtures.Skip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class EngineChartTest {
  @BeforeEach
  void needFonts() {
    try {
      CompareChart.requireDrawable();
    } catch (IOException e) {
      Skip.unless(false, e.getMessage());
    }
  }

  private static EngineRow row(EngineKind kind, String contender, boolean done) {
    Map<String, Spread> figures = new LinkedHashMap<>();
    if (done) {
      kind.figures().forEach(figure -> figures.put(figure.key(), new Spread(0.5, 0.25, 0.75)));
    }
    return new EngineRow(
        contender,
        "uring",
        64,
        true,
        true,
        figures,
        null,
        null,
        1,
        0,
        0,
        done ? "done" : "unavailable",
        done ? null : "there is no </script> ring",
        done ? List.of(1.0) : List.of(),
        List.of());
  }

  private static EngineReport report(EngineKind kind, EngineRow... rows) {
    return new EngineReport(
        kind.toString(),
        kind.description(),
        kind.mainFigure().key(),
        kind.reference(),
        "Linux 6.18",
        "2 x CPU",
        "25",
        new PathFacts("/data/file", "ext4", "/dev/vda", true, null, 512, 512, 512, "STATX"),
        1 << 20,
        new IoUringFacts(true, null, null, null, List.of("SUBMIT_ALL"), List.of()),
        new LiburingFacts("embedded", null),
        "blocks of 4096 bytes",
        "every byte",
        1,
        3,
        0.5,
        List.of(rows));
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document document) {
    NodeList texts = document.getElementsByTagName("text");
    return IntStream.range(0, texts.getLength())
        .mapToObj(i -> texts.item(i).getTextContent())
        .toList();
  }

  @Test
  void thePictureHasABarForEachContenderThatRanAndAPanelForEachImportantFigure() throws Exception {
    EngineKind kind = EngineKind.POINTS;
    List<String> texts =
        texts(
            parse(
                EngineChart.of(
                    kind,
                    report(
                        kind,
                        row(kind, "uring read", true),
                        row(kind, "uring submit", true),
                        row(kind, "absent", false)))));
    assertThat(texts)
        .contains(
            "uring read, 64 virtual threads",
            "uring submit, 64 virtual threads",
            Figure.LOOKUPS_PER_SECOND.heading(),
            Figure.CPU_MICROS_PER_OPERATION.heading(),
            Figure.THREADS_WITHOUT_A_TURN.heading(),
            Figure.WAKES_IN_TIME.heading() + ", %",
            "50 %")
        .noneMatch(text -> text.contains("absent"));
  }

  @Test
  void aReportWithoutFiguresIsAnEmptyPicture() throws Exception {
    EngineKind kind = EngineKind.WAL;
    assertThat(parse(EngineChart.of(kind, report(kind, row(kind, "absent", false))))).isNotNull();
  }

  @Test
  void thePageRefersToNothingOutsideAndACauseCannotEndItsScript() throws Exception {
    EngineKind kind = EngineKind.WAL;
    String page =
        EnginePage.of(kind, report(kind, row(kind, "one", true), row(kind, "absent", false)));
    assertThat(page)
        .doesNotContain("http:", "https:", "sourceMappingURL", "<link", "@import", "url(", "{{")
        .doesNotContain("no </script> ring")
        .contains("default-src 'none'", "Chart.js v", "one", "absent");
  }
}
