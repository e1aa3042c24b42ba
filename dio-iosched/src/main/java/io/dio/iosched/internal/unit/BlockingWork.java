// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.internal.ticket.AbstractTicket;
import java.util.function.Consumer;

/** Accepted work that one thread executes with blocking calls, without a pause in between. */
public sealed interface BlockingWork
    permits Submission, ChainSubmission, OpenSubmission, CoalescedRun, SharedSync {

  /** Passes every unit of this work to {@code action}. */
  void forEachUnit(Consumer<Unit> action);

  /**
   * Tells of all units of this work, whose results this thread has published, with one fence. This
   * is the last step with the work, because a batch may use its members again afterwards.
   *
   * @param ended calls {@link Unit#ended()} of the unit that it is given
   */
  default void tell(Consumer<Unit> ended) {
    AbstractTicket.fenceBeforeWake();
    forEachUnit(ended);
  }
}
