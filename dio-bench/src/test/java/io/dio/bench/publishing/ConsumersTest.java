// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The programs of users under {@code src/test/consumers} can be built where dio was just built. */
final class ConsumersTest {
  private static final Pattern PLUGIN =
      Pattern.compile("<artifactId>(maven-\\w+-plugin)</artifactId>\\s*<version>(.*)</version>");

  @Test
  void theirPluginsHaveTheVersionsThatTheBuildOfDioHasDownloaded() throws IOException {
    String root = Files.readString(Path.of("../pom.xml"));
    List<MatchResult> plugins =
        PLUGIN.matcher(Files.readString(Path.of("src/test/consumers/pom.xml"))).results().toList();
    assertThat(plugins)
        .isNotEmpty()
        .allSatisfy(plugin -> {
          String property = plugin.group(1) + ".version";
          assertThat(root).contains("<" + property + ">" + plugin.group(2) + "</" + property + ">");
        });
  }
}
