// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.List;
import java.util.Optional;

/**
 * Whether this process may use io_uring. The first question sets up a small ring, completes a read
 * through it and closes it again. The answer is kept, unless the attempt failed for want of
 * descriptors, memory or threads: then the next question tries again.
 */
public final class IoUring {
  /**
   * What the probe found.
   *
   * @param liburing who makes the ring's calls: SYSTEM or EMBEDDED
   * @param liburingVersion the version of the system's liburing, empty for EMBEDDED
   * @param flags names of the IORING_SETUP_ flags that the kernel granted
   * @param features names of the IORING_FEAT_ features that the kernel reported
   */
  public record Description(
      LiburingSource liburing, String liburingVersion, List<String> flags, List<String> features) {}

  private record Probe(Optional<Description> description, Optional<UnavailabilityCause> cause) {}

  /** The answer that holds for the life of the process; null until there is one. */
  private static volatile Probe lasting;

  private IoUring() {}

  /** Several threads may ask at once: then each makes an attempt, and all find the same. */
  private static Probe probed() {
    Probe known = lasting;
    if (known == null) {
      known = probe();
      if (known.cause().isEmpty() || !known.cause().get().isTransient()) {
        lasting = known;
      }
    }
    return known;
  }

  /** {@return whether {@link IoScheduler#uring()} can work in this process} */
  public static boolean isAvailable() {
    return probed().description().isPresent();
  }

  /** {@return why io_uring cannot be used, empty if it can} */
  public static Optional<UnavailabilityCause> unavailabilityCause() {
    return probed().cause();
  }

  /** {@return what the kernel and liburing offer, empty if io_uring cannot be used} */
  public static Optional<Description> description() {
    return probed().description();
  }

  private static Probe probe() {
    try {
      KernelRing ring = RingFactory.create(SchedulerOptions.defaults().withRingDepth(1));
      boolean works = false;
      try {
        RingFactory.requireWorking(ring);
        works = true;
        return new Probe(Optional.of(ring.describe()), Optional.empty());
      } finally {
        if (works) {
          ring.close();
        } else {
          // The read that was tried may still be under way, into the ring's memory.
          ring.abandon();
        }
      }
    } catch (RingUnavailableException e) {
      return new Probe(Optional.empty(), Optional.of(e.unavailabilityCause()));
    }
  }
}
