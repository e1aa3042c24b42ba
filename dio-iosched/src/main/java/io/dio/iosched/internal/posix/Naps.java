// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.order.BriefSleeps;
import java.util.concurrent.TimeUnit;

/**
 * The naps of a worker that found no work, because the threads that wait for operations make these
 * themselves. Until the end of the nap no other worker is called, so such operations wake one
 * worker in a while and not one each.
 *
 * <p>The lock of {@link SharedWork} guards everything except what says otherwise.
 */
final class Naps {
  /**
   * The nap if virtual threads take reads back. With it, 8 virtual threads take 1.15 times the
   * processor time of a FileChannel for a submitted read, and 1.05 times for {@code
   * IoScheduler.read}, which needs no worker.
   */
  private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  /** Written under the lock, and read without it. */
  private volatile Worker napper;

  /** Whether the nap is that of a worker that watches deferred units. */
  private boolean watches;

  /** Whether the latest nap lasted to its end. Only the thread that naps uses it. */
  private boolean sleptOut;

  private long takenBack;
  private long seenTakenBack;

  /** {@return the worker that naps, or null} Any thread may call it, without the lock. */
  Worker napper() {
    return napper;
  }

  /** {@return whether the worker that naps, if one does, watches deferred units} */
  boolean watches() {
    return watches;
  }

  /** Notes that the thread that waits for a unit took it out of the queue. */
  void tookBack() {
    takenBack++;
  }

  /**
   * Begins a nap of {@code self}, which found nothing, if there is a reason for it. {@return
   * whether it did}
   *
   * @param mustWatch whether units may be deferred, so that the worker must look for them
   */
  boolean begin(Worker self, boolean mustWatch) {
    if (!mustWatch && takenBack == seenTakenBack) {
      return false;
    }
    seenTakenBack = takenBack;
    watches = mustWatch;
    napper = self;
    return true;
  }

  /**
   * Ends the nap of {@code self}, if there is one. {@return whether it watched deferred units and
   * nothing cut the nap short}
   */
  boolean end(Worker self) {
    if (napper != self) {
      return false;
    }
    napper = null;
    return watches && sleptOut;
  }

  /** Lets {@code self} sleep; its thread calls this, without the lock. */
  void sleep(Worker self) {
    sleptOut = self.nap(watches ? BriefSleeps.SLEEP_NANOS : SHORT_NANOS);
  }
}
