// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.testing.ActiveFault;
import io.dio.testing.Fault;
import io.dio.testing.FaultInjectingScheduler;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a scheduler that hands out its own ticket for each operation. */
final class RelayingFaultsOverRingContractTest extends UringContract {
  /** Skips the class, and prints the reason once. */
  @BeforeAll
  static void requireRing() {
    Rings.open(LiburingSource.EMBEDDED).close();
  }

  @Override
  LiburingSource liburing() {
    return LiburingSource.EMBEDDED;
  }

  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    FaultInjectingScheduler faults = FaultInjectingScheduler.over(super.openBackend(options));
    ActiveFault _ = faults.inject(Fault.delay(Duration.ZERO));
    return faults;
  }

  // The batch of a wrapper creates an operation for each transfer, as its Javadoc says.

  @Override
  public void aBatchInUseAllocatesNothing() {}

  @Override
  public void aBatchOverSlotsAllocatesNothing() {}
}
