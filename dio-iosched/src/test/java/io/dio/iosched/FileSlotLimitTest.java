// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** File slots and the limit of open files, which only a child JVM can lower. */
class FileSlotLimitTest {
  @Test
  void moreSlotsThanTheProcessMayHaveFilesAreRefusedOnEveryBackend() throws Exception {
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED"), FileSlotLimitProbe.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> backends =
        result.output().contains("available=true")
            ? List.of("open", "inline", "workers", "uring")
            : List.of("open", "inline", "workers");
    for (String backend : backends) {
      assertThat(result.output())
          .contains(backend + " 300: 300 slots")
          .contains(
              backend
                  + " 301: fileSlots 301 is more than the limit of open files, 300 (ulimit -n)");
    }
  }
}
