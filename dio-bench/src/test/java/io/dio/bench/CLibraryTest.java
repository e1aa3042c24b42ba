// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page about the C library lists all functions that dio links, and none is newer than the
 * oldest supported library.
 */
class CLibraryTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINKED =
      Pattern.compile("(?:SystemCall|PlainCall)\\s*\\.\\s*\\w+\\(\\s*\"(\\w+)\"");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(\\w+)` \\| ([\\d.-]+) \\| ([\\d.-]+) \\|", Pattern.MULTILINE);

  private static Set<String> linkedFunctions() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<Path> sources =
          modules.map(module -> module.resolve("src/main/java")).filter(Files::exists).toList();
      for (Path source : sources) {
        try (Stream<Path> files = Files.walk(source)) {
          files
              .filter(file -> file.toString().endsWith(".java"))
              // Its documentation shows how to link a function.
              .filter(file -> !file.endsWith("SystemCall.java"))
              .forEach(file ->
                  LINKED.matcher(read(file)).results().forEach(each -> found.add(each.group(1))));
        }
      }
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thePageListsEachFunctionAndNoneIsYoungerThanTheOldestLibrary() throws IOException {
    TreeMap<String, List<String>> listed = new TreeMap<>();
    ROW.matcher(Files.readString(ROOT.resolve("docs/c-library.md")))
        .results()
        .forEach(row -> listed.put(row.group(1), List.of(row.group(2), row.group(3))));
    assertThat(listed.keySet()).isEqualTo(linkedFunctions());
    listed.remove("minherit"); // of macOS
    listed.forEach((function, releases) -> {
      assertThat(Version.parse(releases.get(0)))
          .as(function)
          .isLessThanOrEqualTo(Version.parse("2.17"));
      assertThat(Version.parse(releases.get(1))).as(function).isLessThan(Version.parse("1.2"));
    });
  }
}
