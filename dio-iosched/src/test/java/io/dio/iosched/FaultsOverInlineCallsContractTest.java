// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.FaultInjectingScheduler;

/**
 * The clauses about what a wrapper does itself, over one that can inject faults and has no rule: it
 * is as the plain scheduler. The other clauses see the plain scheduler only.
 */
final class FaultsOverInlineCallsContractTest extends ContractFixture
    implements TicketClauses,
        CallbackClauses,
        BatchSlotClauses,
        CloseClauses,
        StatsClauses,
        SlotClauses,
        SlotOpeningClauses {
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

  /** The batch of a wrapper creates an operation for each transfer. */
  @Override
  public void aBatchOverSlotsAllocatesNothing() {}
}
