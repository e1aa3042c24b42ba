// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.iosched.IoUring;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JmhCommandTest {
  @TempDir private Path folder;

  /** Runs benchmarks in this JVM, as briefly as possible. */
  private List<JsonNode> run(String pattern, String... more) throws IOException {
    Path results = folder.resolve("results.json");
    List<String> options = new ArrayList<>(List.of("jmh", pattern));
    options.addAll(List.of(more));
    options.addAll(
        List.of(
            "-f",
            "0",
            "-wi",
            "0",
            "-i",
            "1",
            "-r",
            "20ms",
            "-foe",
            "true",
            // JMH waits up to 25 s until all of 512 threads run at once. Only figures need that.
            "-si",
            "false",
            "-o",
            folder.resolve("log").toString(),
            "-rf",
            "json",
            "-rff",
            results.toString()));
    // Other processes may run JMH on this machine at the same time. The figures do not matter here.
    System.setProperty("jmh.ignoreLock", "true");
    try {
      Outcome outcome = dio(options.toArray(String[]::new));
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    } finally {
      System.clearProperty("jmh.ignoreLock");
    }
    return new JsonMapper().readTree(Files.readString(results)).valueStream().toList();
  }

  private static void assertMeasured(List<JsonNode> results, int count) {
    assertThat(results).hasSize(count);
    for (JsonNode result : results) {
      assertThat(result.get("primaryMetric").get("score").asDouble())
          .as(result.get("benchmark").asString())
          .isPositive();
    }
  }

  @Test
  void benchmarksOfCallsPoolsAndOperationsMeasureSomething() throws IOException {
    assertMeasured(run("DowncallBenchmark|OpBenchmark"), 9 + 5);
  }

  /** The kernel needs half a second for the pages of the largest pool, so one thread has to do. */
  @ParameterizedTest
  @CsvSource({"1, 99, '', 8", "64, 99, '', 8", "65536, 1, .oneThread, 2"})
  void poolsOfEverySizeAreMeasuredHoweverFullTheyAre(
      String slots, String leased, String method, int count) throws IOException {
    List<JsonNode> results =
        run("PoolBenchmark" + method, "-p", "slots=" + slots, "-p", "leased=" + leased);
    assertMeasured(results, count);
    assertThat(results)
        .allSatisfy(
            result -> assertThat(result.get("params").get("slots").asString()).isEqualTo(slots));
  }

  @Test
  void benchmarksOfTheRingMeasureSomething() throws IOException {
    Skip.unless(
        IoUring.isAvailable(), IoUring.unavailabilityCause().map(Object::toString).orElse(""));
    assertMeasured(
        run("HandOffBenchmark|SubmitAwaitBenchmark|WindowBenchmark|ThreadsBenchmark"),
        4 + 6 + 4 + 12);
    assertMeasured(run("BatchBenchmark|CoalescingBenchmark|FileSlotBenchmark"), 4 + 4 + 2);
  }

  @Test
  void aPatternThatMatchesNothingIsAUsageError() {
    Outcome outcome = dio("jmh", "NoSuchBenchmark");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("NoSuchBenchmark");
  }

  @Test
  void anOptionThatJmhDoesNotTakeIsAUsageError() {
    Outcome outcome = dio("jmh", "-f", "many");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("many");
  }
}
