// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract over POSIX calls of worker threads, with the promises of asynchronous backends. */
abstract class PosixWorkersContract extends SchedulerContract
    implements CompletionThreadClauses,
        NeverBlockingClauses,
        QueuedCancelClauses,
        QueuedLimitClauses {
  private static final int WORKERS = 4;

  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return IoScheduler.posix(options.workers() > 0 ? options : options.withWorkers(WORKERS));
  }

  @Override
  public boolean isInline() {
    return false;
  }

  @Override
  public int mostInFlight() {
    return WORKERS;
  }

  @Test
  void itSaysWhatItIsAndThatNothingElseWasWanted() {
    assertThat(scheduler().backend()).isEqualTo(Backend.POSIX_WORKERS);
    assertThat(scheduler().fallbackReason()).isEmpty();
    assertThat(scheduler().toString()).startsWith("dio-workers-");
  }
}
