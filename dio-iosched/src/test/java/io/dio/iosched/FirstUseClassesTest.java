// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The classes that a fresh JVM loads for its first use of dio. They decide how long that takes, and
 * unlike the time they can be counted on a busy machine.
 */
final class FirstUseClassesTest {
  /**
   * Method handles and lambdas that the JVM has to make: 103 with JDK 25.0.3 on x86-64, about 100
   * of them for linking any foreign function. Each signature that is linked, each struct member
   * with a handle of its own, and each combinator around a handle adds 10 to 30. There were 806
   * before the calls shared one signature, and 166 before the rooms of a scheduler had classes
   * instead of lambdas.
   */
  private static final int MOST_SPUN = 130;

  /** 1,007 with JDK 25.0.3 on x86-64, and about 40 more in a JVM that Maven starts. */
  private static final int MOST_MORE_THAN_NOTHING = 1_050;

  @TempDir private Path folder;

  private List<String> loaded(String... arguments) throws Exception {
    Path log = folder.resolve("classes.log");
    List<String> flags =
        List.of("--enable-native-access=ALL-UNNAMED", "-Xlog:class+load:file=" + log + ":none");
    ChildJvm.Result result = ChildJvm.onClassPath(flags, FirstUseClassesProbe.class, arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
    // Names of classes may contain any character.
    return Files.readAllLines(log, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theFirstUseLoadsNotManyMoreClassesThanItNeeds() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[8192]);
    List<String> nothing = loaded();
    List<String> used = loaded(file.toString());
    assertThat(used.size() - nothing.size())
        .as("classes loaded for the first use")
        .isLessThan(MOST_MORE_THAN_NOTHING);
    assertThat(used)
        .filteredOn(line -> line.contains("/0x") && !line.contains("shared objects file"))
        .as("classes made for method handles and lambdas")
        .hasSizeBetween(10, MOST_SPUN);
  }
}
