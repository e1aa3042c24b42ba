// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Mapping;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.ChildJvm.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The user's experience with and without the flag, in a JVM that denies native access by default.
 */
class NativeAccessTest {

  private static final String DENY = "--illegal-native-access=deny";
  private static final String FOR_MODULE_PATH = "--enable-native-access=io.dio.align";
  private static final String FOR_CLASS_PATH = "--enable-native-access=ALL-UNNAMED";

  @Test
  void withoutTheFlagEachAttemptOnTheModulePathNamesIt() throws Exception {
    Result result = ChildJvm.onModulePath(List.of(DENY), AllocationProbe.class, "4096");
    assertRefusedTwice(result, "(here it is on the module path)");
  }

  @Test
  void withoutTheFlagEachAttemptOnTheClassPathNamesIt() throws Exception {
    Result result = ChildJvm.onClassPath(List.of(DENY), AllocationProbe.class, "4096");
    assertRefusedTwice(result, "(here it is on the class path)");
  }

  private static void assertRefusedTwice(Result result, String where) {
    assertThat(result.output().lines())
        .as(result.output())
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(line)
                .contains("java.lang.IllegalCallerException: ")
                .contains(FOR_MODULE_PATH + " if dio is on the module path")
                .contains(FOR_CLASS_PATH + " if it is on the class path")
                .contains(where)
                .contains("Enable-Native-Access: ALL-UNNAMED")
                .endsWith("--add-options=" + FOR_MODULE_PATH));
  }

  /** The smallest allocation is a page of the host, which has 16 KiB on some aarch64 hosts. */
  private static void assertAllocatedTwice(Result result) {
    int byteSize = Mapping.pageSize();
    assertThat(result)
        .isEqualTo(
            new Result(0, "1: allocated %d\n2: allocated %d\n".formatted(byteSize, byteSize)));
  }

  @Test
  void withTheFlagAloneItWorksOnTheModulePathWithoutAWarning() throws Exception {
    Result result =
        ChildJvm.onModulePath(List.of(DENY, FOR_MODULE_PATH), AllocationProbe.class, "4096");
    assertAllocatedTwice(result);
  }

  @Test
  void withTheFlagAloneItWorksOnTheClassPathWithoutAWarning() throws Exception {
    Result result =
        ChildJvm.onClassPath(List.of(DENY, FOR_CLASS_PATH), AllocationProbe.class, "4096");
    assertAllocatedTwice(result);
  }

  @Test
  void theManifestOfAnExecutableJarMakesTheFlagUnnecessary(@TempDir Path folder) throws Exception {
    Result result =
        ChildJvm.onExecutableJar(
            folder.resolve("app.jar"), List.of(DENY), AllocationProbe.class, "4096");
    assertAllocatedTwice(result);
  }
}
