// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.report;

import io.dio.bench.probe.ProbeReport.IoUringFacts;
import io.dio.bench.probe.ProbeReport.LiburingFacts;
import io.dio.bench.probe.ProbeReport.PathFacts;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fact that the numbers of a comparison depend on.
 *
 * @param name its name
 * @param value its value, in words
 */
public record Fact(String name, String value) {
  private static final int NAME_COLUMNS = 13;

  /** {@return the facts about the machine, the file, and io_uring, in this order} */
  public static List<Fact> of(
      String kernel,
      String processors,
      String jdk,
      PathFacts path,
      long fileBytes,
      IoUringFacts ioUring,
      LiburingFacts liburing) {
    return List.of(
        new Fact("host", kernel + ", " + processors),
        new Fact("JDK", jdk),
        new Fact(
            "file",
            "%s, %s of %s on %s"
                .formatted(
                    path.path(), ByteSizes.text(fileBytes), path.fileSystem(), path.device())),
        new Fact("direct I/O", direct(path)),
        new Fact(
            "io_uring",
            ioUring.available()
                ? "flags granted: " + String.join(", ", ioUring.flags())
                : "none: " + ioUring.cause()),
        new Fact(
            "liburing",
            Stream.of(liburing.source(), liburing.version())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "))));
  }

  private static String direct(PathFacts path) {
    if (path.direct() == null) {
      return "cannot tell: " + path.reason();
    }
    return path.direct()
        ? "memory aligned to %d, offset and length to %d (%s)"
            .formatted(path.memoryAlignment(), path.offsetAlignment(), path.alignmentSource())
        : "refused: " + path.reason();
  }

  /** {@return the facts in lines of at most so many columns} */
  public static String text(List<Fact> facts, int width) {
    return facts.stream()
        .map(fact -> {
          String name = fact.name() + ":";
          String padding = " ".repeat(Math.max(1, NAME_COLUMNS - name.length()));
          return Lines.wrapped(name + padding + fact.value(), width, " ".repeat(NAME_COLUMNS));
        })
        .collect(Collectors.joining());
  }
}
