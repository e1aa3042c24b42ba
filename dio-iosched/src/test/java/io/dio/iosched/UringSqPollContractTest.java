// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.ring.KernelRing;
import io.dio.iosched.internal.ring.RingFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract over io_uring with a kernel thread that takes the submissions. */
final class UringSqPollContractTest extends UringContract {
  /** Skips the class, and prints the reason once. */
  @BeforeAll
  static void requireRing() {
    Rings.open(LiburingSource.EMBEDDED, SchedulerOptions.defaults().withSqPoll(true)).close();
  }

  @Override
  LiburingSource liburing() {
    return LiburingSource.EMBEDDED;
  }

  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return super.openBackend(options.withSqPoll(true));
  }

  @Test
  void theKernelGrantedTheThread() throws Exception {
    KernelRing ring = RingFactory.create(SchedulerOptions.defaults().withSqPoll(true));
    try {
      // With any of the three flags for task work the kernel answers EINVAL (M15).
      assertThat(ring.traits().flagNames())
          .contains("SQPOLL")
          .doesNotContain("DEFER_TASKRUN", "COOP_TASKRUN", "TASKRUN_FLAG");
    } finally {
      ring.close();
    }
  }
}
