// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.order.SubmissionStack;
import java.util.function.LongSupplier;

/**
 * How a coordinator with nothing in flight waits before it sleeps.
 *
 * <p>Where the next operation comes within microseconds, sleeping is what costs: it takes a signal
 * of the submitter's, the completion that the signal makes, and waking a core, which on a virtual
 * machine is up to 25 us. That is so for page-cached reads, and no less for a thread that has just
 * been woken with the outcome of a direct one and goes on to the next. Where work comes later,
 * looking burns a core for nothing. So a wait begins with a short look, and with a long one while
 * those pay: while they find work, or a wait without one turned out to be so short that a long look
 * would have found it. Looks that find nothing become rarer, up to one in 64 waits: an idle
 * coordinator sleeps.
 */
public final class IdleSpin {
  /** The longest look. A wait that a look of this length was part of is never called too short. */
  public static final long LONG_LOOK_NANOS = 50_000;

  /**
   * The short look, and between two readings of the clock in a long one: about 2 us, as a look and
   * a pause cost 10 to 40 ns.
   */
  private static final int SHORT_SPINS = 64;

  private static final int MOST_SKIPPED = 64;

  private final LongSupplier clock;
  private boolean paying;

  /** Waits to sleep through at once, and how many there were after the latest look in vain. */
  private int skip;

  private int skipped;

  /** When the latest wait began. */
  private long begunNanos;

  /** Reads {@code clock} as {@link System#nanoTime}. */
  public IdleSpin(LongSupplier clock) {
    this.clock = clock;
  }

  /** {@return whether work arrived} */
  public boolean awaitWork(SubmissionStack stack) {
    begunNanos = clock.getAsLong();
    if (skip > 0) {
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

  /** The sleep behind the latest {@link #awaitWork}, which was in vain, was ended by work. */
  public void wokenByWork() {
    if (clock.getAsLong() - begunNanos < LONG_LOOK_NANOS) {
      pays();
    }
  }

  /** {@return whether the next wait begins with a look} */
  public boolean isLooking() {
    return skip == 0;
  }

  private void pays() {
    paying = true;
    skip = 0;
    skipped = 0;
  }
}
