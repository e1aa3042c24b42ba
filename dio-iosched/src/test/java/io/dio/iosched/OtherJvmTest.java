// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A part of the contract in JVMs with other flags than those of the tests: with a collector that
 * moves objects while threads run, little heap and one carrier for all virtual threads; and with
 * the JVM's checks of native code.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OtherJvmTest {
  private static final Pattern SUCCEEDED = Pattern.compile("(?m)^succeeded=(\\d+)$");

  /** The text that -Xcheck:jni prints in front of each finding. */
  private static final Pattern JNI_FINDING =
      Pattern.compile("(?mi)^.*(WARNING in native method|WARNING: JNI|FATAL ERROR in native).*$");

  /** The clauses have many times as many tests. */
  private static final int SOME = 50;

  private static String run(String... flags) throws Exception {
    List<String> all = new ArrayList<>(List.of("-ea", "--enable-native-access=ALL-UNNAMED"));
    all.addAll(List.of(flags));
    ChildJvm.Result result =
        ChildJvm.onClassPath(all, OtherJvmProbe.class, contracts().toArray(String[]::new));
    assertThat(result.exitCode()).as(result.output()).isZero();
    Matcher matcher = SUCCEEDED.matcher(result.output());
    assertThat(matcher.find()).as(result.output()).isTrue();
    assertThat(Integer.parseInt(matcher.group(1))).as(result.output()).isGreaterThan(SOME);
    return result.output();
  }

  /** {@return the ring where there is one, else the workers} */
  private static List<String> contracts() {
    return List.of(
        (IoUring.isAvailable() ? UringEmbeddedContractTest.class : PosixWorkersContractTest.class)
            .getName());
  }

  @Test
  void zgcLittleHeapAndOneCarrierChangeNothing() throws Exception {
    run(
        "-XX:+UseZGC",
        "-Xmx96m",
        "-Djdk.virtualThreadScheduler.parallelism=1",
        "-Djdk.virtualThreadScheduler.maxPoolSize=1");
  }

  @Test
  void theChecksOfNativeCodeFindNothing() throws Exception {
    String output = run("-Xcheck:jni", "-XX:+UseSerialGC");
    assertThat(JNI_FINDING.matcher(output).results().map(match -> match.group()))
        .as(output)
        .isEmpty();
  }
}
