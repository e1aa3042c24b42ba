// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import org.junit.jupiter.api.Test;

/** The contract over io_uring, with the promises that only a ring makes. */
abstract class UringContract extends SchedulerContract
    implements CompletionThreadClauses,
        NeverBlockingClauses,
        QueuedCancelClauses,
        QueuedLimitClauses {
  abstract LiburingSource liburing();

  /** Every operation goes through the ring, so that the tests cover the ring. */
  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return Rings.open(liburing(), options.withInlineReads(false));
  }

  @Override
  public boolean isInline() {
    return false;
  }

  /** The completion queue has twice the depth. The wake-up and a cancellation take two places. */
  @Override
  public int mostInFlight() {
    return 2 * SchedulerOptions.defaults().ringDepth() - 2;
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(scheduler().backend()).isEqualTo(Backend.URING);
    assertThat(scheduler().fallbackReason()).isEmpty();
    assertThat(scheduler().degradations())
        .allMatch(missing -> missing.cause() == Degradation.Cause.KERNEL_TOO_OLD);
    assertThat(scheduler().toString()).startsWith("dio-uring-");
  }
}
