// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes that a JVM has loaded. Unlike times, these numbers do not depend on what else the
 * machine does.
 *
 * @param all all of them
 * @param spun those that were made while the program ran, for method handles and lambdas
 */
public record LoadedClasses(int all, int spun) {

  /** {@return the JVM's option that writes a log to {@code file}} */
  static String logOption(Path file) {
    return "-Xlog:class+load:file=" + file + ":none";
  }

  /** {@return the numbers of a log} */
  static LoadedClasses of(Path log) throws IOException {
    // Names of classes may contain any character.
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    long spun =
        lines.stream()
            .filter(line -> line.contains("/0x"))
            .filter(line -> !line.contains("source: shared objects file"))
            .count();
    return new LoadedClasses(lines.size(), (int) spun);
  }
}
