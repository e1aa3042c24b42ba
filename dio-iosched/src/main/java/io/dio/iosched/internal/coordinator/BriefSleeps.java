// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;

/**
 * Decides whether the coordinator sleeps only briefly, so that submitters may defer operations and
 * make them themselves when they wait for them.
 *
 * <p>This pays while platform threads submit one operation at a time and wait for it. The
 * coordinator sees it in the operations that it completes: a thread already waits for each of them.
 * It is wrong for a thread that submits and then does something else, because the operation then
 * starts late. Such a thread ends the brief sleeps, and each time they need a longer sequence of
 * waits to begin again.
 */
final class BriefSleeps {
  /**
   * The length of a brief sleep. An operation that is deferred and not waited for starts after at
   * most two of them. With it, one thread that reads direct takes 1.01 to 1.15 times the processor
   * time of the C loop.
   */
  static final long SLEEP_NANOS = 500_000;

  /** The number of awaited operations in a row that begin the brief sleeps. */
  static final int FIRST_STREAK = 32;

  static final int LONGEST_STREAK = 1 << 16;

  /** After so many sleeps without an operation there are no more brief ones. */
  static final int IDLE_SLEEPS = 8;

  /** The number of operations from the stack after which the coordinator compares. */
  private static final int COMPARED = 64;

  private final SubmissionStack stack;
  private boolean active;
  private int streak;
  private int neededStreak = FIRST_STREAK;

  /** The number of units that were taken back when the two counters below were last zero. */
  private long takenBackBefore;

  /** The number of operations that came through the stack although sleeps were brief. */
  private int handedOver;

  private int idleSleeps;

  /** The deferred unit at the end of the latest sleep, or null. */
  private Unit deferred;

  BriefSleeps(SubmissionStack stack) {
    this.stack = stack;
  }

  boolean areOn() {
    return active;
  }

  /** Notes that the kernel has completed {@code submission}, whose waiter is not woken yet. */
  void completed(Submission submission) {
    if (active) {
      compare();
    } else if (!submission.isDeferrable() || !submission.isAwaitedByPlatformThread()) {
      streak = 0;
    } else if (++streak >= neededStreak) {
      begin();
    }
  }

  private void begin() {
    active = true;
    handedOver = 0;
    idleSleeps = 0;
    takenBackBefore = stack.takenBack();
  }

  /** Ends the brief sleeps if most operations are handed over all the same. */
  private void compare() {
    if (++handedOver < COMPARED) {
      return;
    }
    long takenBack = stack.takenBack();
    if (takenBack - takenBackBefore < COMPARED) {
      end();
    }
    handedOver = 0;
    takenBackBefore = takenBack;
  }

  private void end() {
    active = false;
    streak = 0;
    deferred = null; // an ended operation must not stay reachable
  }

  /**
   * Notes that a brief sleep is over and that nothing has woken the coordinator. {@return whether
   * it may go on sleeping; otherwise it has to look at the stack}
   */
  boolean goOn() {
    Unit seen = stack.deferred();
    if (seen != null && seen == deferred) {
      // Its submitter does not wait for it.
      deferred = null;
      end();
      neededStreak = Math.min(2 * neededStreak, LONGEST_STREAK);
      return false;
    }
    deferred = seen;
    long takenBack = stack.takenBack();
    if (takenBack != takenBackBefore) {
      takenBackBefore = takenBack;
      idleSleeps = 0;
    } else if (seen == null && ++idleSleeps >= IDLE_SLEEPS) {
      end();
      return false;
    }
    return true;
  }
}
