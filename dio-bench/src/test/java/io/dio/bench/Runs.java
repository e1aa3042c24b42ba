// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static io.dio.bench.DioRunner.dio;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.DioRunner.Outcome;
import io.dio.bench.backend.BackendKind;
import io.dio.iosched.IoUring;
import io.dio.testing.fixtures.Skip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Short runs of {@code dio run} for tests. */
final class Runs {
  static final long SIZE = 4 << 20;

  private Runs() {}

  /** A short run with JSON output. */
  static Outcome run(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("run", "--size", "4m", "--seconds", "0.04", "--rounds", "2", "--json"));
    all.addAll(Arrays.asList(arguments));
    return dio(all.toArray(String[]::new));
  }

  static void assertClean(Outcome outcome) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    for (JsonNode row : outcome.json().get("results")) {
      assertThat(row.get("status").asString()).isEqualTo("done");
      assertThat(row.get("mismatches").asLong()).isZero();
      assertThat(row.get("shortTransfers").asLong()).isZero();
      assertThat(row.get("operations").asLong()).isPositive();
    }
  }

  static void assumeAvailable(BackendKind backend) {
    Skip.unless(
        backend != BackendKind.URING || IoUring.isAvailable(),
        IoUring.unavailabilityCause().map(Object::toString).orElse(""));
  }
}
