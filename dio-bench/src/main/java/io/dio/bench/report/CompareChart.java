// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import static java.util.Map.entry;

import io.dio.bench.compare.Spread;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * {@link CompareReport} as one picture, for pages that run no scripts. It shows operations per
 * second over operations in flight, with a panel for each kind of job and a line for each program.
 */
public final class CompareChart {
  private static final int WIDTH = 860;
  private static final int PANEL_HEIGHT = 320;
  private static final int FRAME_HEIGHT = 170;
  private static final int MARGIN_LEFT = 6;
  private static final int MARGIN_RIGHT = 14;

  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final BasicStroke LINES = new BasicStroke(2);
  private static final BasicStroke WHISKERS = new BasicStroke(1);

  /** The distance between programs, as a share of the distance between two numbers in flight. */
  private static final double ASIDE = 0.03;

  private static final Color INK = new Color(0x1f2328);
  private static final Color LINE = new Color(0xd8dee4);
  private static final Shape OURS = new Ellipse2D.Double(-3.5, -3.5, 7, 7);
  private static final Shape PEERS = new Rectangle2D.Double(-3, -3, 6, 6);

  /** Each program has one colour everywhere, here and in compare.html. */
  private static final Map<String, Color> COLOURS =
      Map.ofEntries(
          entry("uring", new Color(0x0a6cd6)),
          entry("posix", new Color(0xd9480f)),
          entry("posix-workers", new Color(0xb3478f)),
          entry("filechannel", new Color(0xc99700)),
          entry("dio-channel", new Color(0x5b8c00)),
          entry("ffm", new Color(0x7a5af5)),
          entry("mmap", new Color(0x0f9d76)),
          entry("c-loop uring", new Color(0x6e7781)),
          entry("c-loop pread", new Color(0xa0785a)),
          entry("fio io_uring", new Color(0x3d9db3)),
          entry("fio psync", new Color(0xb98a8a)));

  private final CompareReport report;
  private final List<ChartPanel> panels;
  private final List<Integer> inFlight;

  private CompareChart(CompareReport report) {
    this.report = report;
    this.panels = ChartPanel.of(report.results());
    this.inFlight =
        panels.stream()
            .flatMap(panel -> panel.lines().values().stream())
            .flatMap(points -> points.keySet().stream())
            .distinct()
            .sorted()
            .toList();
  }

  /**
   * Tries whether this machine can draw. It is better to know that before hours of measuring.
   *
   * @throws IOException if it cannot
   */
  public static void requireDrawable() throws IOException {
    SvgCanvas.requireFonts();
  }

  /** {@return the picture as SVG} */
  public static String of(CompareReport report) throws IOException {
    CompareChart chart = new CompareChart(report);
    int height = FRAME_HEIGHT + PANEL_HEIGHT * Math.max(1, chart.panels.size());
    JFreeChart drawing = chart.chart();
    centreTitles(drawing, height);
    return SvgCanvas.draw(drawing, WIDTH, height);
  }

  /**
   * Centres the titles over the plot. The library centres them over the whole picture, but the
   * labels of the axis take a part on the left. The size of this part is known only after drawing.
   */
  private static void centreTitles(JFreeChart drawing, int height) {
    Rectangle2D plot = SvgCanvas.plotArea(drawing, WIDTH, height);
    double offCentre = plot.getCenterX() - (MARGIN_LEFT + WIDTH - MARGIN_RIGHT) / 2.0;
    RectangleInsets aside =
        new RectangleInsets(
            1,
            Math.max(0, 2 * offCentre),
            1,
            Math.max(0, -2 * offCentre)); // one pixel between lines
    drawing.getSubtitles().stream()
        .filter(TextTitle.class::isInstance)
        .map(TextTitle.class::cast)
        .forEach(title -> title.setPadding(aside));
  }

  private JFreeChart chart() {
    // the other setting draws rotated texts as outlines
    TextUtils.setUseDrawRotatedStringWorkaround(false);
    SymbolAxis domain =
        new SymbolAxis(
            "operations in flight", inFlight.stream().map(String::valueOf).toArray(String[]::new));
    domain.setRange(-0.4, Math.max(0, inFlight.size() - 1) + 0.4);
    domain.setGridBandsVisible(false);
    style(domain);
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(domain);
    plot.setGap(18);
    panels.forEach(panel -> plot.add(plot(panel)));
    plot.setFixedLegendItems(legend());
    JFreeChart chart = new JFreeChart(null, LARGE, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(10, MARGIN_LEFT, 6, MARGIN_RIGHT));
    chart.addSubtitle(0, title("Operations per second over operations in flight", LARGE));
    chart.addSubtitle(1, title(host(), SMALL));
    chart.addSubtitle(2, title(rounds(), SMALL));
    chart.getLegend().setItemFont(SMALL);
    chart.getLegend().setItemPaint(INK);
    chart.getLegend().setFrame(BlockBorder.NONE);
    return chart;
  }

