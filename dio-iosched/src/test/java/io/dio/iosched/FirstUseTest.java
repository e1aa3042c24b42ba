// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.UnprivilegedUser;
import io.dio.testing.fixtures.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** First and later uses of dio while the system refuses to start any thread. */
final class FirstUseTest {
  private static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xlog:disable");

  private Map<String, String> probe(String... arguments) throws Exception {
    Path folder = Files.createTempDirectory("dio-first-use");
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      String[] all = Arrays.copyOf(arguments, arguments.length + 1);
      all[arguments.length] = folder.toString();
      List<String> user = UnprivilegedUser.prefix(FirstUseProbe.class);
      ChildJvm.Result result = ChildJvm.onClassPathBehind(user, FLAGS, FirstUseProbe.class, all);
      assertThat(result.exitCode()).as(result.output()).isZero();
      Map<String, String> told = new HashMap<>();
      result
          .output()
          .lines()
          .map(line -> line.split("=", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> told.put(pair[0], pair[1]));
      return told;
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  @Test
  void whatAThreadWasRefusedForWorksOnceThereIsOneAndLeavesNothingBehind() throws Exception {
    Map<String, String> told = probe("first");
    for (String use : List.of("File", "Pool", "Slab", "Buffer", "Inline", "Workers")) {
      assertThat(told).containsEntry("without" + use, "OutOfMemoryError");
    }
    assertThat(told)
        .containsEntry("leftBehind", "false")
        .containsEntry("withFile", "first.bin")
        .containsEntry("withPool", "4")
        .containsEntry("withSlab", "16")
        .containsEntry("withBuffer", "4096")
        .containsEntry("withInline", "POSIX_INLINE")
        .containsEntry("withWorkers", "POSIX_WORKERS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uring", "workers"})
  void callbacksRunThoughNoThreadCanBeStartedForThem(String backend) throws Exception {
    if (backend.equals("uring")) {
      Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without permission
    }
    assertThat(probe("callbacks", backend)).containsEntry("callbacks", "20");
  }

  /**
   * The last thread that a new scheduler needs is the cleaner's, which closes abandoned schedulers.
   */
  @ParameterizedTest
  @ValueSource(strings = {"uring", "workers"})
  void aSchedulerThatGetsOnlySomeOfItsThreadsLeavesNothingBehind(String backend) throws Exception {
    if (backend.equals("uring")) {
      Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without permission
    }
    assertThat(probe("opening", backend))
        .containsEntry("opened", "true")
        .containsEntry("refused", "true")
        .containsEntry("threadsLeft", "0")
        .containsEntry("descriptorsLeft", "0");
  }
}
