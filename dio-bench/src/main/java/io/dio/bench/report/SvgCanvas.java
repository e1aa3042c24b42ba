// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import java.awt.GraphicsEnvironment;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws charts as SVG without a display. Texts in the charts stay texts. */
public final class SvgCanvas {
  static {
    // This is set before the first class of AWT is initialized, because that class looks for a
    // display.
    System.setProperty("java.awt.headless", "true");
  }

  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  /** Decimals of a coordinate. A tenth of a pixel is invisible. */
  private static final int PRECISION = 1;

  private SvgCanvas() {}

  /**
   * Tries whether texts can be measured here.
   *
   * @throws IOException if they cannot; the message says what is missing
   */
  public static void requireFonts() throws IOException {
    try {
      if (GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts().length > 0) {
        return;
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      throw new IOException(noFonts(e.toString()), e);
    }
    throw new IOException(noFonts("there is none"));
  }

  private static String noFonts(String cause) {
    return "an SVG chart needs a font (Debian, Ubuntu: fontconfig fonts-dejavu-core): " + cause;
  }

  /**
   * {@return the area between the axes of a chart's topmost plot, if the chart is drawn in that
   * size}
   */
  public static Rectangle2D plotArea(JFreeChart chart, int width, int height) {
    ChartRenderingInfo info = new ChartRenderingInfo();
    chart.createBufferedImage(width, height, info);
    PlotRenderingInfo plot = info.getPlotInfo();
    return plot.getSubplotCount() > 0 ? plot.getSubplotInfo(0).getDataArea() : plot.getDataArea();
  }

  /** {@return a chart as SVG} */
  public static String draw(JFreeChart chart, int width, int height) throws IOException {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(NAMESPACE, "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(PRECISION);
      context.setComment(null);
      SVGGraphics2D graphics = new SVGGraphics2D(context, false);
      chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
      Element root = graphics.getRoot(document.getDocumentElement());
      // The picture scales with the page and keeps its shape.
      root.setAttribute("viewBox", "0 0 %d %d".formatted(width, height));
      root.setAttribute("width", String.valueOf(width));
      root.setAttribute("height", String.valueOf(height));
      root.setAttribute("role", "img");
      return text(root);
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IOException("no SVG: " + e.getMessage(), e);
    }
  }

  /** Unlike the generator's own stream, this one refers to no document type on the Internet. */
  private static String text(Element root) throws TransformerException {
    Transformer transformer = TransformerFactory.newInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    StringWriter text = new StringWriter();
    transformer.transform(new DOMSource(root), new StreamResult(text));
    return text.append(System.lineSeparator()).toString();
  }
}