  private String host() {
    return "%s, %s, %s, JDK %s"
        .formatted(report.kernel(), report.processors(), report.path().fileSystem(), report.jdk());
  }

  private String rounds() {
    return "medians of %d rounds of %.2f s, least to greatest; of equally deep ones the fastest"
        .formatted(report.rounds(), report.secondsPerRound());
  }

  private static TextTitle title(String text, Font font) {
    TextTitle title = new TextTitle(text, font);
    title.setPaint(INK);
    return title;
  }

  private static void style(NumberAxis axis) {
    axis.setLabelFont(SMALL);
    axis.setTickLabelFont(SMALL);
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(LINE);
    axis.setTickMarkPaint(LINE);
  }

  private XYPlot plot(ChartPanel panel) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    // One path for the whole line is shorter, and its dashes continue from point to point.
    renderer.setDrawSeriesLineAsPath(true);
    renderer.setDrawOutlines(false); // the shapes are filled
    List<ChartPanel.Line> lines = List.copyOf(panel.lines().keySet());
    for (ChartPanel.Line line : lines) {
      SortedMap<Integer, Spread> points = panel.lines().get(line);
      // The programs stand side by side. Otherwise programs that are equally fast would hide one
      // another.
      double aside = (lines.indexOf(line) - (lines.size() - 1) / 2.0) * ASIDE;
      int whiskers = data.getSeriesCount();
      data.addSeries(whiskers(line, points, aside));
      renderer.setSeriesPaint(whiskers, colour(line));
      renderer.setSeriesStroke(whiskers, WHISKERS);
      renderer.setSeriesShapesVisible(whiskers, false);
      int medians = data.getSeriesCount();
      data.addSeries(medians(line, points, aside));
      renderer.setSeriesPaint(medians, colour(line));
      renderer.setSeriesStroke(medians, stroke(line));
      renderer.setSeriesShape(medians, shape(line));
    }
    NumberAxis range = new NumberAxis(panel.title());
    range.setNumberFormatOverride(
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    range.setAutoRangeIncludesZero(true);
    range.setTickLabelInsets(new RectangleInsets(6, 4, 6, 4)); // so that there are fewer labels
    style(range);
    XYPlot plot = new XYPlot(data, null, range, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(LINE);
    plot.setRangeGridlineStroke(WHISKERS);
    plot.setDomainGridlinesVisible(false);
    plot.setOutlinePaint(LINE);
    return plot;
  }

  private XYSeries medians(ChartPanel.Line line, SortedMap<Integer, Spread> points, double aside) {
    XYSeries series = new XYSeries(line.name(), false);
    points.forEach((depth, iops) -> series.add(inFlight.indexOf(depth) + aside, iops.median()));
    return series;
  }

  /** {@return lines from the smallest to the largest value, with a gap before each} */
  private XYSeries whiskers(ChartPanel.Line line, SortedMap<Integer, Spread> points, double aside) {
    XYSeries series = new XYSeries(line.name() + ", least to greatest", false);
    points.forEach((depth, iops) -> {
      double x = inFlight.indexOf(depth) + aside;
      series.add(x, Double.NaN);
      series.add(x, iops.min());
      series.add(x, iops.max());
    });
    return series;
  }

  private LegendItemCollection legend() {
    LegendItemCollection items = new LegendItemCollection();
    panels.stream()
        .flatMap(panel -> panel.lines().keySet().stream())
        .distinct()
        .forEach(line ->
            items.add(
                new LegendItem(
                    line.name(),
                    null,
                    null,
                    null,
                    true,
                    shape(line),
                    true,
                    colour(line),
                    false,
                    colour(line),
                    WHISKERS,
                    true,
                    new Line2D.Double(-14, 0, 14, 0),
                    stroke(line),
                    colour(line))));
    return items;
  }

  private static Color colour(ChartPanel.Line line) {
    return COLOURS.getOrDefault(line.program(), Color.GRAY);
  }

  private static Shape shape(ChartPanel.Line line) {
    return line.isPeer() ? PEERS : OURS;
  }

  private static BasicStroke stroke(ChartPanel.Line line) {
    return line.isPeer()
        ? new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0)
        : LINES;
  }
}
