// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 15, 16, 17, 1000, 4096, 100_003})
  void givesEachNumberOnce(long count) {
    for (long seed = 0; seed < 5; seed++) {
      Permutation permutation = new Permutation(count, seed);
      BitSet seen = new BitSet();
      for (long i = 0; i < count; i++) {
        long number = permutation.at(i);
        assertThat(number).isBetween(0L, count - 1);
        seen.set((int) number);
      }
      assertThat(seen.cardinality()).isEqualTo((int) count);
    }
  }

  @Test
  void staysWithinHugeCounts() {
    long count = (1L << 52) + 12345;
    Permutation permutation = new Permutation(count, 1);
    for (long i = count - 1000; i < count; i++) {
      assertThat(permutation.at(i)).isBetween(0L, count - 1);
    }
  }

  @Test
  void isNeitherSequentialNorTheSameForAllSeeds() {
    Permutation one = new Permutation(10_000, 1);
    Permutation two = new Permutation(10_000, 2);
    int neighbours = 0;
    int same = 0;
    for (long i = 1; i < 10_000; i++) {
      neighbours += Math.abs(one.at(i) - one.at(i - 1)) == 1 ? 1 : 0;
      same += one.at(i) == two.at(i) ? 1 : 0;
    }
    assertThat(neighbours).isLessThan(50);
    assertThat(same).isLessThan(50);
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> new Permutation(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("count 0");
  }
}
