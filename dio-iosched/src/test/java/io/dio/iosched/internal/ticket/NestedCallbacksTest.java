// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

final class NestedCallbacksTest {
  private int deepest;
  private int elsewhere;

  private void run(Runnable here) {
    if (!NestedCallbacks.enter()) {
      elsewhere++;
      return;
    }
    try {
      here.run();
    } finally {
      NestedCallbacks.leave();
    }
  }

  private void nest(int depth) {
    deepest = depth;
    run(() -> nest(depth + 1));
  }

  @Test
  void fromSomeDepthOnAnotherThreadGoesOn() {
    for (int round = 1; round <= 2; round++) {
      nest(0);
      assertThat(deepest).isEqualTo(NestedCallbacks.MOST);
      assertThat(elsewhere).isEqualTo(round);
    }
  }

  @Test
  void oneThatThrowsIsOutOfTheWay() {
    for (int i = 0; i < 2 * NestedCallbacks.MOST; i++) {
      assertThatIllegalStateException()
          .isThrownBy(() ->
              run(() -> {
                throw new IllegalStateException("an executor's own failure");
              }));
    }
    assertThat(elsewhere).isZero();
  }

  @Test
  void thoseOneAfterTheOtherAreNotInsideOneAnother() {
    for (int i = 0; i < 2 * NestedCallbacks.MOST; i++) {
      run(() -> deepest++);
    }
    assertThat(deepest).isEqualTo(2 * NestedCallbacks.MOST);
    assertThat(elsewhere).isZero();
  }
}
