// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Skip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If a result cannot be written, the command fails. */
@Timeout(120)
class StandardOutputTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --backend posix --size 4m --seconds 0.05 --rounds 1",
        "run --backend posix --size 4m --seconds 0.05 --rounds 1 --json",
        "probe",
        "--help",
        "jmh -l"
      })
  void onAFullDiskTheCommandFailsAndSaysWhy(String arguments) throws Exception {
    Skip.unless(Files.exists(Path.of("/dev/full")), "needs /dev/full");
    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            List.of("/bin/sh", "-c", "exec \"$@\" > /dev/full", "sh"),
            List.of("--enable-native-access=ALL-UNNAMED"),
            Main.class,
            arguments.split(" "));
    assertThat(result.output())
        .contains("dio: standard output cannot be written: No space left on device");
    assertThat(result.exitCode()).isEqualTo(1);
  }
}
