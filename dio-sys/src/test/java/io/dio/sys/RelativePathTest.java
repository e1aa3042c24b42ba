// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relative paths lead to the same files as in the JDK's own file system. */
class RelativePathTest {
  private static final String ACCESS_FLAG = "--enable-native-access=ALL-UNNAMED";
  private static final String[] ALL_WORKED = {
    "FileChannel 5",
    "open 5",
    "create 0",
    "allocate 4096",
    "writeFile 10",
    "rename 10",
    "syncDirectory 0"
  };

  @TempDir Path folder;
  private Path above;
  private Path working;

  @BeforeEach
  void makeFolders() throws IOException {
    above = folder.resolve("above");
    working = Files.createDirectories(above.resolve("working"));
    Files.writeString(working.resolve("data"), "12345");
  }

  private static ChildJvm.Result run(List<String> prefix, List<String> flags, String... arguments)
      throws Exception {
    return ChildJvm.onClassPathBehind(prefix, flags, RelativePathProbe.class, arguments);
  }

  @Test
  void theWayToTheWorkingFolderMayBeClosed() throws Exception {
    // Root may go everywhere. So the child gives up all privileges that override permissions.
    String unprivileged =
        Commands.isRoot()
            ? Commands.assumeInstalled("setpriv") + " --bounding-set=-all --inh-caps=-all"
            : "env";
    try {
      ChildJvm.Result result =
          run(
              List.of(
                  "sh",
                  "-c",
                  "cd '%s' && chmod 000 .. && exec %s \"$@\"".formatted(working, unprivileged),
                  "sh"),
              List.of(ACCESS_FLAG),
              "data");
      assertThat(result.output().lines()).containsExactly(ALL_WORKED);
    } finally {
      Commands.run("chmod", "700", above.toString());
    }
    try (var entries = Files.list(working)) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "created", "allocated", "renamed");
    }
  }

  @Test
  void theWorkingFolderMayGetAnotherName() throws Exception {
    ChildJvm.Result result =
        run(
            List.of("sh", "-c", "cd '" + working + "' && exec \"$@\"", "sh"),
            List.of(ACCESS_FLAG),
            "data",
            folder.resolve("moved").toString());
    assertThat(result.output().lines()).containsExactly(ALL_WORKED);
    assertThat(folder.resolve("moved/renamed")).hasSize(10);
  }

  @Test
  void aJvmThatWasGivenAnotherFolderStartsThere() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("data"), "123");
    ChildJvm.Result result =
        run(
            List.of("sh", "-c", "cd '" + working + "' && exec \"$@\"", "sh"),
            List.of(ACCESS_FLAG, "-Duser.dir=" + other),
            "data");
    assertThat(result.output().lines()).contains("FileChannel 3", "open 3", "rename 10");
    assertThat(other.resolve("renamed")).hasSize(10);
    try (var entries = Files.list(working)) {
      assertThat(entries).containsExactly(working.resolve("data"));
    }
  }

  @Test
  void messagesShowThePathAsItWasGiven() throws Exception {
    ChildJvm.Result result =
        run(
            List.of("sh", "-c", "cd '" + working + "' && exec \"$@\"", "sh"),
            List.of(ACCESS_FLAG),
            "missing");
    assertThat(result.output())
        .contains("NoSuchFileException: missing: open(path=missing, flags=O_RDONLY|O_CLOEXEC)");
  }
}
