// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.order.SubmissionStack;
import java.util.function.LongSupplier;

/**
 * Decides how a coordinator with nothing in flight waits before it sleeps.
 *
 * <p>If the next operation comes within microseconds, sleeping is expensive. The submitter must
 * send a signal, the signal makes a completion, and a core must wake up, which takes up to 25 us on
 * a virtual machine. This is the case for reads from the page cache. It is also the case for a
 * thread that was woken with the result of a direct read and submits the next one.
 *
 * <p>If work comes later, spinning occupies a core for nothing. So a wait begins with a short spin,
 * and with a long one while long spins pay. They pay if they find work, or if a wait without one
 * was so short that a long spin would have found the work. Spins that find nothing become rarer,
 * down to one in 64 waits: an idle coordinator sleeps.
 */
final class IdleSpin {
  /**
   * The length of a long spin. A wait that included such a spin never counts as too short. With
   * long spins after short waits, two submitters of direct reads take 20.8 us per operation instead
   * of 25.1 (four alternating runs, two processors).
   */
  static final long LONG_LOOK_NANOS = 50_000;

  /**
   * The number of checks in a short spin, and between two readings of the clock in a long one. It
   * takes about 2 us, because a check and a pause cost 10 to 40 ns.
   */
  private static final int SHORT_SPINS = 64;

  private static final int MOST_SKIPPED = 64;

  private final LongSupplier clock;
  private boolean paying;

  /**
   * The number of waits that still skip the spin, and that number after the latest spin without
   * success.
   */
  private int skip;

  private int skipped;

  /** The time when the latest wait began. */
  private long begunNanos;

  /** Uses a clock like {@link System#nanoTime}. */
  IdleSpin(LongSupplier clock) {
    this.clock = clock;
  }

  /** {@return whether work arrived} */
  boolean awaitWork(SubmissionStack stack) {
    begunNanos = clock.getAsLong();
    if (!isLooking()) {
      skip--;
      return stack.hasWork();
    }
    if (paying ? lookLong(stack) : look(stack)) {
      pays();
      return true;
    }
    paying = false;
    skipped = Math.clamp(skipped * 2L, 1, MOST_SKIPPED);
    skip = skipped;
    return false;
  }

  /** {@return whether the next wait begins with a spin} */
  boolean isLooking() {
    return skip == 0;
  }

  private boolean lookLong(SubmissionStack stack) {
    do {
      if (look(stack)) {
        return true;
      }
    } while (clock.getAsLong() - begunNanos < LONG_LOOK_NANOS);
    return false;
  }

  private static boolean look(SubmissionStack stack) {
    for (int i = 0; i < SHORT_SPINS; i++) {
      if (stack.hasWork()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** Notes that work ended the sleep after the latest {@link #awaitWork}, which had found none. */
  void wokenByWork() {
    if (clock.getAsLong() - begunNanos < LONG_LOOK_NANOS) {
      pays();
    }
  }

  private void pays() {
    paying = true;
    skip = 0;
    skipped = 0;
  }
}
