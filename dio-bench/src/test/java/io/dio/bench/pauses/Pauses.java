// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.pauses;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** The pauses that {@link PausingLoader} puts into the library. */
public final class Pauses {
  /** One point in so many pauses. */
  private static final int POINTS_PER_PAUSE = 1_000;

  private static final long LONGEST_NANOS = 500_000;

  private static final LongAdder COUNT = new LongAdder();

  private Pauses() {}

  /** {@return the number of pauses in this JVM} */
  public static long count() {
    return COUNT.sum();
  }

  /** Pauses at random. The rewritten classes call it. */
  public static void point() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(POINTS_PER_PAUSE) == 0) {
      COUNT.increment();
      pause(random.nextBoolean(), random.nextLong(LONGEST_NANOS));
    }
  }

  /**
   * The thread must not park or sleep here. A park would take the permit of a wake-up that the
   * library waits for, and a sleep would take an interrupt.
   */
  @SuppressWarnings(
      "ThreadPriorityCheck") // a pause with a yield is another one than a pause without
  private static void pause(boolean yielding, long nanos) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < nanos) {
      if (yielding) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
