// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.sys.internal.CacheGuess.Advice;
import org.junit.jupiter.api.Test;

final class CacheGuessTest {
  private final CacheGuess guess = new CacheGuess();

  /** {@return the number of reads that are handed over before one is tried} */
  private int pause() {
    int passed = 0;
    while (guess.advise() == Advice.HAND_OVER) {
      passed++;
    }
    return passed;
  }

  private void hit(int times) {
    for (int i = 0; i < times; i++) {
      guess.hit();
    }
  }

  @Test
  void aFileIsAskedForUntilItHasHitOftenEnoughInARow() {
    for (int i = 0; i < CacheGuess.TRUSTED_AFTER; i++) {
      assertThat(guess.advise()).isEqualTo(Advice.ASK_FIRST);
      guess.hit();
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(guess.advise()).isEqualTo(Advice.READ);
      guess.hit();
    }
  }

  @Test
  void oneMissAndItIsAskedForAgainAsOften() {
    hit(CacheGuess.TRUSTED_AFTER);
    guess.missed();
    pause();
    hit(CacheGuess.TRUSTED_AFTER - 1);
    assertThat(guess.advise()).isEqualTo(Advice.ASK_FIRST);
    guess.hit();
    assertThat(guess.advise()).isEqualTo(Advice.READ);
  }

  @Test
  void afterEachMissItPausesAboutTwiceAsLongUpToALimit() {
    for (int expected : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 255, 255}) {
      guess.missed();
      assertThat(pause()).isEqualTo(expected);
    }
    assertThat(CacheGuess.LONGEST_PAUSE).isEqualTo(255);
  }

  @Test
  void afterAHitItPausesNoMore() {
    for (int i = 0; i < 20; i++) {
      guess.missed();
    }
    pause();
    guess.hit();
    assertThat(pause()).isZero();
    guess.missed();
    assertThat(pause()).isEqualTo(1);
  }
}
