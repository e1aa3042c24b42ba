// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;

/**
 * Decides whether an engine that has nothing to do sleeps only briefly, so that submitters may
 * {@linkplain DeferredUnits defer} operations and make them themselves when they wait for them.
 *
 * <p>This pays while threads submit one operation at a time and wait for it. The engine sees it in
 * the operations that it completes: a thread already waits for each of them. It is wrong for a
 * thread that submits and then does something else, because the operation then starts late. Such a
 * thread ends the brief sleeps, and each time they need a longer sequence of waits to begin again.
 * A busy machine delays an awaited operation now and then, too. So each time that brief sleeps have
 * served as many operations as that sequence has, the next one needs to be only half as long.
 *
 * <p>Only the owner of the deferred units uses it: the coordinator's thread, or a worker that holds
 * the lock.
 */
public final class BriefSleeps {
  /**
   * The length of a brief sleep. An operation that is deferred and not waited for starts after at
   * most two of them. With it, one thread that reads direct takes 1.01 to 1.15 times the processor
   * time of the C loop.
   */
  public static final long SLEEP_NANOS = 500_000;

  /** The number of awaited operations in a row that begin the brief sleeps. */
  public static final int FIRST_STREAK = 32;

  private static final int LONGEST_STREAK = 1 << 16;

  /** After so many sleeps without an operation there are no more brief ones. */
  public static final int IDLE_SLEEPS = 8;

  /** The number of operations from the stack after which it compares. */
  private static final int COMPARED = 64;

  /** So many writes may end before a thread waits for the barrier behind them. */
  public static final int MOST_UNAWAITED = 64;

  /** If a sync serves more barriers, the threads behind them do not make them themselves. */
  public static final int MOST_BARRIERS = 20;

  /** So many operations may be taken back for each late one, before the brief sleeps end. */
  private static final int TAKEN_BACK_PER_LATE = 64;

  private final DeferredUnits deferred;
  private boolean active;

  /** Whether they ended, and {@link #deferred} must still be emptied. */
  private boolean ended;

  /** Whether they never begin again, because the scheduler is closing. */
  private boolean stopped;

  private int streak;
  private int neededStreak = FIRST_STREAK;

  /** The number of writes that ended without a waiter, since a barrier that had one. */
  private int unawaitedWrites;

  /** Whether the latest sync served many operations. */
  private boolean crowded;

  /** The number of units that were taken back at the latest comparison. */
  private long comparedTakenBack;

  /** The number of operations that came through the stack although sleeps were brief. */
  private int handedOver;

  /** The number of units that were taken back at the end of the latest sleep. */
  private long idleTakenBack;

  private int idleSleeps;

  /** The number of units that were taken back when a unit was late for the last time. */
  private long lateTakenBack;

  /** The number of units that were taken back when the needed streak changed for the last time. */
  private long provenTakenBack;

  public BriefSleeps(DeferredUnits deferred) {
    this.deferred = deferred;
  }

  /** {@return whether threads may defer units} */
  public boolean areOn() {
    return active;
  }

  /** {@return whether they ended and {@link #takeDeferred} must still be called} */
  public boolean hasEnded() {
    return ended;
  }

  /** Notes that the engine has completed {@code submission}, whose waiter is not woken yet. */
  public void completed(Submission submission) {
    if (submission.isSharedCopy()) {
      // Like the reads that submitters copy, it says nothing about how operations are awaited.
      return;
    }
    if (active) {
      if (crowded && submission.isCommit() && submission.isAwaitedByPlatformThread()) {
        end();
        needLongerStreak();
      } else {
        compare();
      }
    } else if (submission.isAwaitedByThread()) {
      awaited(submission);
    } else if (!submission.op.verb.isWrite() || ++unawaitedWrites > MOST_UNAWAITED) {
      streak = 0;
    }
  }

  /** Notes that a sync has served {@code count} operations, which are reported next. */
  public void synced(int count) {
    crowded = count > MOST_BARRIERS;
  }

  private void awaited(Submission submission) {
    if (submission.isCommit()) {
      unawaitedWrites = 0;
      streak = crowded && submission.isAwaitedByPlatformThread() ? 0 : streak + 1;
    } else if (submission.isDeferrable()) {
      streak++;
    }
    if (streak >= neededStreak && !ended && !stopped) {
      begin();
    }
  }

  private void begin() {
    active = true;
    handedOver = 0;
    idleSleeps = 0;
    comparedTakenBack = deferred.takenBack();
    idleTakenBack = comparedTakenBack;
    lateTakenBack = comparedTakenBack;
    provenTakenBack = comparedTakenBack;
    deferred.open();
  }

  /** Ends the brief sleeps if most operations are handed over all the same. */
  private void compare() {
    if (++handedOver < COMPARED) {
      return;
    }
    long takenBack = deferred.takenBack();
    if (takenBack - comparedTakenBack < COMPARED) {
      end();
    }
    needShorterStreak(takenBack);
    handedOver = 0;
    comparedTakenBack = takenBack;
  }

  private void end() {
    if (active) {
      active = false;
      ended = true;
      streak = 0;
      deferred.close();
    }
  }

  /** Ends the brief sleeps for ever. {@link #takeDeferred} must follow. */
  public void stop() {
    stopped = true;
    end();
  }

  /**
   * {@return the deferred units that the engine must execute, linked} Call it after the units of
   * the stack were taken, and accept these units first. So they come before a barrier that their
   * submitter submitted afterwards.
   */
  public Unit takeDeferred() {
    if (ended) {
      Unit all = deferred.takeAll();
      ended = false; // last, because the first call of takeAll may fail for want of memory
      return all;
    }
    return active ? deferred.takeLate() : null;
  }

  /** Notes that units were deferred although no thread waits for them. */
  private void wereLate() {
    long takenBack = deferred.takenBack();
    if (takenBack - lateTakenBack < TAKEN_BACK_PER_LATE) {
      end();
      needLongerStreak();
    }
    lateTakenBack = takenBack;
  }

  private void needLongerStreak() {
    neededStreak = Math.min(2 * neededStreak, LONGEST_STREAK);
  }

  /**
   * Halves the needed streak if as many units were taken back since it changed. Without it, the
   * rare late units of weeks would end the brief sleeps for good.
   */
  private void needShorterStreak(long takenBack) {
    if (neededStreak > FIRST_STREAK && takenBack - provenTakenBack >= neededStreak) {
      neededStreak /= 2;
      provenTakenBack = takenBack;
    }
  }

  /**
   * Notes that a brief sleep is over and that nothing has cut it short. {@return whether the engine
   * may go on sleeping; otherwise it has to take units}
   */
  public boolean goOn() {
    long takenBack = deferred.takenBack();
    needShorterStreak(takenBack);
    if (deferred.look()) {
      wereLate();
      return false;
    }
    if (takenBack != idleTakenBack) {
      idleTakenBack = takenBack;
      idleSleeps = 0;
    } else if (deferred.isEmpty() && ++idleSleeps >= IDLE_SLEEPS) {
      end();
      return false;
    }
    return true;
  }
}
