// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that the README and its table of Go names show exists and compiles, and its commands
 * are those that CI runs.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern MAPPING =
      Pattern.compile(
          "^\\| (?:`[^|]*`|none) \\| `(\\w+)\\.(\\w+)` \\| `(\\w+)` \\|", Pattern.MULTILINE);

  /** A row of the table with any content. */
  private static final Pattern ROW = Pattern.compile("^\\| .* \\|$", Pattern.MULTILINE);

  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>(.*)</groupId>\\s*<artifactId>(.*)</artifactId>\\s*<version>(.*)</version>");

  /** A link to a file of this repository. */
  private static final Pattern LINK = Pattern.compile("]\\(([^):]+)\\)");

  private static final List<String> PACKAGES =
      List.of(
          "io.dio.align",
          "io.dio.mempool",
          "io.dio.sys",
          "io.dio.iosched",
          "io.dio.iosched.stream");

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static String goTable() throws IOException {
    return Files.readString(ROOT.resolve("docs/from-go-to-java.md"));
  }

  @Test
  void noRowOfTheTableLacksAColumn() throws IOException {
    List<String> rows = ROW.matcher(goTable()).results().map(found -> found.group()).toList();
    assertThat(rows.subList(2, rows.size())).allMatch(row -> MAPPING.matcher(row).find());
  }

  @TestFactory
  Stream<DynamicTest> everyRowOfTheTableNamesSomethingPublicAndTheTestThatProvesIt()
      throws IOException {
    List<Matcher> rows =
        MAPPING
            .matcher(goTable())
            .results()
            .map(found -> {
              Matcher row = MAPPING.matcher(found.group());
              assertThat(row.find()).isTrue();
              return row;
            })
            .toList();
    assertThat(rows).hasSizeGreaterThan(50);
    return rows.stream()
        .map(row ->
            DynamicTest.dynamicTest(
                row.group(1) + "." + row.group(2),
                () -> {
                  assertThat(isPublic(row.group(1), row.group(2))).isTrue();
                  assertThat(testSources(row.group(3))).isNotEmpty();
                }));
  }

  /** {@return the source files of the class with that name, among the tests of all modules} */
  private static List<Path> testSources(String name) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests :
          modules.map(module -> module.resolve("src/test/java")).filter(Files::exists).toList()) {
        try (Stream<Path> files = Files.walk(tests)) {
          files.filter(file -> file.endsWith(name + ".java")).forEach(found::add);
        }
      }
    }
    return found;
  }

  private static boolean isPublic(String type, String member) throws ClassNotFoundException {
    Class<?> found = find(type);
    return Modifier.isPublic(found.getModifiers())
        && (member.equals(type)
            ? found.getConstructors().length > 0
            : Arrays.stream(found.getMethods()).map(Method::getName).anyMatch(member::equals)
                || Arrays.stream(found.getFields()).map(Field::getName).anyMatch(member::equals));
  }

  private static Class<?> find(String type) throws ClassNotFoundException {
    for (String name : PACKAGES) {
      if (ReadmeTest.class
              .getClassLoader()
              .getResource(name.replace('.', '/') + "/" + type + ".class")
          != null) {
        return Class.forName(name + "." + type);
      }
    }
    throw new ClassNotFoundException(type + " is in none of " + PACKAGES);
  }

  @Test
  void everySnippetCompiles(@TempDir Path output) throws IOException {
    List<String> snippets =
        JAVA_BLOCK.matcher(readme()).results().map(found -> found.group(1)).toList();
    assertThat(snippets).isNotEmpty();
    for (String snippet : snippets) {
      assertThat(SnippetCompiler.compileShown(snippet, output)).isEmpty();
    }
  }

  @Test
  void theSecondCommandIsTheOneThatCiRuns() throws IOException {
    List<String> blocks = plainBlocks();
    assertThat(blocks).hasSize(2).allSatisfy(block -> assertThat(block).hasLineCount(1));
    assertThat(Files.readAllLines(ROOT.resolve(".ci/run"))).contains(blocks.get(1));
  }

  /** {@return the blocks between fences that name no language} */
  private static List<String> plainBlocks() throws IOException {
    List<String> blocks = new ArrayList<>();
    String fence = null;
    List<String> block = new ArrayList<>();
    for (String line : readme().lines().toList()) {
      if (!line.startsWith("```")) {
        block.add(line);
      } else if (fence == null) {
        fence = line;
        block.clear();
      } else {
        if (fence.equals("```")) {
          blocks.add(String.join("\n", block));
        }
        fence = null;
      }
    }
    return blocks;
  }

  @Test
  void theDependencyIsOneThatTheBuildInstalls() throws IOException {
    List<MatchResult> dependencies =
        DEPENDENCY
            .matcher(readme())
            .results()
            .filter(found -> !found.group(1).equals("com.example")) // the program itself
            .toList();
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertThat(dependencies)
        .singleElement()
        .satisfies(dependency ->
            assertThat(pom)
                .contains("<groupId>" + dependency.group(1) + "</groupId>")
                .contains("<module>" + dependency.group(2) + "</module>")
                .contains("<version>" + dependency.group(3) + "</version>"));
  }

  @Test
  void everyFileThatItLinksToExists() throws IOException {
    List<String> links =
        LINK.matcher(readme()).results().map(found -> found.group(1)).distinct().toList();
    assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }
}
