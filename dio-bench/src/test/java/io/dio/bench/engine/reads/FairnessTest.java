// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FairnessTest {
  private static final long TURN = 5_000_000;

  @Test
  void aThreadWithoutAnyLookupInTheMeasuredTimeHadNoTurn() {
    assertThat(Fairness.withoutATurn(new long[] {0, 7, 3, 0}, new long[] {0, 7, 4, 1}))
        .isEqualTo(2);
    assertThat(Fairness.withoutATurn(new long[] {1, 1}, new long[] {2, 2})).isZero();
  }

  @Test
  void aWakeInEachTurnIsAll() {
    long[] wakes = LongStream.range(0, 100).map(turn -> turn * TURN + 90_000).toArray();
    assertThat(Fairness.wakesInTime(wakes, 0, TURN, 0, 100 * TURN)).isEqualTo(1);
  }

  @Test
  void aWakeThatIsAlmostATurnLateStillCounts() {
    long[] wakes = LongStream.range(0, 10).map(turn -> turn * TURN + TURN - 1).toArray();
    assertThat(Fairness.wakesInTime(wakes, 0, TURN, 0, 10 * TURN)).isEqualTo(1);
  }

  @Test
  void aWakeThatComesAfterThreeTurnsIsOneOfThem() {
    assertThat(Fairness.wakesInTime(new long[] {10, 3 * TURN + 10}, 0, TURN, 0, 4 * TURN))
        .isEqualTo(0.5);
  }

  @Test
  void severalWakesInOneTurnCountOnce() {
    assertThat(Fairness.wakesInTime(new long[] {1, 2, 3}, 0, TURN, 0, 2 * TURN)).isEqualTo(0.5);
  }

  @Test
  void turnsThatLieOnlyPartlyInTheMeasuredTimeDoNotCount() {
    long epoch = -3 * TURN;
    // Turns 1 and 2 lie within; 0 began before, 3 ends behind.
    assertThat(
            Fairness.wakesInTime(
                new long[] {epoch + 1, epoch + TURN + 1, epoch + 3 * TURN + 1},
                epoch,
                TURN,
                epoch + 5,
                epoch + 4 * TURN - 5))
        .isEqualTo(0.5);
  }

  @Test
  void withoutAWholeTurnThereIsNoShare() {
    assertThat(Fairness.wakesInTime(new long[0], 0, TURN, 1, TURN)).isNaN();
  }
}
