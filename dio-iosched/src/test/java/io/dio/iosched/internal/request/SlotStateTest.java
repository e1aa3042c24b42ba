// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Background;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SlotStateTest {
  private static final int ROUNDS = 20_000;

  private final SlotState slot = (SlotState) new SlotTable(1, "test").slots().getFirst();
  private final AtomicInteger arrivals = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();

  /** Returns when both threads have called it equally often. */
  private void meet(int times) {
    arrivals.getAndIncrement();
    while (arrivals.get() < 2 * times) {
      Thread.onSpinWait();
    }
  }

  private void empty() {
    for (int round = 0; round < ROUNDS; round++) {
      meet(2 * round + 1);
      if (slot.exchangeDescriptor(-1) >= 0) {
        taken.getAndIncrement();
      }
      meet(2 * round + 2);
    }
  }

  /** The thread that has the number closes it. The second time it may belong to another file. */
  @Test
  void ofTwoThatEmptyASlotAtOnceOneGetsTheDescriptor() throws Exception {
    Background<Void> other = Background.run(this::empty);
    for (int round = 0; round < ROUNDS; round++) {
      slot.exchangeDescriptor(round);
      meet(2 * round + 1);
      if (slot.exchangeDescriptor(-1) >= 0) {
        taken.getAndIncrement();
      }
      meet(2 * round + 2);
    }
    other.get();

    assertThat(taken).hasValue(ROUNDS);
  }
}
