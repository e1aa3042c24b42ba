// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dio.bench.compare.Spread;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import io.dio.testing.fixtures.Skip;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CompareChartTest {
  private static final int[] IN_FLIGHT = {1, 16, 64, 256, 1024, 4096};

  @BeforeAll
  static void fonts() {
    try {
      CompareChart.requireDrawable();
    } catch (IOException e) {
      Skip.unless(false, e.getMessage());
    }
  }

  private static CompareRow row(
      String program, int threads, int depth, boolean buffered, Double iops) {
    return row(program, threads, depth, buffered, !buffered, iops);
  }

  private static CompareRow row(
      String program, int threads, int depth, boolean buffered, boolean direct, Double iops) {
    Spread spread = iops == null ? null : new Spread(iops, iops * 0.9, iops * 1.1);
    return new CompareRow(
        program,
        "randread",
        4096,
        threads,
        false,
        depth,
        1,
        threads * depth,
        buffered,
        direct,
        false,
        "",
        spread,
        spread,
        spread,
        null,
        null,
        null,
        null,
        null,
        1.0,
        2.0,
        3.0,
        1.0,
        0,
        0,
        0,
        "none",
        null,
        iops == null ? "unavailable" : "done",
        null,
        null,
        List.of(),
        List.of());
  }

  private static CompareReport report(List<CompareRow> rows) {
    return new CompareReport(
        "Linux 6.18",
        "2 x CPU & Co <x>",
        "25",
        new PathFacts("/data/file", "ext4", "/dev/vda", true, null, 512, 512, 512, "STATX"),
        1 << 20,
        new IoUringFacts(true, null, null, null, List.of("SUBMIT_ALL"), List.of()),
        new LiburingFacts("embedded", null),
        "cc 1.0 (cc -O2)",
        "fio is not installed",
        List.of("direct: missed"),
        "every byte",
        1,
        3,
        0.5,
        rows);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<String> texts(Document document) {
    NodeList nodes = document.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  @Test
  void aPanelForEachModeAndALineForEachProgram() throws Exception {
    List<CompareRow> rows = new ArrayList<>();
    for (boolean buffered : new boolean[] {false, true}) {
      rows.add(row("uring", 1, 1, buffered, 1000.0));
      rows.add(row("uring", 1, 64, buffered, 3000.0));
      rows.add(row("c-loop uring", 1, 64, buffered, 4000.0));
      rows.add(row("fio psync", 1, 1, buffered, null));
    }
    Document document = parse(CompareChart.of(report(rows)));
    assertThat(document.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 860 810");
    assertThat(texts(document))
        .contains(
            "randread, 4 KiB, direct",
            "randread, 4 KiB, page cache",
            "operations in flight",
            "1",
            "64",
            "Linux 6.18, 2 x CPU & Co <x>, ext4, JDK 25")
        .containsOnlyOnce("uring", "c-loop uring")
        .as("what was not run has no line")
        .doesNotContain("fio psync");
  }

  @Test
  void ofEquallyDeepRowsTheFastestIsShown() {
    List<ChartPanel> panels =
        ChartPanel.of(
            List.of(
                row("uring", 16, 1, false, 10.0),
                row("uring", 1, 16, false, 30.0),
                row("uring", 2, 8, false, 20.0),
                row("uring", 1, 1, false, 5.0)));
    assertThat(panels).hasSize(1);
    Map<Integer, Spread> points = panels.getFirst().lines().values().iterator().next();
    assertThat(points.keySet()).containsExactly(1, 16);
    assertThat(points.get(16).median()).isEqualTo(30);
  }

  @Test
  void whatTurnedOutNotToBeDirectDoesNotPassForIt() {
    List<CompareRow> rows =
        List.of(row("ffm", 1, 1, false, true, 9.0), row("mmap", 1, 1, false, false, 10.0));
    assertThat(ChartPanel.of(rows).getFirst().lines().keySet())
        .extracting(ChartPanel.Line::name)
        .containsExactly("ffm", "mmap (page cache)");
  }

  @Test
  void itIsWhiteSmallAndRefersToNothingOutside() throws Exception {
    List<CompareRow> rows = new ArrayList<>();
    for (String program :
        List.of(
            "uring",
            "posix",
            "posix-workers",
            "filechannel",
            "ffm",
            "mmap",
            "c-loop uring",
            "c-loop pread",
            "fio io_uring",
            "fio psync")) {
      for (int inFlight : IN_FLIGHT) {
        rows.add(row(program, 1, inFlight, false, 123_456.0 + inFlight));
        rows.add(row(program, 1, inFlight, true, 1_234_567.0 + inFlight));
      }
    }
    String svg = CompareChart.of(report(rows));
    assertThat(svg.length()).isLessThan(60_000);
    assertThat(svg)
        .doesNotContain("<!DOCTYPE", "xlink:href", "<script", "<image")
        .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
    assertThat(svg.indexOf("<rect")).isPositive();
    assertThat(svg.substring(0, svg.indexOf("<rect"))).contains("<g fill=\"white\"");
    assertThat(texts(parse(svg))).as("texts are texts").hasSizeGreaterThan(20);
  }

  @Test
  void theHeadingIsCentredOverThePlots() throws Exception {
    for (double iops : new double[] {5, 123_456, 12_345_678}) { // labels of different widths
      Document document = parse(CompareChart.of(report(List.of(row("uring", 1, 1, false, iops)))));
      Element heading = (Element) document.getElementsByTagName("text").item(0);
      assertThat(heading.getTextContent()).startsWith("Operations per second");
      Element plot = (Element) document.getElementsByTagName("rect").item(2);
      double middle = number(plot, "x") + number(plot, "width") / 2;
      double width =
          new Font(Font.SANS_SERIF, Font.BOLD, 14)
              .getStringBounds(heading.getTextContent(), new FontRenderContext(null, true, true))
              .getWidth();
      assertThat(number(heading, "x") + width / 2).isCloseTo(middle, within(3.0));
    }
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void aReportWithoutFiguresIsAnEmptyPicture() throws Exception {
    assertThat(parse(CompareChart.of(report(List.of(row("uring", 1, 1, false, null))))))
        .isNotNull();
  }
}
