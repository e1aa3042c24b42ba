// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.Runs.SIZE;
import static io.dio.bench.Runs.assertClean;
import static io.dio.bench.Runs.assumeAvailable;
import static io.dio.bench.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import io.dio.iosched.IoScheduler;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The features of schedulers that {@code dio run} can use. */
class RunFeatureTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "--chain, write",
    "--chain, randread",
    "--slab, randwrite",
    "--slab, randread",
    "--durable, randwrite",
    "--coalesce, write",
    "--batch=8, randwrite",
    "--batch=8, randread"
  })
  void eachFeatureOfSchedulersIsVerifiedOnEachOfThem(String feature, String access) {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--backend",
            "uring,posix,posix-workers",
            "--buffered=false,true",
            "--rw",
            access,
            "--depth",
            "8",
            feature);
    assertClean(outcome);
    assertThat(outcome.json().get("results")).hasSize(6);
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
      assertThat(row.get("opsPerSyscall").asDouble()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"--slab, randread", "--chain, write", "--batch=8, randwrite", "--durable, write"})
  void severalSchedulersSideBySideVerifyAllOfTheFile(String feature, String access) {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--backend",
            "uring,posix-workers,ffm",
            "--rw",
            access,
            "--threads",
            "3",
            "--depth",
            "8",
            "--schedulers",
            "1,2,3",
            feature);
    assertClean(outcome);
    assertThat(
            outcome
                .json()
                .get("results")
                .valueStream()
                .map(row -> row.get("backend").asString() + " " + row.get("schedulers").asInt()))
        .containsExactly(
            "uring 1",
            "posix-workers 1",
            "ffm 0",
            "uring 2",
            "posix-workers 2",
            "uring 3",
            "posix-workers 3");
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
      assertThat(row.get("registered").asBoolean())
          .isEqualTo(feature.equals("--slab") && row.get("backend").asString().equals("uring"));
    }
  }

  @Test
  void syncsBesideARowAreCountedAndAreNoOperationsOfIt() throws IOException {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--backend",
            "uring,posix-workers,ffm",
            "--beside",
            "none,sync",
            "--seconds",
            "0.3",
            "--rounds",
            "1",
            "--buffered",
            "--file",
            folder.resolve("file").toString());
    assertClean(outcome);
    assertThat(folder).isEmptyDirectory();
    List<JsonNode> rows = outcome.json().get("results").valueStream().toList();
    assertThat(rows).hasSize(6);
    for (JsonNode row : rows.subList(0, 3)) {
      assertThat(row.get("beside").asString()).isEqualTo("none");
      assertThat(row.get("syncsPerSecond").isNull()).isTrue();
      assertThat(row.get("opsPerSyscall").asDouble()).isPositive();
    }
    for (JsonNode row : rows.subList(3, 6)) {
      assertThat(row.get("beside").asString()).isEqualTo("sync");
      assertThat(row.get("syncsPerSecond").asDouble()).isPositive();
      assertThat(row.get("verifiedBytes").asLong()).isGreaterThanOrEqualTo(SIZE);
      assertThat(row.get("opsPerSyscall").isNull())
          .as("a scheduler counts the syncs' calls among those of the row")
          .isEqualTo(!row.get("backend").asString().equals("ffm"));
    }
  }

  @Test
  void aRowSaysWhetherItsBuffersAreRegisteredAndWhyNot() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring,posix-workers", "--slab");
    JsonNode ring = outcome.json().get("results").get(0);
    assertThat(ring.get("registered").asBoolean()).isTrue();
    JsonNode workers = outcome.json().get("results").get(1);
    assertThat(workers.get("registered").asBoolean()).isFalse();
    assertThat(workers.get("cause").asString())
        .startsWith("without registered memory, because blocking calls")
        .contains("; open a scheduler over io_uring");
  }

  @Test
  void neighbouringWritesAreMergedUnlessTheyMustNotBe() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome =
        run(
            "--rw",
            "write",
            "--block",
            "1k",
            "--depth",
            "64",
            "--buffered",
            "--backend",
            "uring",
            "--coalesce=true,false",
            "--batch",
            "64");
    assertClean(outcome);
    assertThat(outcome.json().get("results").get(0).get("coalescedWrites").asLong()).isPositive();
    assertThat(outcome.json().get("results").get(1).get("coalescedWrites").asLong()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = BackendKind.class,
      names = {"URING", "POSIX_WORKERS"})
  void cachedReadsAreInlineUnlessTheyMustNotBe(BackendKind backend) {
    assumeAvailable(backend);
    try (IoScheduler scheduler = IoScheduler.open()) {
      List<Degradation> missing = scheduler.degradations();
      Skip.unless(missing.isEmpty(), missing.toString());
    }
    // Of a larger window the scheduler's thread reads a part.
    Outcome outcome =
        run(
            "--buffered",
            "--backend",
            backend.toString(),
            "--inline-reads=true,false",
            "--depth",
            "1");
    assertClean(outcome);
    JsonNode inline = outcome.json().get("results").get(0);
    // All bytes, except those that the page cache may have lost meanwhile. The two figures are not
    // read at the same moment.
    assertThat(inline.get("inlineReads").asLong())
        .isGreaterThan(inline.get("operations").asLong() / 2);
    JsonNode handedOver = outcome.json().get("results").get(1);
    assertThat(handedOver.get("inlineReads").asLong()).isZero();
    assertThat(handedOver.get("features").asString()).isEqualTo("handed over");
  }

  @Test
  void aDeviceThatCannotBePolledIsReportedAndItsReadsAreMade() {
    assumeAvailable(BackendKind.URING);
    Outcome outcome = run("--backend", "uring", "--polling=none,busy,hybrid");
    assertClean(outcome);
    JsonNode results = outcome.json().get("results");
    assertThat(results.size()).isEqualTo(3);
    assertThat(results.get(1).get("features").asString()).isEqualTo("polling busy");
    assertThat(results.get(2).get("features").asString()).isEqualTo("polling hybrid");
  }
}
