// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.iosched.internal.foreign.EmbeddedRingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import io.dio.iosched.liburing.liburing_h;
import org.junit.jupiter.api.Test;

/** The words for a ring, and for the flags that an older kernel did not grant. */
class RingTextTest {

  @Test
  void aRingWithAllFlagsLacksNone() {
    int unasked = liburing_h.IORING_SETUP_NO_SQARRAY();
    for (boolean sqPoll : new boolean[] {false, true}) {
      RingTraits traits = new RingTraits(RingFactory.bestFlags(sqPoll) | unasked, 0);
      assertThat(RingText.refusedFlags(traits)).isEmpty();
    }
  }

  /** Linux 5.19 does not know the flags of a single issuer. */
  @Test
  void theFlagsThatAnOlderKernelRefusedAreNamed() {
    int later = liburing_h.IORING_SETUP_SINGLE_ISSUER() | liburing_h.IORING_SETUP_DEFER_TASKRUN();
    RingTraits traits = new RingTraits(RingFactory.bestFlags(false) & ~later, 0);
    Degradation missing = RingText.refusedFlags(traits).orElseThrow();
    assertThat(missing.what()).isEqualTo("the ring flags SINGLE_ISSUER DEFER_TASKRUN");
    assertThat(missing.cause()).isEqualTo(Degradation.Cause.KERNEL_TOO_OLD);
    assertThat(missing.reason()).contains(System.getProperty("os.version"), "EINVAL");
    assertThat(missing.remedy()).isEqualTo("use Linux 6.1 or later");
  }

  @Test
  void aRingIsDescribedByItsCallsItsDepthAndItsFlags() {
    RingTraits polled = new RingTraits(RingFactory.bestFlags(true), 0);
    assertThat(RingText.describe(EmbeddedRingCalls.INSTANCE, polled, 64, 126))
        .isEqualTo(
            "io_uring by the embedded calls; ring depth 64, up to 126 operations in flight;"
                + " SQPOLL; flags R_DISABLED SQPOLL SUBMIT_ALL SINGLE_ISSUER");
  }
}
