// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime image may lack the modules that only observation needs. */
final class LessModulesTest {
  @TempDir private Path folder;

  private String output(String modules) throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[8192]);
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED", "--limit-modules", modules),
            LessModulesProbe.class,
            file.toString());
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  @Test
  void withJavaBaseAloneEverythingWorksButTheBeans() throws Exception {
    assertThat(output("java.base"))
        .contains("events: false", "operations: 8", "pool: timed out", "poisoned: EIO")
        .contains("beans: MXBeans need the module java.management");
  }

  @Test
  void withBothModulesTheSameProgramHasBeansAndEvents() throws Exception {
    assertThat(output("java.base,java.management,jdk.jfr"))
        .contains("events: true", "operations: 8", "pool: timed out", "poisoned: EIO")
        .contains("beans: io.dio:type=Scheduler,name=");
  }
}
