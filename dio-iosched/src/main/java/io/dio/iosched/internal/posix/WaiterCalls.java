// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Polling;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.unit.BatchMember;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.function.Predicate;

/**
 * Reads and writes that a platform thread submits and waits for at once. The thread makes the
 * blocking call itself: a hand-over to another thread and back costs two changes of threads, and
 * the waiting thread has nothing else to do.
 *
 * <p>The operation is accepted as any other. Only an operation that the engine has not begun can be
 * made here, and the call uses a {@linkplain BlockingCalls lane}, so that barriers and closing wait
 * for it.
 */
public final class WaiterCalls implements Predicate<Unit> {
  private final BlockingCalls blocking;
  private final Engine engine;
  private final boolean enabled;

  /**
   * Creates the calls of one scheduler.
   *
   * @param options of the scheduler. A priority applies to its own threads and not to others, a
   *     polling kernel thread needs no hand-over, and a blocking call does not poll the device.
   */
  public WaiterCalls(BlockingCalls blocking, SchedulerOptions options, Engine engine) {
    this.blocking = blocking;
    this.engine = engine;
    this.enabled =
        options.ioPriority().equals(IoPriority.INHERITED)
            && !options.sqPoll()
            && options.polling() == Polling.NONE;
  }

  /** {@return what these calls are, in words; empty if there are none} */
  public String describe() {
    return enabled ? "; a platform thread that waits for its only operation makes it itself" : "";
  }

  /** {@return whether the current thread may make {@code unit} itself if it waits for it} */
  public boolean suits(Unit unit) {
    return enabled
        && unit instanceof Submission
        && !(unit instanceof BatchMember)
        && isTransfer(unit.op.verb)
        && unit.op.file != null
        && !unit.op.ordered
        && !Thread.currentThread().isVirtual()
        && !(Thread.currentThread() instanceof CompletionThread);
  }

  private static boolean isTransfer(Verb verb) {
    return verb == Verb.READ || verb == Verb.WRITE || verb == Verb.READV || verb == Verb.WRITEV;
  }

  /** {@return as {@link #makes}} */
  @Override
  public boolean test(Unit unit) {
    return makes(unit);
  }

  /**
   * Makes {@code unit} on the current thread, which waits for it. {@return whether it is done;
   * otherwise the thread must wait}
   */
  public boolean makes(Unit unit) {
    if (!(unit instanceof Submission submission)
        || !submission.isDeferrable()
        || !engine.mayReclaim(submission)) {
      return false;
    }
    if (Thread.currentThread().isVirtual()) {
      startNow(unit);
      return false;
    }
    return makesHere(submission);
  }

  /** A blocking call would pin a virtual thread. */
  private void startNow(Unit unit) {
    if (unit.startNow()) {
      engine.wake();
    }
  }

  private boolean makesHere(Submission submission) {
    BlockingCalls.Lane lane;
    try {
      // Claimed before the operation is taken back, so that a barrier sees one of the two.
      lane = blocking.enter(submission.op.file);
    } catch (IllegalStateException _) {
      // The scheduler was closed or died. Its engine ends the operation.
      startNow(submission);
      return false;
    }
    boolean mine = false;
    try {
      mine = engine.reclaim(submission);
      if (mine) {
        make(lane, submission);
      }
    } finally {
      blocking.exit(lane);
      if (mine) {
        submission.tell();
      }
    }
    return mine;
  }

  private void make(BlockingCalls.Lane lane, Submission submission) {
    try {
      InlineCalls.make(submission, submission, lane.counters());
    } finally {
      // An Error may have ended the call before it had a result.
      submission.publishUnissued(-Errno.ECANCELED);
      lane.end();
      engine.reclaimedEnded(submission);
    }
  }
}
