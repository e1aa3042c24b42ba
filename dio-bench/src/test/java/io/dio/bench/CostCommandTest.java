// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dio.bench.DioRunner.Outcome;
import io.dio.iosched.IoUring;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CostCommandTest {
  @TempDir private Path folder;

  private static Outcome cost(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("cost", "--rounds", "3", "--times", "5", "--idle-seconds", "0.2"));
    if (!List.of(arguments).contains("--fresh-jvms")) {
      all.addAll(List.of("--fresh-jvms", "0")); // they take seconds
    }
    if (!List.of(arguments).contains("--wake-seconds")) {
      all.addAll(List.of("--wake-seconds", "0"));
    }
    all.addAll(Arrays.asList(arguments));
    return dio(all.toArray(String[]::new));
  }

  private static void assumeRing() {
    Skip.unless(
        IoUring.isAvailable(), IoUring.unavailabilityCause().map(Object::toString).orElse(""));
  }

  private static JsonNode setup(Outcome outcome, String program) {
    return outcome
        .json()
        .get("setup")
        .valueStream()
        .filter(row -> row.get("program").asString().equals(program))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void openingAndClosingHaveAFigureForEachRound() {
    assumeRing();
    Outcome outcome = cost("--json");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    for (String program : List.of("uring", "posix-workers", "java thread")) {
      JsonNode row = setup(outcome, program);
      assertThat(row.get("status").asString()).isEqualTo("done");
      assertThat(row.get("openAndReadMicrosByRound")).hasSize(3);
      assertThat(row.get("closeMicrosByRound")).hasSize(3);
      assertThat(row.get("openAndReadMicros").get("min").asDouble()).isPositive();
      assertThat(row.get("closeMicros").get("min").asDouble()).isPositive();
    }
  }

  @Test
  void eachProgramInAFreshJvmHasItsTimesAndClasses() {
    Outcome outcome = cost("--fresh-jvms", "1", "--json");
    List<JsonNode> rows = outcome.json().get("fresh").valueStream().toList();
    assertThat(rows)
        .extracting(row -> row.get("program").asString())
        .containsExactly(
            "nothing",
            "filechannel",
            "ffm getpid",
            "dio",
            "ffm getpid, AOT cache",
            "dio, AOT cache");
    for (JsonNode row : rows) {
      assertThat(row.get("status").asString()).as(row.toString()).isEqualTo("done");
      assertThat(row.get("processMillisByProcess")).hasSize(1);
      assertThat(row.get("loadedClasses").asInt()).isPositive();
    }
    JsonNode dio = rows.get(3);
    assertThat(dio.get("firstUseMillis").get("min").asDouble()).isPositive();
    assertThat(rows.get(5).get("spunClasses").asInt())
        .as("the cache has most of them ready")
        .isLessThan(dio.get("spunClasses").asInt());
  }

  @Test
  void freshJvmsCanBeLeftOut() {
    assertThat(cost("--json").json().get("fresh")).isEmpty();
  }

  @Test
  void ratiosAreThoseOfTheSameRound() {
    assumeRing();
    Outcome outcome = cost("--json");
    JsonNode loop = setup(outcome, "c-loop uring");
    Skip.unless(loop.get("status").asString().equals("done"), loop.get("cause").toString());
    JsonNode ring = setup(outcome, "uring");
    for (int round = 0; round < 3; round++) {
      assertThat(ring.get("openAndReadVsCByRound").get(round).asDouble())
          .isCloseTo(
              ring.get("openAndReadMicrosByRound").get(round).asDouble()
                  / loop.get("openAndReadMicrosByRound").get(round).asDouble(),
              withPercentage(1));
    }
    assertThat(loop.get("openAndReadVsC").get("max").asDouble()).isEqualTo(1);
    assertThat(loop.get("closeVsC").get("min").asDouble()).isEqualTo(1);
  }

  @Test
  void aSchedulerThatIsIdleDoesNextToNothing() {
    assumeRing();
    JsonNode idle = cost("--json", "--idle-seconds", "0.5").json().get("idle");
    assertThat(idle.get("status").asString()).as(idle.toString()).isEqualTo("done");
    assertThat(idle.get("thread").asString()).startsWith("dio-uring-");
    assertThat(idle.get("seconds").asDouble()).isBetween(0.5, 5.0);
    assertThat(idle.get("cpuMicros").asDouble())
        .as("a thread that polls would use half a second")
        .isLessThan(100_000);
    assertThat(idle.get("voluntarySwitches").asLong())
        .as("it goes to sleep, and stays there")
        .isLessThan(20);
  }

  @Test
  void wakingVirtualThreadsHasAFigureForEachSizeOfABatch() {
    Outcome outcome = cost("--wake-seconds", "0.02", "--json");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    List<JsonNode> rows = outcome.json().get("wakes").valueStream().toList();
    assertThat(rows).extracting(row -> row.get("batch").asInt()).containsExactly(1, 4, 16, 64);
    for (JsonNode row : rows) {
      assertThat(row.get("wakesPerSecond").get("min").asDouble()).isPositive();
      assertThat(row.get("cpuMicrosByRound")).hasSize(3);
    }
    assertThat(rows.getLast().get("wakesPerSecond").get("median").asDouble())
        .as("64 at a time, and one at a time, at the same pace")
        .isGreaterThan(rows.getFirst().get("wakesPerSecond").get("median").asDouble());
  }

  @Test
  void wakingVirtualThreadsCanBeLeftOut() {
    assertThat(cost("--json").json().get("wakes")).isEmpty();
  }

  @Test
  void theTableHasARowForEachProgramAndALineForTheIdleOne() {
    Outcome outcome = cost("--wide", "--wake-seconds", "0.001");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("open+read us", "close:C", "uring", "posix-workers", "c-loop uring", "idle: ")
        .contains("woken together", "CPU us/wake");
  }

  @Test
  void aFileOfSomebodyElsesIsOnlyRead() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[4096]);
    assertThat(cost("--file", file.toString(), "--rounds", "1").exitCode()).isZero();
    assertThat(file).hasBinaryContent(new byte[4096]);
  }

  @Test
  void aFileOfItsOwnIsDeleted() {
    Path file = folder.resolve("file");
    Outcome outcome = cost("--file", file.toString(), "--rounds", "1", "--json");
    assertThat(outcome.json().get("file").asString()).isEqualTo(file.toString());
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 0           | --rounds 0 is not within 1 and 100",
        "--times 0            | --times 0 is not within 1 and 100000",
        "--depth 0            | --depth 0 is not within 1 and 32768",
        "--depth 65536        | --depth 65536 is not within 1 and 32768",
        "--depth 48           | --depth 48 is not a power of two",
        "--fresh-jvms -1      | --fresh-jvms -1 is not within 1 and 1000",
        "--idle-seconds 0     | --idle-seconds 0",
        "--idle-seconds NaN   | --idle-seconds NaN is not above 0",
        "--idle-seconds 90000 | at most 86400",
        "--wake-seconds -1    | --wake-seconds -1.0 is not within 0 and 86400",
        "--wake-seconds NaN   | --wake-seconds NaN is not within 0",
        "--file /             | directory",
        "--nonsense           | --nonsense",
      })
  void whatMakesNoSenseIsAUsageError(String arguments, String named) {
    Outcome outcome = cost(arguments.split(" "));
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.err()).contains(named).doesNotContain("Exception", "Usage:");
    assertThat(outcome.out()).isEmpty();
  }
}
