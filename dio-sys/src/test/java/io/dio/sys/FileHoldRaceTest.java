// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Shutting without waiting, while users take the hold at the same moment. */
@Timeout(60)
class FileHoldRaceTest {
  private static final int ROUNDS = 2_000;

  @Test
  void whoComesWhileItIsTriedIsRefusedOnlyIfItIsShut() throws Exception {
    FileHold[] holds = new FileHold[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      holds[round] = new FileHold();
    }
    AtomicInteger arrivals = new AtomicInteger();
    boolean[] acquired = new boolean[ROUNDS];
    FutureTask<Void> user =
        new FutureTask<>(() -> {
          for (int round = 0; round < ROUNDS; round++) {
            meet(arrivals, round);
            acquired[round] = holds[round].tryAcquire();
          }
          return null;
        });
    Thread.ofPlatform().start(user);
    boolean[] shut = new boolean[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      meet(arrivals, round);
      shut[round] = holds[round].tryShut();
    }
    user.get();
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(acquired[round]).as("round %d", round).isNotEqualTo(shut[round]);
      assertThat(holds[round].isHeld()).isEqualTo(acquired[round]);
    }
  }

  private static void meet(AtomicInteger arrivals, int round) {
    arrivals.incrementAndGet();
    while (arrivals.get() < 2 * (round + 1)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aTryThatFailedLeavesNoTrace() throws Exception {
    FileHold hold = new FileHold();
    assertThat(hold.tryAcquire()).isTrue();
    assertThat(hold.tryShut()).isFalse();
    assertThat(hold.tryAcquire()).isTrue();
    hold.release();
    hold.release();
    assertThat(hold.tryShut()).isTrue();
    assertThat(hold.tryAcquire()).isFalse();
    assertThat(hold.isHeld()).isFalse();
  }
}
