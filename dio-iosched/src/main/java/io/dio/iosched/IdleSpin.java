// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/**
 * How a coordinator with nothing in flight waits before it sleeps.
 *
 * <p>Where the next operation comes within microseconds, sleeping is what costs: waking an idle
 * core of a virtual machine takes 25 us, ten times a page-cached read. Where it comes later,
 * looking burns a core for nothing. So every wait begins with a short look, at a few percent of
 * what sleeping costs anyway, and only while such looks find work is the long one tried; one
 * failure ends that. An idle scheduler looks once and then sleeps.
 */
final class IdleSpin {
  /** About 2 us: a look and a pause cost 10 to 40 ns. */
  static final int SHORT_SPINS = 64;

  /** About 40 us, the price of sleeping and being woken. */
  static final int LONG_SPINS = 1_000;

  private boolean paying;

  /** {@return whether work arrived} */
  boolean awaitWork(SubmissionStack stack) {
    int spins = paying ? LONG_SPINS : SHORT_SPINS;
    for (int i = 0; i < spins; i++) {
      if (stack.hasWork()) {
        paying = true;
        return true;
      }
      Thread.onSpinWait();
    }
    paying = false;
    return false;
  }
}
