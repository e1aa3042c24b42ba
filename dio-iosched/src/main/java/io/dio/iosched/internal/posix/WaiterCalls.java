// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Polling;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.unit.BatchMember;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads, writes and syncs that a thread submits and waits for at once. The thread makes the
 * blocking call itself: a hand-over to another thread and back costs two changes of threads, and
 * the waiting thread has nothing else to do. Virtual threads do so with the few calls that do not
 * wait for a device.
 *
 * <p>The operation is accepted as any other. Only an operation that the engine has not begun can be
 * made here, and the call uses a {@linkplain BlockingCalls lane}, so that closing waits for it. A
 * barrier that the engine executes waits for it because it is {@linkplain #hold held}.
 */
public final class WaiterCalls implements Predicate<Unit>, Consumer<Unit> {
  private static final FileAccess FILES = FileAccess.instance();

  /**
   * So many platform threads with barriers wait longer for each other's writes than for the engine.
   * With 64 of them, its throughput is 1.3 times as high.
   */
  private static final int MANY = 24;

  /** The most looks for writes that are deferred before one barrier. */
  private static final int MOST_LOOKS = 24;

  private final BlockingCalls blocking;
  private final Engine engine;
  private final DeferredUnits deferred;
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
    this.deferred = engine.deferred();
    this.enabled =
        options.ioPriority().equals(IoPriority.INHERITED)
            && !options.sqPoll()
            && options.polling() == Polling.NONE;
  }

  /** {@return what these calls are, in words; empty if there are none} */
  public String describe() {
    if (!enabled) {
      return "";
    }
    return "; a platform thread that waits for its only operation makes it itself, and a virtual"
        + " thread a buffered write or a sync";
  }

  /** {@return whether the current thread may make {@code unit} itself if it waits for it} */
  public boolean suits(Unit unit) {
    return enabled
        && unit instanceof Submission submission
        && !(unit instanceof BatchMember)
        && !submission.isSharedCopy()
        && unit.op.file != null
        && !unit.op.ordered
        && mayBlock(unit.op)
        && !(Thread.currentThread() instanceof CompletionThread);
  }

  /**
   * Prepares a barrier sync for {@link Engine#acceptOrDefer}. {@return whether the engine has
   * nothing that it must wait for, so that the current thread may make it if it waits for it}
   *
   * <p>Many platform threads would wait for each other's writes, so they leave the work to the
   * engine. Of virtual threads only as many write at any moment as there are carriers.
   */
  public boolean suitsAsCommit(Unit unit) {
    if (!enabled
        || unit.op.verb != Verb.BARRIER_SYNC
        || !(unit instanceof Submission barrier)
        || unit instanceof BatchMember
        || unit.op.file == null) {
      return false;
    }
    barrier.commit();
    return deferred.isOpen()
        && (Thread.currentThread().isVirtual() || !FILES.areSyncing(MANY, unit.op.file))
        && !(Thread.currentThread() instanceof CompletionThread)
        && deferred.isSettled();
  }

  /**
   * Makes the writes that are deferred before {@code barrier}, those of this thread and of others:
   * they would have to end first anyway. {@return whether the engine has nothing that the barrier
   * must wait for}
   */
  private boolean makesDeferredBefore(Submission barrier) {
    for (int i = 0; i < MOST_LOOKS; i++) {
      Submission before = deferred.find(barrier.op.file);
      if (before == null) {
        return deferred.isSettled();
      }
      // If another thread has it meanwhile, the next look shows where it went.
      makes(before);
    }
    return false;
  }

  /** {@return whether the current thread may make the blocking call of {@code op}} */
  private boolean mayBlock(Request op) {
    if (Thread.currentThread().isVirtual()) {
      // A direct call would block the carrier until the device has answered, and so would a write
      // of a file that writes durably. Another buffered write only copies, as a write of a
      // FileChannel does. JoinedSyncs limits the carriers on which syncs are made.
      return op.isSharedSync()
          || (isWrite(op.verb) && !op.file.isDirect() && !FILES.writesDurably(op.file));
    }
    return op.isSharedSync() || isWrite(op.verb) || op.verb == Verb.READ || op.verb == Verb.READV;
  }

  private static boolean isWrite(Verb verb) {
    return verb == Verb.WRITE || verb == Verb.WRITEV;
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
        || !submission.isDeferred()) {
      return false;
    }
    if (!mayBlock(unit.op) || (unit.op.ordered && !makesDeferredBefore(submission))) {
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
      lane =
          submission.op.isSharedSync()
              ? blocking.enterSync(submission.op.file)
              : blocking.enter(submission.op.file);
    } catch (IllegalStateException _) {
      // The scheduler was closed or died. Its engine ends the operation.
      startNow(submission);
      return false;
    }
    boolean mine = false;
    try {
      mine = deferred.takeBack(submission);
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
      if (submission.op.ordered) {
        blocking.awaitAhead(submission, lane);
      }
      InlineCalls.make(submission, submission, lane.counters());
    } finally {
      // An Error may have ended the call before it had a result.
      submission.publishUnissued(-Errno.ECANCELED);
      lane.end();
    }
  }

  // ---- barriers of the engine ----

  /**
   * Holds a unit that is about to be handed over, if it is a barrier that must wait for blocking
   * calls. These calls do not pass through the engine, and submitting must not wait. So another
   * thread waits for the calls and then releases the barrier.
   */
  public void hold(Unit unit) {
    if (!unit.op.ordered) {
      return;
    }
    // Afterwards an earlier operation is either in the engine or in a blocking call. The threads
    // that commit at the same time keep theirs, if there is none to wait for.
    if (unit.op.verb != Verb.BARRIER_SYNC || mayFollowDeferred(unit.op.file)) {
      engine.startDeferred();
    }
    accept(unit);
  }

  private boolean mayFollowDeferred(DioFile file) {
    return file == null || deferred.find(file) != null;
  }

  /** The second half of {@link #hold}, for a barrier that was deferred itself. */
  @Override
  public void accept(Unit barrier) {
    BlockingCalls.Ahead ahead = blocking.ahead(barrier, null);
    if (ahead.isEmpty()) {
      return;
    }
    barrier.holdOutside();
    boolean started = false;
    try {
      Thread.ofVirtual()
          .start(() -> {
            ahead.await();
            release(barrier);
          });
      started = true;
    } finally {
      if (!started) {
        // Nothing else would release it. The engine may try again later.
        barrier.releaseOutside();
      }
    }
  }

  /**
   * Releases a unit. If memory is short, it tries again, because nothing else releases the unit.
   */
  private void release(Unit unit) {
    while (true) {
      try {
        engine.release(unit);
        return;
      } catch (OutOfMemoryError e) {
        MemoryShortage.pause();
      }
    }
  }
}
