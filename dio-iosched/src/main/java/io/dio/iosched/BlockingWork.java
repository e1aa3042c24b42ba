// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.function.Consumer;

/** What one thread executes in one go where blocking calls do the work. */
sealed interface BlockingWork permits Submission, ChainSubmission, OpenSubmission, CoalescedRun {

  /** Gives every unit that this is, or consists of, to {@code action}. */
  void forEachUnit(Consumer<Unit> action);

  /** Makes the calls and publishes what they gave; waking whoever waits for it is what remains. */
  void execute(OperationCounters counters);
}
