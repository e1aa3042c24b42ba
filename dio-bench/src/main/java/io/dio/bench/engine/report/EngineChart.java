// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.report;

import io.dio.bench.compare.Spread;
import io.dio.bench.engine.EngineKind;
import io.dio.bench.engine.Figure;
import io.dio.bench.report.SvgCanvas;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainCategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * {@link EngineReport} as one picture, for pages that run no scripts. It has a bar for each
 * contender, and a panel for each figure.
 */
public final class EngineChart {
  private static final int WIDTH = 860;
  private static final int ROW_HEIGHT = 26;
  private static final int FRAME_HEIGHT = 150;

  /** More panels would be too narrow for their numbers. */
  private static final int MAX_PANELS = 4;

  private static final double PER_CENT = 100;

  /** The room behind the longest bar, as a share of its length. */
  private static final double ROOM_FOR_VALUES = 0.6;

  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final BasicStroke GRID = new BasicStroke(1);
  private static final Color INK = new Color(0x1f2328);
  private static final Color LINE = new Color(0xd8dee4);

  /** The colours that the backends have in the other charts. */
  private static final Map<String, Color> COLOURS =
      Map.of(
          "uring", new Color(0x0a6cd6),
          "posix", new Color(0xd9480f),
          "posix-workers", new Color(0xb3478f),
          "filechannel", new Color(0xc99700),
          "mmap", new Color(0x0f9d76));

  private EngineChart() {}

  /** Draws each bar in the colour of its row, and writes its value beside it. */
  private static final class RowBars extends BarRenderer {
    private static final long serialVersionUID = 1L;

    private final transient List<EngineRow> rows;

    RowBars(Figure figure, List<EngineRow> rows) {
      this.rows = rows;
      setDefaultItemLabelGenerator(new Values(figure, rows));
      setDefaultItemLabelsVisible(true);
      setDefaultPositiveItemLabelPosition(
          new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
      setDefaultItemLabelFont(SMALL);
      setDefaultItemLabelPaint(INK);
      setBarPainter(new StandardBarPainter());
      setShadowVisible(false);
      setMaximumBarWidth(0.5);
    }

    @Override
    public Paint getItemPaint(int series, int category) {
      return COLOURS.getOrDefault(rows.get(category).backend(), Color.GRAY);
    }
  }

  /** The values beside the bars. */
  private record Values(Figure figure, List<EngineRow> rows) implements CategoryItemLabelGenerator {
    @Override
    public String generateLabel(CategoryDataset dataset, int series, int category) {
      Spread spread = rows.get(category).figure(figure);
      return spread == null ? "" : figure.text(spread.median());
    }

    @Override
    public String generateRowLabel(CategoryDataset dataset, int series) {
      return "";
    }

    @Override
    public String generateColumnLabel(CategoryDataset dataset, int category) {
      return "";
    }
  }

  /** {@return the picture as SVG} */
  public static String of(EngineKind kind, EngineReport report) throws IOException {
    List<EngineRow> rows =
        report.results().stream().filter(row -> !row.byRound().isEmpty()).toList();
    int height = FRAME_HEIGHT + ROW_HEIGHT * Math.max(1, rows.size());
    return SvgCanvas.draw(chart(kind, report, rows), WIDTH, height);
  }

  private static JFreeChart chart(EngineKind kind, EngineReport report, List<EngineRow> rows) {
    // The other setting draws rotated texts as outlines.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
    CategoryAxis names = new CategoryAxis();
    names.setTickLabelFont(SMALL);
    names.setTickLabelPaint(INK);
    names.setAxisLinePaint(LINE);
    names.setMaximumCategoryLabelWidthRatio(10);
    CombinedDomainCategoryPlot plot = new CombinedDomainCategoryPlot(names);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setGap(16);
    kind.figures().stream()
        .filter(figure -> rows.stream().anyMatch(row -> row.figure(figure) != null))
        .filter(EngineChart::isDrawn)
        .limit(MAX_PANELS)
        .forEach(figure -> plot.add(panel(figure, rows)));
    JFreeChart chart = new JFreeChart(null, LARGE, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(10, 6, 6, 14));
    chart.addSubtitle(title(report.job() + ": " + report.description(), LARGE));
    chart.addSubtitle(
        title(
            "%s, %s, %s, JDK %s"
                .formatted(
                    report.kernel(), report.processors(), report.path().fileSystem(), report.jdk()),
            SMALL));
    chart.addSubtitle(
        title("medians of %d rounds; %s".formatted(report.rounds(), report.settings()), SMALL));
    return chart;
  }

  /** The picture shows the rate, its cost, and what is special about the job. */
  private static boolean isDrawn(Figure figure) {
    return switch (figure) {
      case READS_PER_SECOND, STARVED_SHARE, SYNCS_PER_COMMIT, DEVICE_SHARE -> false;
      default -> true;
    };
  }

  private static CategoryPlot panel(Figure figure, List<EngineRow> rows) {
    NumberAxis values = new NumberAxis(figure.heading() + (figure.isShare() ? ", %" : ""));
    values.setAutoRangeIncludesZero(true);
    values.setUpperMargin(ROOM_FOR_VALUES);
    values.setLabelFont(SMALL);
    values.setLabelPaint(INK);
    values.setTickLabelsVisible(false); // each bar has its value beside it
    values.setAxisLinePaint(LINE);
    values.setTickMarksVisible(false);
    CategoryPlot plot =
        new CategoryPlot(medians(figure, rows), null, values, new RowBars(figure, rows));
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(LINE);
    plot.setRangeGridlineStroke(GRID);
    plot.setOutlinePaint(LINE);
    return plot;
  }

  private static CategoryDataset medians(Figure figure, List<EngineRow> rows) {
    DefaultCategoryDataset medians = new DefaultCategoryDataset();
    for (EngineRow row : rows) {
      Spread spread = row.figure(figure);
      double scale = figure.isShare() ? PER_CENT : 1;
      medians.addValue(
          spread == null ? null : scale * spread.median(), figure.heading(), row.label());
    }
    return medians;
  }

  private static TextTitle title(String text, Font font) {
    TextTitle title = new TextTitle(text, font);
    title.setPaint(INK);
    return title;
  }
}
