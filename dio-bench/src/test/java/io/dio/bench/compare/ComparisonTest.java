// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.job.Access;
import io.dio.bench.job.Job;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static Job job(BackendKind backend, int threads, int depth) {
    return new Job(backend, Access.RANDREAD, 4096, threads, false, depth, false);
  }

  @Test
  void jobsWithEquallyManyInFlightAreNeighbours() {
    Job deep = job(BackendKind.URING, 1, 8);
    Job wide = job(BackendKind.POSIX, 8, 1);
    Job single = job(BackendKind.POSIX, 1, 1);
    Job mixed = job(BackendKind.URING, 2, 4);
    assertThat(Comparison.grouped(List.of(deep, single, wide, mixed)))
        .containsExactly(deep, wide, mixed, single);
  }
}
