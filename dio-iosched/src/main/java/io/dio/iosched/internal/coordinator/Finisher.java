// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.VirtualWakes;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.OpenSubmission;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Counts and publishes what has ended and, once per batch, wakes who waits for it. Coordinator's
 * thread only.
 */
final class Finisher {
  private final OperationCounters counters = new OperationCounters();
  private final VirtualWakes wakes = new VirtualWakes();

  /** Published in this turn and not yet woken. */
  private Unit[] finished = new Unit[64];

  private int finishedCount;

  /** In no queue, table or list at the moment: what {@link #abandon} must not forget. */
  private Unit finishing;

  OperationCounters counters() {
    return counters;
  }

  /** The kernel is done with {@code submission}. */
  void finish(Submission submission, int kernelResult) {
    finishing = submission;
    int result = Outcome.judge(submission.op, submission.context, kernelResult);
    publish(submission, submission.isCancelRequested() ? result : Outcome.withoutCancel(result));
  }

  /** {@code submission} ends without having been issued. */
  void finishUnissued(Submission submission, int result) {
    finishing = submission;
    publish(submission, result);
  }

  private void publish(Submission submission, int result) {
    // First counted, then given back, then published: what somebody has seen done, or a file that
    // could be closed, is in the statistics.
    counters.count(submission.op.verb, result, submission.op.isShort(result));
    Outcome.release(submission.op, submission.context);
    submission.publish(result);
    add(submission);
  }

  /** {@code chain} {@linkplain ChainSubmission#hasEnded has ended}. */
  void finish(ChainSubmission chain) {
    finishing = chain;
    chain.count(counters);
    chain.finish();
    add(chain);
  }

  /** An opening ended, by the thread that made it or unissued. */
  void finish(OpenSubmission opening, int result) {
    finishing = opening;
    counters.count(opening.op.verb, result, false);
    opening.publish(result);
    add(opening);
  }

  private void add(Unit unit) {
    if (finishedCount == finished.length) {
      finished = Arrays.copyOf(finished, finishedCount * 2);
    }
    finished[finishedCount++] = unit;
    finishing = null;
  }

  /** Wakes the waiters of all that was published: one fence for the whole batch. */
  public void wake() {
    if (finishedCount == 0) {
      return;
    }
    VarHandle.fullFence();
    for (int i = 0; i < finishedCount; i++) {
      Unit unit = finished[i];
      finished[i] = null;
      if (unit != null) { // null where an earlier attempt was broken off
        unit.ended(wakes);
      }
    }
    finishedCount = 0;
    wakes.flush();
  }

  /** Nothing will end any more. */
  void close() {
    wakes.close();
  }

  /** Wakes and ends what it has, for a coordinator that died: whatever it died of. */
  void abandon() {
    // Each attempt gets further: what is told is taken out before.
    while (finishedCount > 0) {
      try {
        wake();
      } catch (Throwable e) {
        Reports.error("waking a waiter failed", e);
      }
    }
    Unit last = finishing;
    finishing = null;
    if (last == null) {
      return;
    }
    if (!last.isDone() && last instanceof Submission submission) {
      submission.abandonInFlight();
      return;
    }
    if (!last.isDone()) {
      last.abandonUnissued(Outcome.SCHEDULER_DIED);
    }
    VarHandle.fullFence();
    last.ended();
  }
}
