// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.ChildJvm.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class BlockedCallTest {

  @Test
  void aSystemCallThatBlocksDoesNotHoldUpTheCollector() throws Exception {
    // Runs in a JVM of its own. If the call blocked safepoints, no thread of this JVM could go on
    // to report it.
    Result result =
        ChildJvm.onClassPath(List.of("--enable-native-access=ALL-UNNAMED"), BlockedCallProbe.class);
    assertThat(result).isEqualTo(new Result(0, "collected, blocked: true\nread returned 1\n"));
  }
}
