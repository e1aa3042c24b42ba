// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.ticket.SharedCopies;

/**
 * Decides which cached reads of one lane the engine copies, while the submitting thread copies the
 * others.
 *
 * <p>A thread that submits does not say whether it goes on or waits. If it goes on, two processors
 * copy faster than one. If it waits, the hand-over costs more than the copy. So if the thread soon
 * waits for a read that the engine has, a pause follows, in which the lane copies all reads itself.
 * Each further wait doubles the pause, and a run without a wait halves it. If other threads occupy
 * the processors, nothing is gained either, and a pause follows, too.
 *
 * <p>Only the claimer of the lane uses it.
 */
final class CopyTurns {
  /** The first pause, in reads. A window shorter than this may be over before the engine wakes. */
  static final int SHORTEST_PAUSE = 64;

  /**
   * The longest pause, in reads. Copying so many blocks of 4 KiB takes about 65 ms, and one
   * hand-over with a wait takes 0.05 ms.
   */
  static final int LONGEST_PAUSE = 1 << 16;

  /** The most reads that are handed over in a row. */
  static final int MOST_IN_ROW = 16;

  /** The number of reads handed over without a wait after which the next pause is half as long. */
  static final int RUN = 64;

  /**
   * So many reads handed over before a wait are worth the wait. A thread that submits 512 reads of
   * 4 KiB and then waits for all takes 0.7 of the time with it, and 0.8 with 256 on workers. With
   * 128 or fewer the engine wakes too late, and the lane soon copies all reads itself.
   */
  static final int PAYING = 32;

  /**
   * The most calls in other lanes, for each {@link #RUN} here, that leave two processors to this
   * lane and the engine; negative if there is only one processor. A thread that reads from the page
   * cache makes as many calls as this one. One that reads from a device makes one or two meanwhile.
   */
  private final int mostCallsElsewhere;

  private int pause = SHORTEST_PAUSE;

  /** The number of reads that are still copied here. */
  private int left = SHORTEST_PAUSE;

  /** The number of reads handed over since the latest wait. */
  private int run;

  /** Whether the latest read was handed over. */
  private boolean filling;

  /** The number of reads handed over without one in between that was copied here. */
  private int inRow;

  private int seenWaits;

  /** The number of decisions until the next look at the other lanes. */
  private int untilLook;

  /** The number of calls in other lanes at the latest look; negative if there was none. */
  private long seenElsewhere = -1;

  /** Creates the turns of a lane of a process with so many processors. */
  CopyTurns(int processors) {
    this.mostCallsElsewhere = RUN * (processors - 2) + RUN / 4;
  }

  /**
   * {@return whether the engine gets the next read, which must then be handed over}
   *
   * @param lane the lane of these turns
   */
  boolean handsOver(SharedCopies shared, BlockingCalls calls, BlockingCalls.Lane lane) {
    if (mostCallsElsewhere < 0) {
      return false;
    }
    if (left > 0) {
      if (--left == 0) {
        seenWaits = shared.waits();
      }
      return false;
    }
    if (mustPause(shared, calls, lane)) {
      begunPause();
      return false;
    }
    if (!filling && !shared.isLow()) {
      return false;
    }
    // After some reads in a row one is copied here. If the page cache has lost the file, this
    // thread must learn it: the engine does not tell.
    filling = inRow < MOST_IN_ROW && shared.begin();
    if (!filling) {
      inRow = 0;
      return false;
    }
    inRow++;
    if (++run % RUN == 0) {
      pause = Math.max(SHORTEST_PAUSE, pause / 2);
    }
    return true;
  }

  private boolean mustPause(SharedCopies shared, BlockingCalls calls, BlockingCalls.Lane lane) {
    int waits = shared.waits();
    // If the engine has ended all between two submissions, the thread has waited in another way:
    // it looked again and again, or a callback submits for it.
    if (waits != seenWaits || (filling && shared.isIdle())) {
      seenWaits = waits;
      boolean paid = run >= PAYING;
      run = 0;
      if (!paid) {
        return true;
      }
    }
    if (--untilLook > 0) {
      return false;
    }
    untilLook = RUN;
    long before = seenElsewhere;
    seenElsewhere = calls.endedElsewhere(lane);
    return before >= 0 && seenElsewhere - before > mostCallsElsewhere;
  }

  private void begunPause() {
    left = pause;
    pause = Math.min(LONGEST_PAUSE, 2 * pause);
    run = 0;
    filling = false;
    inRow = 0;
    untilLook = 0;
    seenElsewhere = -1;
  }
}
