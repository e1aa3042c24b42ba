// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Degradation;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import java.util.List;
import java.util.Optional;

/** Words what a ring is, and which flags the kernel did not grant it. */
final class RingText {
  private RingText() {}

  /** {@return the ring in words, as a part of {@code IoScheduler.describe()}} */
  static String describe(RingCalls calls, RingTraits traits, int depth, int capacity) {
    String by =
        calls.source() == LiburingSource.SYSTEM
            ? "the system's liburing " + calls.version()
            : "the embedded calls";
    return "io_uring by "
        + by
        + "; ring depth "
        + depth
        + ", up to "
        + capacity
        + " operations in flight; "
        + (traits.isSqPolled() ? "SQPOLL" : "no SQPOLL")
        + "; flags "
        + String.join(" ", traits.flagNames());
  }

  /** {@return the flags that an older kernel did not know; empty if it granted all} */
  static Optional<Degradation> refusedFlags(RingTraits traits) {
    List<String> missing = traits.missingFlags(RingFactory.bestFlags(traits.isSqPolled()));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Degradation.of(
                "the ring flags " + String.join(" ", missing),
                Degradation.Cause.KERNEL_TOO_OLD,
                "kernel "
                    + System.getProperty("os.version")
                    + " does not know all of them (EINVAL)",
                "use Linux 6.1 or later"));
  }
}
