// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Background;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns on carriers: their number, their fairness, and the end of a wait. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CarrierTurnsTest {
  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  @Test
  void thereAreAsManyTurnsAsTheLimitSays() {
    CarrierTurns turns = new CarrierTurns(2, 0);
    assertThat(turns.begin()).isTrue();
    assertThat(turns.begin()).isTrue();
    assertThat(turns.begin()).isFalse();
    assertThat(turns.tryBegin()).isFalse();
    turns.end();
    assertThat(turns.tryBegin()).isTrue();
    assertThat(turns.tryBegin()).isFalse();
  }

  @Test
  void withoutTurnsNobodyWaitsForOne() {
    assertThat(new CarrierTurns(0, FOR_EVER).begin()).isFalse();
  }

  @Test
  void aThreadThatComesBackAgainAndAgainPassesItsTurnOn() throws Exception {
    CarrierTurns turns = new CarrierTurns(1, FOR_EVER);
    assertThat(turns.begin()).isTrue();
    Background<Boolean> waiting = Background.call(turns::begin).untilWaiting();
    int ownTurns = 1;
    turns.end();
    while (turns.tryBegin()) {
      turns.end();
      ownTurns++;
    }
    assertThat(ownTurns).isLessThanOrEqualTo(CarrierTurns.ENDS_PER_PASS);
    assertThat(waiting.get()).isTrue();
    turns.end();
    assertThat(turns.tryBegin()).isTrue();
  }

  @Test
  void turnsThatNobodyComesBackForGoToThoseThatWait() throws Exception {
    int limit = 64;
    CarrierTurns turns = new CarrierTurns(limit, FOR_EVER);
    for (int i = 0; i < limit; i++) {
      assertThat(turns.begin()).isTrue();
    }
    Background<Boolean> first = Background.call(turns::begin).untilWaiting();
    Background<Boolean> second = Background.call(turns::begin).untilWaiting();
    for (int i = 0; i < limit; i++) {
      turns.end();
    }
    assertThat(first.get()).isTrue();
    assertThat(second.get()).isTrue();
  }

  @Test
  void theOnlyTurnIsNeverFreeBesideAThreadThatWaits() throws Exception {
    CarrierTurns turns = new CarrierTurns(1, FOR_EVER);
    assertThat(turns.begin()).isTrue();
    for (int i = 0; i <= CarrierTurns.ENDS_PER_PASS; i++) {
      Background<Boolean> waiting = Background.call(turns::begin).untilWaiting();
      turns.end();
      assertThat(waiting.get()).isTrue();
    }
  }

  @Test
  void anInterruptEndsTheWaitAndTheFlagStays() throws Exception {
    CarrierTurns turns = new CarrierTurns(1, FOR_EVER);
    assertThat(turns.begin()).isTrue();
    Thread.currentThread().interrupt();
    assertThat(turns.begin()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    turns.end();
    assertThat(turns.begin()).isTrue();
  }
}
