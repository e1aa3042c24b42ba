// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.liburing.liburing_h;
import org.junit.jupiter.api.Test;

class RingTraitsTest {
  @Test
  void namesFlagsAndFeatures() {
    RingTraits traits =
        new RingTraits(
            liburing_h.IORING_SETUP_R_DISABLED() | liburing_h.IORING_SETUP_DEFER_TASKRUN(),
            liburing_h.IORING_FEAT_NODROP() | liburing_h.IORING_FEAT_EXT_ARG());

    assertThat(traits.flagNames()).containsExactly("R_DISABLED", "DEFER_TASKRUN");
    assertThat(traits.featureNames()).containsExactly("NODROP", "EXT_ARG");
  }

  @Test
  void whatItDoesNotKnowItDoesNotName() {
    RingTraits traits = new RingTraits(1 << 31, 1 << 31);

    assertThat(traits.flagNames()).isEmpty();
    assertThat(traits.featureNames()).isEmpty();
  }

  @Test
  void namesTheFeaturesThatAKernelLacks() {
    assertThat(new RingTraits(0, RingTraits.REQUIRED_FEATURES).missingFeatures()).isEmpty();
    assertThat(new RingTraits(0, -1).missingFeatures()).isEmpty();
    assertThat(new RingTraits(0, 0).missingFeatures())
        .containsExactlyInAnyOrder(
            "SINGLE_MMAP", "NODROP", "SUBMIT_STABLE", "EXT_ARG", "NATIVE_WORKERS");
    // Linux 5.11 is the last one without workers that belong to the process.
    int without = RingTraits.REQUIRED_FEATURES & ~liburing_h.IORING_FEAT_NATIVE_WORKERS();
    assertThat(new RingTraits(0, without).missingFeatures()).containsExactly("NATIVE_WORKERS");
  }

  @Test
  void keepsWaitsOutOfTheIoWaitTimeWhereTheKernelCan() {
    assertThat(new RingTraits(0, liburing_h.IORING_FEAT_NO_IOWAIT()).noIowait()).isTrue();
    assertThat(new RingTraits(0, ~liburing_h.IORING_FEAT_NO_IOWAIT()).noIowait()).isFalse();
  }
}
