// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ParkedThreadsTest {
  private static int wake(ParkedThreads threads, int count) {
    int woken = 0;
    while (woken < count) {
      woken += threads.wake(count - woken);
      Thread.onSpinWait();
    }
    return woken;
  }

  @Test
  void aThreadThatWasWokenParksAgain() {
    try (ParkedThreads threads = ParkedThreads.start(2)) {
      assertThat(wake(threads, 1_000)).isEqualTo(1_000);
    }
  }

  @Test
  void noMoreAreWokenThanAskedFor() {
    try (ParkedThreads threads = ParkedThreads.start(8)) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(threads.wake(3)).isBetween(0, 3);
      }
      assertThat(threads.wake(0)).isZero();
    }
  }

  @Test
  void closingEndsThreadsThatAreParkedAndThreadsThatAreNot() {
    for (int i = 0; i < 100; i++) {
      ParkedThreads threads = ParkedThreads.start(4);
      assertThat(wake(threads, 2)).isEqualTo(2);
      threads.close();
      while (threads.wake(4) > 0) {
        Thread.onSpinWait();
      }
      assertThat(threads.wake(4)).as("nobody parks any more").isZero();
    }
  }
}
