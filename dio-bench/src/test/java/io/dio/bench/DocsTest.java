// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The snippets of the pages for users compile, and the files that they link to exist. */
final class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern JSON_BLOCK = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private static final Pattern TEST_NAME = Pattern.compile("`(\\w+(?:Test|Clauses|Contract))`");

  /** A link to a file of this repository. */
  private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)(?:#[^)]*)?\\)");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "buffer-lifetime",
        "choosing-a-backend",
        "containers",
        "durability",
        "from-filechannel",
        "observability",
        "reliability",
        "testing-your-engine",
        "troubleshooting",
        "tuning-nvme"
      })
  void everySnippetOfAPageCompilesAndItsLinksLeadSomewhere(String page, @TempDir Path output)
      throws IOException {
    String text = read(page);
    for (String snippet : blocks(JAVA_BLOCK, text)) {
      assertThat(SnippetCompiler.compileShown(snippet, output)).isEmpty();
    }
    assertThat(blocks(LINK, text)).allSatisfy(link -> assertThat(DOCS.resolve(link)).exists());
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("docs/" + page + ".md");
  }

  @Test
  void theFragmentForSeccompPermitsTheThreeCallsOfIoUring() throws IOException {
    JsonNode rule = JsonMapper.shared().readTree(blocks(JSON_BLOCK, read("containers")).getFirst());
    assertThat(rule.get("action").asString()).isEqualTo("SCMP_ACT_ALLOW");
    assertThat(rule.get("names").valueStream().map(JsonNode::asString))
        .containsExactly("io_uring_enter", "io_uring_register", "io_uring_setup");
  }

  /** The tests that a page names are there, in some module. */
  @Test
  void everyTestThatThePageOnReliabilityNamesExists() throws IOException {
    Set<String> sources = new HashSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .forEach(name -> sources.add(name.substring(0, name.length() - ".java".length())));
    }
    List<String> named = blocks(TEST_NAME, read("reliability"));
    assertThat(named).hasSizeGreaterThan(30).allMatch(sources::contains);
  }

  private static String read(String page) throws IOException {
    return Files.readString(DOCS.resolve(page + ".md"));
  }

  private static List<String> blocks(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).toList();
  }
}
