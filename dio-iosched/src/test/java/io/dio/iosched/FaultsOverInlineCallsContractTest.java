// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.FaultInjectingScheduler;

/** The contract over a scheduler that can inject faults and has no rule: it is as the plain one. */
final class FaultsOverInlineCallsContractTest extends SchedulerContract {
  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return FaultInjectingScheduler.over(IoScheduler.posix(options));
  }

  @Override
  public boolean isInline() {
    return true;
  }

  @Override
  public int mostInFlight() {
    return Integer.MAX_VALUE;
  }

  // The batch of a wrapper creates an operation for each transfer, so these two clauses do not
  // hold.

  @Override
  public void aBatchInUseAllocatesNothing() {}

  @Override
  public void aBatchOverSlotsAllocatesNothing() {}
}
