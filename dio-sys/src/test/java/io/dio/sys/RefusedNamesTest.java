// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If the system refuses to change a name, nothing has happened. */
class RefusedNamesTest {
  private static final String ACCESS_FLAG = "--enable-native-access=ALL-UNNAMED";

  @TempDir Path folder;
  private Path other;

  @BeforeEach
  void makeFiles() throws IOException {
    other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(folder.resolve("whole"), "old content");
    Files.writeString(folder.resolve("old"), "old name");
    Files.writeString(other.resolve("new"), "to be replaced");
  }

  @AfterEach
  void allowRemoval() throws IOException {
    Files.setPosixFilePermissions(folder, fromString("rwx------"));
    Files.setPosixFilePermissions(other, fromString("rwx------"));
  }

  private void assertAsBefore() throws IOException {
    Files.setPosixFilePermissions(folder, fromString("rwx------"));
    assertThat(folder.resolve("whole")).hasContent("old content");
    assertThat(folder.resolve("old")).hasContent("old name");
    assertThat(other.resolve("new")).hasContent("to be replaced");
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("whole", "old", "other");
    }
  }

  private static ChildJvm.Result withFewDescriptors(String... arguments) throws Exception {
    List<String> shell = List.of("sh", "-c", "ulimit -n 150 && exec \"$@\"", "sh");
    return ChildJvm.onClassPathBehind(shell, List.of(ACCESS_FLAG), NamesProbe.class, arguments);
  }

  @Test
  void withoutDescriptorsNothingIsReplacedOrRenamed() throws Exception {
    ChildJvm.Result result = withFewDescriptors(folder.toString(), "0", "0");
    assertThat(result.output().lines())
        .hasSize(4)
        .allMatch(line -> line.contains("open(path=" + folder))
        .allMatch(line -> line.contains("EMFILE (Too many open files)"));
    assertAsBefore();
  }

  @Test
  void withOneDescriptorTooFewNothingIsReplacedOrRenamed() throws Exception {
    ChildJvm.Result result = withFewDescriptors(folder.toString(), "1");
    assertThat(result.output().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("EMFILE (Too many open files)"));
    assertAsBefore();
  }

  @Test
  void withEnoughDescriptorsTheSameChangesAreMade() throws Exception {
    ChildJvm.Result result = withFewDescriptors(folder.toString(), "2");
    assertThat(result.output().lines()).hasSize(2).allMatch(line -> line.endsWith(": done"));
    assertThat(folder.resolve("whole")).hasSize(100);
    assertThat(folder.resolve("old")).doesNotExist();
    assertThat(other.resolve("new")).hasContent("old name");
  }

  /** Root may read everything. So the child gives up all privileges that override permissions. */
  private static ChildJvm.Result unprivileged(String... arguments) throws Exception {
    List<String> prefix =
        Commands.isRoot()
            ? List.of(Commands.assumeInstalled("setpriv"), "--bounding-set=-all", "--inh-caps=-all")
            : List.of("env");
    return ChildJvm.onClassPathBehind(prefix, List.of(ACCESS_FLAG), NamesProbe.class, arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "target"})
  void inADirectoryThatCannotBeReadNothingIsReplacedOrRenamed(String unreadable) throws Exception {
    boolean source = unreadable.equals("source");
    Files.setPosixFilePermissions(source ? folder : other, fromString("-wx------"));
    List<String> lines = unprivileged(folder.toString()).output().lines().toList();
    assertThat(lines).hasSize(2);
    if (source) {
      assertThat(lines.getFirst())
          .contains("open(path=" + folder + ", flags=O_RDONLY|O_DIRECTORY|O_CLOEXEC; ");
      assertThat(lines.getFirst()).contains("it has to be readable): EACCES");
      assertAsBefore();
    } else {
      assertThat(lines.getFirst()).isEqualTo("writeFile: done");
    }
    assertThat(lines.getLast()).contains("it has to be readable): EACCES");
    assertThat(folder.resolve("old")).hasContent("old name");
    assertThat(other.resolve("new")).hasContent("to be replaced");
  }
}
