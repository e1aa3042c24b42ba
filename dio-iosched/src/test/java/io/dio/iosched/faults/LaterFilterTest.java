// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.SeccompFilter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter that denies a call of io_uring to the process while a ring works. */
@EnabledOnOs(OS.LINUX)
final class LaterFilterTest {
  @TempDir private Path folder;

  private Map<String, String> probe(int call, String kind) throws Exception {
    FaultBackend.RING.open().close(); // skips without a ring
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"),
            LaterFilterProbe.class,
            "" + call,
            kind,
            folder.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, String> told = new LinkedHashMap<>();
    result
        .output()
        .lines()
        .filter(line -> line.matches("[a-zA-Z]+=.*"))
        .forEach(line ->
            told.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return told;
  }

  private static void assertOthersGoOn(Map<String, String> told, String call) {
    assertThat(told)
        .containsEntry("before", "[4096]")
        .containsEntry("open", "POSIX_WORKERS")
        .containsEntry("workers", "[4096]")
        .containsEntry("verified", "true");
    assertThat(told.get("uring")).startsWith("IoUringUnavailableException: ").contains(call);
    assertThat(told.get("reason")).contains(call, "EPERM", "seccomp profile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "polled"})
  void withoutEnterTheSchedulerFailsAndNamesTheFilterAndAnotherOneFallsBack(String kind)
      throws Exception {
    Map<String, String> told = probe(SeccompFilter.IO_URING_ENTER, kind);
    assertThat(told.get("first"))
        .matches("(SchedulerFailedException|IllegalStateException): .*")
        .contains("io_uring_enter: EPERM", "a seccomp filter that came after the ring denies");
    for (String refused : List.of("later", "blocking")) {
      assertThat(told.get(refused))
          .startsWith("IllegalStateException: ")
          .contains(" died", "let it permit io_uring_enter");
    }
    assertThat(told.get("outstanding")).isIn("0", "1");
    assertOthersGoOn(told, "io_uring_enter");
  }

  /** It is called while a ring is opened, and to give back at once what a ring had registered. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "polled"})
  void withoutRegisterAnOpenRingWorksOn(String kind) throws Exception {
    Map<String, String> told = probe(SeccompFilter.IO_URING_REGISTER, kind);
    assertThat(told)
        .containsEntry("first", "4096")
        .containsEntry("later", "4096")
        .containsEntry("blocking", "4096")
        .containsEntry("outstanding", "0");
    assertOthersGoOn(told, "io_uring_register");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "polled"})
  void withoutSetupAnOpenRingWorksOn(String kind) throws Exception {
    Map<String, String> told = probe(SeccompFilter.IO_URING_SETUP, kind);
    assertThat(told)
        .containsEntry("first", "4096")
        .containsEntry("later", "4096")
        .containsEntry("blocking", "4096")
        .containsEntry("outstanding", "0");
    assertOthersGoOn(told, "io_uring_setup");
  }
}
