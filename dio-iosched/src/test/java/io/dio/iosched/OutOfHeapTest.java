// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java heap is full again and again, up to a hundred times in all, while I/O goes on. */
final class OutOfHeapTest {
  private static final int FILLINGS = 25;

  private static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "-Xmx16m", "-XX:+UseSerialGC");

  @ParameterizedTest
  @ValueSource(strings = {"uring", "workers", "inline", "sync"})
  void everyTicketEndsAndNothingHangs(String kind, @TempDir Path directory) throws Exception {
    if (kind.equals("uring")) {
      Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without permission
    }
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            FLAGS, OutOfHeapProbe.class, kind, directory.toString(), "" + FILLINGS);
    assertThat(result.output()).doesNotContain("trouble=").contains("fillings=");
    assertThat(result.exitCode()).as(result.output()).isZero();
  }
}
