// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Java heap is full a hundred times over the ring and the workers, and some times more over the
 * others, while I/O goes on.
 */
final class OutOfHeapTest {
  /** A child fills its heap so often. Several children also find what only a young JVM does. */
  private static final int FILLINGS_OF_A_CHILD = 25;

  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-Xmx16m",
          "-XX:+UseSerialGC",
          // A short run spends half of its time in the second compiler.
          "-XX:TieredStopAtLevel=1");

  @ParameterizedTest
  @CsvSource({"uring, 50", "workers, 50", "inline, 10", "sync, 10"})
  void everyTicketEndsAndNothingHangs(String kind, int fillings, @TempDir Path directory)
      throws Exception {
    if (kind.equals("uring")) {
      Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without permission
    }
    int filled = 0;
    while (filled < fillings) {
      int wanted = Math.min(FILLINGS_OF_A_CHILD, fillings - filled);
      ChildJvm.Result result =
          ChildJvm.onClassPath(
              FLAGS, OutOfHeapProbe.class, kind, directory.toString(), "" + wanted);
      assertThat(result.output()).doesNotContain("trouble=");
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(number("fillings", result)).isEqualTo(wanted);
      assertThat(number("shortages", result)).as("I/O that found no memory").isPositive();
      filled += wanted;
    }
    assertThat(filled).isEqualTo(fillings);
  }

  private static int number(String key, ChildJvm.Result result) {
    Matcher matcher = Pattern.compile("(?m)^" + key + "=(\\d+)$").matcher(result.output());
    assertThat(matcher.find()).as(result.output()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
