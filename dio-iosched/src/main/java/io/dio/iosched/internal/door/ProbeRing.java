// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ring.KernelRing;
import io.dio.iosched.internal.ring.RingFactory;
import io.dio.iosched.internal.ring.RingUnavailableException;

/**
 * Finds out by trying whether this process may use io_uring. It sets up a small ring, completes a
 * read through it, and closes it.
 */
final class ProbeRing {
  /** The answer that holds for the life of the process; null until there is one. */
  private static volatile Door.RingProbe lasting;

  private ProbeRing() {}

  /**
   * Several threads may ask at the same time. Then each makes an attempt, and all get the same
   * answer.
   */
  static Door.RingProbe answer() {
    Door.RingProbe known = lasting;
    if (known == null) {
      known = attempt();
      if (known.cause() == null || !known.cause().isTransient()) {
        lasting = known;
      }
    }
    return known;
  }

  private static Door.RingProbe attempt() {
    try {
      KernelRing ring = RingFactory.create(SchedulerOptions.defaults().withRingDepth(1));
      boolean works = false;
      try {
        RingFactory.requireWorking(ring);
        works = true;
        return Door.RingProbe.of(
            ring.liburing(),
            ring.liburingVersion(),
            ring.traits().flagNames(),
            ring.traits().featureNames());
      } finally {
        if (works) {
          ring.close();
        } else {
          // The read may still be in progress, and the kernel may write into the ring's memory.
          ring.abandon();
        }
      }
    } catch (RingUnavailableException e) {
      return Door.RingProbe.failed(e.unavailabilityCause());
    }
  }
}
