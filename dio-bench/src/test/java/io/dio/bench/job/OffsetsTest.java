// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.backend.BackendKind;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffsetsTest {
  private static final int BLOCK = 4096;

  private static Offsets offsets(Access access, int threads, int thread, long blocks) {
    Job job = new Job(BackendKind.FILECHANNEL, access, BLOCK, threads, false, 1, false);
    return Offsets.of(job, blocks * BLOCK, thread, 42);
  }

  @Test
  void randomOffsetsAreWholeBlocksAllOverTheFile() {
    Offsets offsets = offsets(Access.RANDREAD, 1, 0, 100);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      long offset = offsets.next();
      assertThat(offset % BLOCK).isZero();
      assertThat(offset).isBetween(0L, 99L * BLOCK);
      seen.add(offset);
    }
    assertThat(seen).hasSize(100);
  }

  @Test
  void threadsGoTheirOwnWays() {
    Offsets first = offsets(Access.RANDREAD, 2, 0, 1 << 20);
    Offsets second = offsets(Access.RANDREAD, 2, 1, 1 << 20);
    int same = 0;
    for (int i = 0; i < 1000; i++) {
      same += first.next() == second.next() ? 1 : 0;
    }
    assertThat(same).isLessThan(10);
  }

  @Test
  void sequentialThreadsStartApartAndGoRound() {
    Offsets third = offsets(Access.READ, 4, 3, 8);
    assertThat(new long[] {third.next(), third.next(), third.next(), third.next()})
        .containsExactly(6L * BLOCK, 7L * BLOCK, 0, BLOCK);
  }

  @Test
  void moreThreadsThanBlocksStayInTheFile() {
    for (int thread = 0; thread < 8; thread++) {
      assertThat(offsets(Access.WRITE, 8, thread, 3).next()).isBetween(0L, 2L * BLOCK);
    }
  }
}
