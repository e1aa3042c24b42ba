// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.ticket.AbstractTicket;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.VirtualWakes;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.Entry;
import io.dio.iosched.internal.unit.OpenSubmission;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.Arrays;

/**
 * Counts and publishes ended units, and wakes their waiters once per batch. Only the coordinator's
 * thread uses it.
 */
final class Finisher {
  private final OperationCounters counters = new OperationCounters();
  private final VirtualWakes wakes = new VirtualWakes();
  private final BriefSleeps briefSleeps;

  /** The units that were published in this turn and whose waiters are not yet woken. */
  private Unit[] finished = new Unit[64];

  private int finishedCount;

  /**
   * The unit that is in no queue, table or list at the moment; {@link #abandon} must handle it too.
   */
  private Unit finishing;

  Finisher(BriefSleeps briefSleeps) {
    this.briefSleeps = briefSleeps;
  }

  OperationCounters counters() {
    return counters;
  }

  /** Counts a sync, or a durable write, that the kernel has completed. */
  void countSync(Entry entry) {
    if (entry.request().verb != Verb.SYNC_RANGE) {
      counters.countSyncs(entry.operationCount());
      counters.countSyncCall();
    }
  }

  /** Finishes a submission that the kernel has completed. */
  void finish(Submission submission, int kernelResult) {
    finishing = submission;
    int judged = Outcome.judge(submission.op, submission.context, kernelResult);
    int result = submission.isCancelRequested() ? judged : Outcome.withoutCancel(judged);
    // The order matters: count, release, publish. When a caller sees the operation done, or
    // could close its file, the statistics already contain it.
    counters.count(submission.op.verb, result, submission.op.isShort(result));
    Outcome.release(submission.op, submission.context);
    submission.publish(result);
    briefSleeps.completed(submission);
    add(submission);
  }

  /** Notes that a sync has served {@code count} operations, which are finished next. */
  void synced(int count) {
    briefSleeps.synced(count);
  }

  /** Finishes an operation that was never issued. */
  void finishUnissued(Unit unit, int result) {
    finishing = unit;
    unit.countUnissued(counters, result);
    unit.abandonUnissued(result);
    add(unit);
  }

  /** Finishes a chain that {@linkplain ChainSubmission#hasEnded has ended}. */
  void finish(ChainSubmission chain) {
    finishing = chain;
    chain.count(counters);
    chain.finish();
    add(chain);
  }

  /** Finishes an opening, which was made by a thread or never issued. */
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

  /** Wakes the waiters of all published units, with one fence for the whole batch. */
  public void wake() {
    if (finishedCount == 0) {
      return;
    }
    AbstractTicket.fenceBeforeWake();
    for (int i = 0; i < finishedCount; i++) {
      Unit unit = finished[i];
      finished[i] = null;
      if (unit != null) { // null if an earlier attempt was interrupted by an exception
        unit.ended(wakes);
      }
    }
    finishedCount = 0;
    wakes.flush();
  }

  /** Closes this finisher; no unit will end any more. */
  void close() {
    wakes.close();
  }

  /** Wakes and ends all its units after the coordinator has failed, for any reason. */
  void abandon() {
    // Each attempt makes progress, because a unit is removed before its waiters are woken.
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
    } else {
      last.retireDead();
    }
  }
}
