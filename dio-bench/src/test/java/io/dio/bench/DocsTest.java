// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.Commands;
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

  /** A blank before the language: a part of a source file, and no program of its own. */
  private static final Pattern EXCERPT = Pattern.compile("``` java\n(.*?)```", Pattern.DOTALL);

  private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

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
        "recipes",
        "reliability",
        "testing-your-engine",
        "troubleshooting",
        "tuning-nvme",
        "write-ahead-log"
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

  /** The page shows parts of methods, which compile only in their place. */
  @Test
  void everyExcerptOfTheExampleOfALogIsInItsSources() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("src/main/java/io/dio/bench/log"))) {
      for (Path file : files.toList()) {
        sources.append(Files.readString(file));
      }
    }
    List<String> excerpts = blocks(EXCERPT, read("write-ahead-log"));
    assertThat(excerpts).hasSize(2).allMatch(excerpt -> sources.indexOf(excerpt) >= 0);
  }

  /** Both commands make a whole profile: what the default one has, and the three calls. */
  @ParameterizedTest
  @ValueSource(strings = {"jq", "python3"})
  void theCommandsForSeccompAddTheThreeCallsToADefaultProfile(String tool, @TempDir Path folder)
      throws IOException {
    Commands.assumeInstalled(tool);
    String defaults =
        """
        {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1,
         "syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW"}]}
        """;
    Files.writeString(folder.resolve("default.json"), defaults);
    String command =
        blocks(SHELL_BLOCK, read("containers")).stream()
            .filter(block -> block.startsWith(tool + " "))
            .findFirst()
            .orElseThrow();
    Commands.run("bash", "-c", "cd '" + folder + "'\n" + command);
    JsonNode profile = JsonMapper.shared().readTree(folder.resolve("io-uring.json").toFile());
    assertThat(profile.get("defaultErrnoRet").asInt()).isEqualTo(1);
    JsonNode rules = profile.get("syscalls");
    assertThat(rules.size()).isEqualTo(2);
    assertThat(rules.get(0).get("names").get(0).asString()).isEqualTo("read");
    assertThat(rules.get(1).get("action").asString()).isEqualTo("SCMP_ACT_ALLOW");
    assertThat(rules.get(1).get("names").valueStream().map(JsonNode::asString))
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
