// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathBytesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "with blank",
        "100%",
        "%41",
        "a?b#c",
        "a;b&c=d",
        "line\nbreak",
        "tab\t",
        "back\\slash",
        "quote\"'",
        "[brackets]",
        "~tilde",
        "-dash",
        "+plus",
        "colon:name",
        "..."
      })
  void aNameReachesTheKernelAsItIs(String name) throws IOException {
    Path path = folder.resolve(name);
    DioFile.open(path, WRITE, CREATE_NEW).close();
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(path);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file",
        "some/file",
        "./file",
        "../file",
        "a/../b",
        "..",
        ".",
        "100%",
        "caf\u00e9"
      })
  void aRelativePathStaysAsItIs(String path) {
    assertThat(PathBytes.of(Path.of(path))).hasToString(path);
  }

  @Test
  void anEmptyPathIsTheWorkingDirectory() {
    assertThat(PathBytes.of(Path.of(""))).hasToString(".");
  }

  @Test
  void parentsAndSiblingsOfARelativePath() {
    PathBytes path = PathBytes.of(Path.of("some/file"));
    assertThat(path.parent()).hasToString("some");
    assertThat(path.parent().parent()).hasToString(".");
    assertThat(path.sibling("other")).hasToString("some/other");
    assertThat(path.fileName()).isEqualTo("file");
    PathBytes name = PathBytes.of(Path.of("file"));
    assertThat(name.parent()).hasToString(".");
    assertThat(name.sibling("other")).hasToString("other");
    assertThat(name.fileName()).isEqualTo("file");
  }

  @Test
  void aDirectoryHasNoTrailingSlash() {
    assertThat(PathBytes.of(folder)).hasToString(folder.toString());
    assertThat(PathBytes.of(Path.of("/"))).hasToString("/");
  }

  @Test
  void parentsAndSiblings() {
    PathBytes path = PathBytes.of(Path.of("/no/such/file"));
    assertThat(path.parent()).hasToString("/no/such");
    assertThat(path.parent().parent().parent()).hasToString("/");
    assertThat(path.sibling("other")).hasToString("/no/such/other");
    assertThat(PathBytes.of(Path.of("/file")).sibling("other")).hasToString("/other");
    assertThat(path.fileName()).isEqualTo("file");
    assertThat(path.sibling("file")).isEqualTo(path).hasSameHashCodeAs(path);
  }

  /**
   * Under the C locale the JDK decodes names as ASCII. The string of this path then names no file,
   * but its bytes do, and NIO can open it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=C.UTF-8"})
  void aNameThatTheLocaleCannotExpressIsFoundAllTheSame(String locale) throws Exception {
    // Once as UTF-8 and once as Latin-1, which is not even valid UTF-8.
    String path = folder + "/";
    Commands.run("sh", "-c", "printf 12345 > \"$(printf '" + path + "caf\\303\\251')\"");
    Commands.run("sh", "-c", "printf 12345 > \"$(printf '" + path + "caf\\351')\"");

    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            List.of("env", locale),
            List.of("--enable-native-access=ALL-UNNAMED"),
            OpenAllProbe.class,
            folder.toString());

    assertThat(result.output().lines()).containsExactly("5 bytes, NIO 5", "5 bytes, NIO 5");

    ChildJvm.Result relative =
        ChildJvm.onClassPathBehind(
            List.of("env", locale, "sh", "-c", "cd '" + folder + "' && exec \"$@\"", "sh"),
            List.of("--enable-native-access=ALL-UNNAMED"),
            OpenAllProbe.class,
            "");

    assertThat(relative.output()).isEqualTo(result.output());
  }
}
