// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.probe.ProbeReport;
import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import java.util.LinkedHashMap;
import java.util.Map;

/** Formats {@link ProbeReport} for people: a line for each fact. */
public final class ProbeText {
  private static final String NOT_TOLD = "not told";

  private ProbeText() {}

  /** {@return the report in lines of at most so many columns} */
  public static String of(ProbeReport report, int columns) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("kernel", report.kernel());
    facts.put("JDK", report.jdk());
    ioUring(report.ioUring(), facts);
    facts.put("scheduler", report.scheduler());
    facts.put("liburing", liburing(report));
    facts.put(
        "memlock",
        report.memlockBytes() == null ? "no limit told" : ByteSizes.text(report.memlockBytes()));
    facts.put("huge pages", hugePages(report));
    facts.put(
        "page size", report.pageBytes() == null ? NOT_TOLD : ByteSizes.text(report.pageBytes()));
    path(report.path(), facts);
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) ->
        text.append(
            Lines.wrapped(
                name + " ".repeat(width - name.length() + 2) + value,
                columns,
                " ".repeat(width + 2))));
    return text.toString();
  }

  private static void ioUring(IoUringFacts ioUring, Map<String, String> facts) {
    if (ioUring.available()) {
      facts.put("io_uring", "available");
      facts.put("  flags", String.join(" ", ioUring.flags()));
      facts.put("  features", String.join(" ", ioUring.features()));
    } else {
      facts.put("io_uring", "not available: " + ioUring.cause());
      facts.put("  remedy", ioUring.remedy());
    }
  }

  private static String liburing(ProbeReport report) {
    String version = report.liburing().version();
    return report.liburing().source() + (version == null ? "" : " " + version);
  }

  private static String hugePages(ProbeReport report) {
    return report.hugePages() == null
        ? NOT_TOLD
        : "%d of 2 MiB, %d free; transparent: %s"
            .formatted(report.hugePages(), report.freeHugePages(), report.transparentHugePages());
  }

  private static void path(PathFacts path, Map<String, String> facts) {
    facts.put("path", path.path());
    facts.put("  file system", path.fileSystem() + " on " + path.device());
    facts.put("  direct I/O", direct(path));
    if (path.alignmentSource() != null) {
      facts.put("  alignment", alignment(path));
    }
  }

  private static String direct(PathFacts path) {
    if (path.direct() == null) {
      return "cannot tell: " + path.reason();
    }
    return path.direct() ? "yes" : "no: " + path.reason();
  }

  private static String alignment(PathFacts path) {
    return switch (path.alignmentSource()) {
      case "NONE" -> "none needed";
      case "ASSUMED" -> "not reported, %d assumed".formatted(path.offsetAlignment());
      case "BLOCK_DEVICE" ->
          "not reported, %d as the block device's sectors".formatted(path.offsetAlignment());
      default ->
          "memory %d, offset %d, offset of reads %d (%s)"
              .formatted(
                  path.memoryAlignment(),
                  path.offsetAlignment(),
                  path.readOffsetAlignment(),
                  path.alignmentSource());
    };
  }
}
