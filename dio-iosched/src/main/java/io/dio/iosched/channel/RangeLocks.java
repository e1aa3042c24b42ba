// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.foreign.CompletionThread;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks of byte ranges of one file, for writers. A writer that rewrites whole blocks shares its
 * range with others like it. A writer that reads a block, changes a part and writes it back has its
 * range alone. Otherwise it would write back old bytes over those that another thread wrote
 * meanwhile.
 *
 * <p>Ranges are granted in the order in which they were asked for, so none waits for ever. Waiting
 * does not end at an interrupt. A thread must hold at most one range.
 */
final class RangeLocks {
  /** A range that is held or asked for. */
  final class Range {
    private final long from;
    private final long to;
    private final boolean alone;
    private Range before;
    private Range after;

    /** Whether it was given back; null while nobody waits for that. */
    private Condition ended;

    private Range(long from, long to, boolean alone) {
      this.from = from;
      this.to = to;
      this.alone = alone;
    }

    private boolean conflictsWith(Range other) {
      return (alone || other.alone) && from < other.to && other.from < to;
    }

    /** Gives the range back. */
    void unlock() {
      mutex.lock();
      try {
        remove(this);
      } finally {
        mutex.unlock();
      }
    }
  }

  private final ReentrantLock mutex = new ReentrantLock();

  /** The range that was asked for last; the others follow it by age. */
  private Range newest;

  /** How many ranges of the list their writers have alone, or wait for. */
  private int aloneCount;

  /**
   * Waits until the range is free, and takes it.
   *
   * @param from the first byte
   * @param to the byte behind the last
   * @param alone whether no other range may overlap; if not, no other that is held alone
   * @throws IllegalStateException if it would have to wait on a thread that completes I/O
   */
  Range lock(long from, long to, boolean alone) {
    Range range = new Range(from, to, alone);
    mutex.lock();
    try {
      append(range);
      boolean granted = false;
      try {
        awaitTurn(range);
        granted = true;
        return range;
      } finally {
        if (!granted) { // the wait was refused, or there was no memory for a condition
          remove(range);
        }
      }
    } finally {
      mutex.unlock();
    }
  }

  private void awaitTurn(Range range) {
    Range obstacle;
    while ((obstacle = youngestObstacle(range)) != null) {
      CompletionThread.refuseBlocking("FileChannel.write()");
      if (obstacle.ended == null) {
        obstacle.ended = mutex.newCondition();
      }
      obstacle.ended.awaitUninterruptibly();
    }
  }

  /**
   * {@return the youngest range before this one that stands in its way, or null} To wait for the
   * youngest means that one thread is woken at a time.
   */
  private Range youngestObstacle(Range range) {
    if (aloneCount == 0) {
      return null;
    }
    for (Range each = range.before; each != null; each = each.before) {
      if (each.conflictsWith(range)) {
        return each;
      }
    }
    return null;
  }

  private void append(Range range) {
    range.before = newest;
    if (newest != null) {
      newest.after = range;
    }
    newest = range;
    aloneCount += range.alone ? 1 : 0;
  }

  private void remove(Range range) {
    if (range.before != null) {
      range.before.after = range.after;
    }
    if (range.after != null) {
      range.after.before = range.before;
    } else {
      newest = range.before;
    }
    aloneCount -= range.alone ? 1 : 0;
    if (range.ended != null) {
      range.ended.signalAll();
    }
  }
}
