// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.testing.OldLibrary;
import io.dio.testing.fixtures.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything works with the C library and the kernel of an old system. */
class OldSystemTest {
  /**
   * The functions that glibc has got since 2.17, the oldest version that builds of JDK 25 support.
   */
  private static final List<String> NEWER_FUNCTIONS =
      List.of("statx", "copy_file_range", "preadv2", "pwritev2");

  @TempDir Path folder;

  private String run(int errnoOfStatx, List<String> hidden) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of(folder.resolve("data").toString(), "" + errnoOfStatx));
    arguments.addAll(hidden);
    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            hidden.isEmpty() ? List.of() : OldLibrary.prefix(folder, hidden),
            List.of("--enable-native-access=ALL-UNNAMED"),
            OldSystemProbe.class,
            arguments.toArray(String[]::new));
    assertThat(result.output())
        .contains(
            "[] of " + hidden + " present",
            "size 8192, direct ",
            "copied 8192, size 8192",
            "inline 4096 4096",
            "workers 4096 4096",
            "any 4096 4096")
        .doesNotContain("Exception");
    assertThat(result.exitCode()).isZero();
    return result.output();
  }

  @Test
  void aLibraryWithoutItsNewerFunctions() throws Exception {
    run(0, NEWER_FUNCTIONS);
  }

  @Test
  void aKernelWithoutStatx() throws Exception {
    assertThat(run(Errno.ENOSYS, NEWER_FUNCTIONS)).doesNotContain("from STATX");
  }

  @Test
  void aFilterThatRefusesStatx() throws Exception {
    // The JDK calls statx too, if it finds the function, and accepts EPERM as an answer.
    assertThat(run(Errno.EPERM, List.of("statx"))).doesNotContain("from STATX");
    assertThat(run(Errno.EACCES, List.of("statx"))).doesNotContain("from STATX");
  }
}
