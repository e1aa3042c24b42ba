// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.ChildJvm.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Ring and files in JVMs that deny native access by default. The one documented flag is enough.
 * Without it the message names the flag. The test checks every line that a child prints, so it
 * would notice a warning of the JVM.
 */
final class RingNativeAccessTest {
  private static final String DENY = "--illegal-native-access=deny";
  private static final String FOR_MODULE_PATH = "--enable-native-access=io.dio.align";
  private static final String FOR_CLASS_PATH = "--enable-native-access=ALL-UNNAMED";

  @Test
  void withTheFlagAloneRingAndFilesWorkOnTheModulePath() throws Exception {
    assertWorks(
        ChildJvm.onModulePath(List.of(DENY, FOR_MODULE_PATH), AvailabilityProbe.class, "nothing"));
  }

  @Test
  void withTheFlagAloneRingAndFilesWorkOnTheClassPath() throws Exception {
    assertWorks(
        ChildJvm.onClassPath(List.of(DENY, FOR_CLASS_PATH), AvailabilityProbe.class, "nothing"));
  }

  private static void assertWorks(Result result) {
    Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without a ring
    assertThat(result.exitCode()).as(result.output()).isZero();
    LiburingSource liburing = IoUring.description().orElseThrow().liburing();
    assertThat(result.output().lines().filter(line -> !line.startsWith("description=")))
        .containsExactly(
            "available=true",
            "liburing=" + liburing,
            "uring=URING",
            "open=URING",
            "verifiedBytes=23");
  }

  @Test
  void withoutTheFlagEverythingOnTheModulePathNamesIt() throws Exception {
    assertRefused(ChildJvm.onModulePath(List.of(DENY), AvailabilityProbe.class, "nothing"));
  }

  @Test
  void withoutTheFlagEverythingOnTheClassPathNamesIt() throws Exception {
    assertRefused(ChildJvm.onClassPath(List.of(DENY), AvailabilityProbe.class, "nothing"));
  }

  private static void assertRefused(Result result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> lines = result.output().lines().toList();
    assertThat(lines).contains("available=false", "kind=NATIVE_ACCESS_DENIED");
    assertThat(lines).contains("open=POSIX_WORKERS");
    for (String key : List.of("message=", "uring=", "fallback=", "files=")) {
      assertThat(lines)
          .filteredOn(line -> line.startsWith(key))
          .singleElement()
          .asString()
          .contains(FOR_MODULE_PATH, FOR_CLASS_PATH);
    }
  }
}
