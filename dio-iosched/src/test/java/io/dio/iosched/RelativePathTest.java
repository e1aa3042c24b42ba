// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelativePathTest {
  @TempDir Path folder;

  @Test
  void theWayToTheWorkingFolderMayBeClosedToOpeningsOfEveryBackend() throws Exception {
    Skip.unless(IoUring.isAvailable(), "needs io_uring");
    Path above = folder.resolve("above");
    Path working = Files.createDirectories(above.resolve("working"));
    Files.writeString(working.resolve("data"), "12345");
    // Root may go everywhere. So the child gives up all privileges that override permissions.
    String unprivileged =
        Commands.isRoot()
            ? Commands.assumeInstalled("setpriv") + " --bounding-set=-all --inh-caps=-all"
            : "env";
    String command = "cd '%s' && chmod 000 .. && exec %s \"$@\"".formatted(working, unprivileged);
    try {
      ChildJvm.Result result =
          ChildJvm.onClassPathBehind(
              List.of("sh", "-c", command, "sh"),
              List.of("--enable-native-access=ALL-UNNAMED"),
              RelativePathProbe.class,
              "data");
      assertThat(result.output().lines())
          .containsExactly(
              "inline open 5",
              "inline openInto 0",
              "workers open 5",
              "workers openInto 0",
              "uring open 5",
              "uring openInto 0");
    } finally {
      Commands.run("chmod", "700", above.toString());
    }
  }
}
