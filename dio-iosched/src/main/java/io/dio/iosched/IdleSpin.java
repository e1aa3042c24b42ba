// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * How a coordinator with nothing in flight waits before it sleeps.
 *
 * <p>Where the next operation comes within microseconds, sleeping is what costs: waking an idle
 * core of a virtual machine takes 25 us, ten times a page-cached read. Where it comes later,
 * looking burns a core for nothing. So a wait begins with a short look, and with a long one while
 * those pay: while they find work, or a sleep that followed turned out to be so short that a longer
 * look would have found it. Looks that find nothing become rarer, up to one in 64 waits: a
 * coordinator whose operations take a device's time hardly looks at all, and an idle one sleeps.
 */
final class IdleSpin {
  /** About 2 us: a look and a pause cost 10 to 40 ns. */
  static final int SHORT_SPINS = 64;

  /** About 40 us, the price of sleeping and being woken. */
  static final int LONG_SPINS = 1_000;

  /** A sleep that ends within this, its wake-up included, had better been a long look. */
  static final long REGRETTED_SLEEP_NANOS = 60_000;

  private static final int MOST_SKIPPED = 64;

  private boolean paying;

  /** Waits to sleep through at once, and how many there were after the latest look in vain. */
  private int skip;

  private int skipped;

  /** {@return whether work arrived} */
  boolean awaitWork(SubmissionStack stack) {
    if (skip > 0) {
      skip--;
      return stack.hasWork();
    }
    int spins = paying ? LONG_SPINS : SHORT_SPINS;
    for (int i = 0; i < spins; i++) {
      if (stack.hasWork()) {
        pays();
        return true;
      }
      Thread.onSpinWait();
    }
    paying = false;
    skipped = Math.clamp(skipped * 2L, 1, MOST_SKIPPED);
    skip = skipped;
    return false;
  }

  /** A sleep after a look in vain was ended by work, after {@code nanos}. */
  void slept(long nanos) {
    if (nanos <= REGRETTED_SLEEP_NANOS) {
      pays();
    }
  }

  /** {@return whether the next wait begins with a look} */
  boolean isLooking() {
    return skip == 0;
  }

  private void pays() {
    paying = true;
    skip = 0;
    skipped = 0;
  }
}
