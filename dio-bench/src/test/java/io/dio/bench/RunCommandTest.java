// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static io.dio.bench.Runs.SIZE;
import static io.dio.bench.Runs.assertClean;
import static io.dio.bench.Runs.assumeAvailable;
import static io.dio.bench.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The jobs of {@code dio run}, and what it says about each. */
class RunCommandTest {
  @ParameterizedTest
  @EnumSource
  void aTemporaryFileIsFilledVerifiedMeasuredAndDeleted(BackendKind backend) {
    assumeAvailable(backend);
    Outcome outcome = run("--backend", backend.toString());
    assertClean(outcome);
    assertThat(outcome.json().get("fileBytes").asLong()).isEqualTo(SIZE);
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    assertThat(Path.of(outcome.json().get("file").asString())).doesNotExist();
  }

  @Test
  void jsonHasTheKeysThatToolsRelyOn() {
    JsonNode row = run("--threads", "2").row(0);
    assertThat(row.propertyNames())
        .contains(
            "backend",
            "rw",
            "blockBytes",
            "threads",
            "virtual",
            "depth",
            "direct",
            "registered",
            "operations",
            "seconds",
            "iops",
            "nanosPerOp",
            "cpuMicrosPerOp",
            "allocatedBytesPerOp",
            "opsPerSyscall",
            "coalescedWrites",
            "inlineReads",
            "p50Micros",
            "p99Micros",
            "p999Micros",
            "verifiedBytes",
            "mismatches",
            "shortTransfers");
    assertThat(row.get("threads").asInt()).isEqualTo(2);
    assertThat(row.get("virtual").asBoolean()).isFalse();
    assertThat(row.get("seconds").asDouble()).isBetween(0.03, 2.0);
    assertThat(row.get("iops").asDouble() * row.get("nanosPerOp").asDouble())
        .isCloseTo(1e9, withPercentage(0.1));
    assertThat(row.get("p50Micros").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(row.get("p99Micros").asDouble());
    assertThat(row.get("p99Micros").asDouble())
        .isLessThanOrEqualTo(row.get("p999Micros").asDouble());
  }

  @ParameterizedTest
  @CsvSource({
    "randread, false", "randread, true", "read, false", "read, true",
    "randwrite, false", "randwrite, true", "write, false", "write, true"
  })
  void everyAccessPatternVerifiesAllOfTheFile(String rw, String buffered) {
    Outcome outcome =
        run(
            "--rw",
            rw,
            "--buffered=" + buffered,
            "--backend",
            "posix,filechannel,ffm",
            "--block",
            "8k");
    assertClean(outcome);
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "randread, 1",
    "randread, 32",
    "read, 8",
    "randwrite, 1",
    "randwrite, 32",
    "write, 8"
  })
  void theRingVerifiesAllOfTheFileAtEveryDepth(String rw, int depth) {
    assumeAvailable(BackendKind.URING);
    for (String buffered : List.of("false", "true")) {
      Outcome outcome =
          run("--backend", "uring", "--rw", rw, "--depth", "" + depth, "--buffered=" + buffered);
      assertClean(outcome);
      assertThat(outcome.row(0).get("depth").asInt()).isEqualTo(depth);
      assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    }
  }

  @ParameterizedTest
  @CsvSource({"randread, 1", "randread, 32", "read, 1", "read, 8"})
  void aMappingVerifiesAllOfTheFileAtEveryDepthAndSaysThatItIsBuffered(String rw, int depth) {
    Outcome outcome = run("--backend", "mmap", "--rw", rw, "--depth", "" + depth);
    assertClean(outcome);
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
    assertThat(outcome.row(0).get("direct").asBoolean()).isFalse();
    assertThat(outcome.row(0).get("cause").asString()).contains("page cache");
  }

  @Test
  void aMappingAnnouncesBlocksSideBySideInOneCall() {
    Outcome outcome = run("--backend", "mmap", "--rw", "read", "--depth", "16", "--buffered");
    assertClean(outcome);
    assertThat(outcome.row(0).get("opsPerSyscall").asDouble()).isBetween(10.0, 16.1);
  }

  @Test
  void aMappingIsNotForWriting() {
    Outcome outcome = run("--backend", "mmap,ffm", "--rw", "randwrite");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.row(0).get("status").asString()).isEqualTo("unavailable");
    assertThat(outcome.row(0).get("cause").asString()).contains("read jobs only");
    assertThat(outcome.row(1).get("status").asString()).isEqualTo("done");
  }

  /**
   * The reads of a batch come to the ring together and are done when the call that submits them
   * returns. So at most a few calls more are made than the smallest part of a batch asks for, on a
   * busy machine, too. How many direct reads share a call also depends on the device.
   */
  @Test
  void aDeepBatchTakesFewSystemCalls() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run("--backend", "uring", "--batch", "64", "--buffered", "--inline-reads=false");
    assertClean(outcome);
    assertThat(outcome.row(0).get("opsPerSyscall").asDouble()).isGreaterThan(2);
    assertThat(run("--backend", "posix").row(0).get("opsPerSyscall").asDouble())
        .isCloseTo(1, withPercentage(5));
  }

  @Test
  void listsGiveARowForEachCombination() {
    Outcome outcome =
        run(
            "--rw",
            "randread,write",
            "--block",
            "4k,64k",
            "--threads",
            "1,3",
            "--virtual=false,true",
            "--backend",
            "posix",
            "--seconds",
            "0.02",
            "--rounds",
            "1");
    assertClean(outcome);
    assertThat(outcome.json().get("results")).hasSize(16);
    assertThat(
            outcome
                .json()
                .get("results")
                .valueStream()
                .map(row -> row.get("threads").asInt() + " " + row.get("virtual")))
        .contains("1 false", "3 false", "1 true", "3 true");
  }

  @Test
  void virtualThreadsAreManyAndVerify() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring", "--threads", "64", "--virtual", "--depth", "1");
    assertClean(outcome);
    assertThat(outcome.row(0).get("virtual").asBoolean()).isTrue();
    assertThat(outcome.row(0).get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
  }

  @Test
  void theTableHasARowForEachJob() {
    Outcome outcome =
        dio(
            "run",
            "--size",
            "4m",
            "--seconds",
            "0.05",
            "--threads",
            "1,2",
            "--rounds",
            "1",
            "--wide");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.out().lines()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(outcome.out()).contains("4 MiB", "IOPS", "p99.9 us", "mismatches");
  }
}
