// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.CacheGuess.Advice;
import org.junit.jupiter.api.Test;

final class CacheGuessTest {
  private final CacheGuess guess = new CacheGuess();

  /** {@return how many reads pass before one is tried} */
  private int pause(int descriptor) {
    int passed = 0;
    while (guess.advise(descriptor) == Advice.HAND_OVER) {
      passed++;
    }
    return passed;
  }

  private void hit(int descriptor, int times) {
    for (int i = 0; i < times; i++) {
      guess.hit(descriptor);
    }
  }

  @Test
  void aFileIsAskedForUntilItHasHitOftenEnoughInARow() {
    for (int i = 0; i < CacheGuess.TRUSTED_AFTER; i++) {
      assertThat(guess.advise(7)).isEqualTo(Advice.ASK_FIRST);
      guess.hit(7);
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(guess.advise(7)).isEqualTo(Advice.READ);
      guess.hit(7);
    }
  }

  @Test
  void oneMissAndItIsAskedForAgainAsOften() {
    hit(7, CacheGuess.TRUSTED_AFTER);
    guess.missed(7);
    pause(7);
    hit(7, CacheGuess.TRUSTED_AFTER - 1);
    assertThat(guess.advise(7)).isEqualTo(Advice.ASK_FIRST);
    guess.hit(7);
    assertThat(guess.advise(7)).isEqualTo(Advice.READ);
  }

  @Test
  void afterEachMissItPausesAboutTwiceAsLongUpToALimit() {
    for (int expected : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 255, 255}) {
      guess.missed(7);
      assertThat(pause(7)).isEqualTo(expected);
    }
    assertThat(CacheGuess.LONGEST_PAUSE).isEqualTo(255);
  }

  @Test
  void afterAHitItPausesNoMore() {
    for (int i = 0; i < 20; i++) {
      guess.missed(7);
    }
    pause(7);
    guess.hit(7);
    assertThat(pause(7)).isZero();
    guess.missed(7);
    assertThat(pause(7)).isEqualTo(1);
  }

  @Test
  void oneFilesMissesAndHitsAreNotAnothers() {
    guess.missed(7);
    guess.missed(7);
    hit(8, CacheGuess.TRUSTED_AFTER);
    assertThat(guess.advise(8)).isEqualTo(Advice.READ);
    assertThat(guess.advise(6)).isEqualTo(Advice.ASK_FIRST);
    assertThat(pause(7)).isEqualTo(3);
  }

  @Test
  void everyDescriptorHasAPlace() {
    for (int descriptor : new int[] {0, 63, 64, 1 << 20, Integer.MAX_VALUE}) {
      guess.missed(descriptor);
      assertThat(pause(descriptor)).isEqualTo(1);
      guess.hit(descriptor);
    }
  }
}
