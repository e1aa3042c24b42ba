// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.internal.FileAccess;

/**
 * The blocking calls of operations that one thread makes from their first step to their last. A
 * worker, in contrast, puts an operation back between two steps.
 */
final class InlineCalls {
  private static final FileAccess FILES = FileAccess.instance();

  private InlineCalls() {}

  /** Executes {@code work}, which begins with {@code first}, on the lane of this thread. */
  static void make(BlockingWork work, Unit first, OperationCounters counters) {
    if (first instanceof Submission write && sharesSync(write)) {
      work.forEachUnit(unit -> ((Submission) unit).writeFirst(true));
    }
    PosixCalls.run(work, counters);
    if (!first.isDone() || work instanceof CoalescedRun) {
      work.forEachUnit(unit -> goOn(unit, counters));
    }
  }

  /**
   * {@return whether a durable write is not alone, so that sharing a sync with other threads costs
   * less than its flag} Between two shared syncs no call may be in progress. A virtual thread must
   * not wait for the device in the write, because it blocks its carrier meanwhile.
   */
  private static boolean sharesSync(Submission write) {
    return write.op.file != null
        && write.mayShareSync()
        && (write.context.syncExecutor() != null
            || FILES.isSyncShared(write.op.file)
            || !write.op.durableCalls().isIdle());
  }

  /** Finishes what one call did not finish. */
  private static void goOn(Unit unit, OperationCounters counters) {
    while (!unit.isDone()) {
      Submission submission = (Submission) unit;
      if (submission.isWritten()) {
        PosixCalls.syncWritten(submission, counters);
      } else {
        PosixCalls.run(submission, counters);
      }
    }
  }
}
