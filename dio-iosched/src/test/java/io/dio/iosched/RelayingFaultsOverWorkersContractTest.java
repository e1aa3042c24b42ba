// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.ActiveFault;
import io.dio.testing.Fault;
import io.dio.testing.FaultInjectingScheduler;
import java.time.Duration;

/**
 * The clauses about tickets, order and ends, over a scheduler that hands out its own ticket for
 * each operation. The wrapped scheduler keeps the others; over the ring all are tested.
 */
final class RelayingFaultsOverWorkersContractTest extends ContractFixture
    implements TicketClauses,
        CallbackClauses,
        BatchSlotClauses,
        CloseClauses,
        CompletionThreadClauses,
        QueuedCancelClauses,
        SlotClauses,
        SlotOpeningClauses,
        ChainClauses {
  private static final int WORKERS = 4;

  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    SchedulerOptions workers = options.workers() > 0 ? options : options.withWorkers(WORKERS);
    FaultInjectingScheduler faults =
        FaultInjectingScheduler.over(IoScheduler.posix(workers.withInlineReads(false)));
    ActiveFault _ = faults.inject(Fault.delay(Duration.ZERO));
    return faults;
  }

  @Override
  public boolean isInline() {
    return false;
  }

  @Override
  public int mostInFlight() {
    return WORKERS;
  }

  /** The batch of a wrapper creates an operation for each transfer. */
  @Override
  public void aBatchOverSlotsAllocatesNothing() {}
}
