// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/**
 * {@link CompareReport} as one page with charts. It contains the charting library and the report,
 * and refers to nothing outside. So it can be read everywhere, also years from now.
 */
public final class ComparePage {
  private static final String TEMPLATE = "compare.html";
  private static final String LIBRARY_FOLDER = "/META-INF/resources/webjars/chart.js/";

  /** The data for the script in the page. */
  private record Payload(List<Fact> facts, List<String> remarks, List<CompareRow> results) {}

  private ComparePage() {}

  public static String of(CompareReport report) throws IOException {
    Payload payload =
        new Payload(
            CompareTable.facts(report),
            report.results().stream().flatMap(CompareTable::remarks).distinct().toList(),
            report.results());
    return filled(ComparePage.class, TEMPLATE, payload);
  }

  /**
   * {@return a page that contains the charting library and a report}
   *
   * @param owner the class beside which the template lies
   * @param template the name of the template
   * @param payload the data for the script in the page
   */
  public static String filled(Class<?> owner, String template, Record payload) throws IOException {
    return text(owner, template)
        .replace("{{LICENSE}}", library("LICENSE.md"))
        .replace("{{LIBRARY}}", withoutReferences(library("dist/chart.umd.min.js")))
        // The data must not contain the end tag of a script element, even if a file name contains
        // it.
        .replace("{{REPORT}}", Json.of(payload).replace("<", "\\u003c"));
  }

  private static String library(String file) throws IOException {
    return text(ComparePage.class, LIBRARY_FOLDER + version() + "/" + file);
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream stream = ComparePage.class.getResourceAsStream("chart.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /**
   * Removes the addresses of the library's source map and of its authors' pages, because a browser
   * would load them.
   */
  private static String withoutReferences(String script) {
    return script
        .replaceAll("(?m)^//# sourceMappingURL=.*$", "")
        .replace("https://", "")
        .replace("http://", "");
  }

  private static String text(Class<?> owner, String resource) throws IOException {
    try (InputStream stream = owner.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IOException("this build lacks its resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
