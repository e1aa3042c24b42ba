// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.WaitingUnits;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.function.Consumer;

/**
 * The work that the workers execute: what each of them takes out of the queue, and what of it goes
 * back. Each worker knows its own work.
 *
 * <p>The lock of {@link SharedWork} guards it, except where a method says otherwise.
 */
final class RunningWork {
  private final Crew crew;
  private final Arrivals arrivals;
  private final WaitingUnits waiting;
  private final Coalescing coalescing;

  /** Created once: the end of a unit must not allocate. */
  private final Consumer<Unit> leave = this::leave;

  /**
   * Creates an object without work.
   *
   * @param crew the workers
   * @param arrivals learns which units have ended
   * @param waiting the queue
   */
  RunningWork(Crew crew, Arrivals arrivals, WaitingUnits waiting, Coalescing coalescing) {
    this.crew = crew;
    this.arrivals = arrivals;
    this.waiting = waiting;
    this.coalescing = coalescing;
  }

  // ---- begin ----

  /** {@return the next work for {@code self}, which begins it; null if nothing may start} */
  BlockingWork take(Worker self) {
    // A sync comes first, because the queue may never be empty.
    SharedSync sync = waiting.nextSync();
    if (sync != null) {
      crew.begins(self, sync);
      waiting.syncBegins();
      return sync;
    }
    Unit head = waiting.next();
    if (head == null) {
      return null;
    }
    CoalescedRun run = coalescing.runFrom(head);
    if (head instanceof Submission first && first.op.isDurableByFlag()) {
      durableWriteStarts(first, run);
    }
    BlockingWork work = run == null ? (BlockingWork) head : run;
    // The units are first recorded as running and then removed from the queue. So no unit can be
    // lost.
    crew.begins(self, work);
    waiting.remove(run == null ? 1 : run.size());
    if (run != null) {
      coalescing.placed(run);
    }
    return work;
  }

  private void durableWriteStarts(Submission first, CoalescedRun run) {
    Unit behind = run == null ? first.next : run.member(run.size() - 1).next;
    boolean shares = waiting.durableWriteStarts(first, behind);
    if (run == null) {
      first.writeFirst(shares && first.mayShareSync());
    } else {
      run.writeFirst(shares);
    }
  }

  // ---- end ----

  /**
   * Notes that a worker has executed {@code work}, so that units that waited for it may start.
   * Units that need another step go back to the front of the queue, and leave the work.
   *
   * @return whether the work still has units, which have ended
   */
  boolean executed(BlockingWork work) {
    noteDurable(work);
    if (goesOn(work)) {
      return false;
    }
    work.forEachUnit(leave);
    return true;
  }

  private void noteDurable(BlockingWork work) {
    switch (work) {
      case SharedSync sync -> {
        waiting.syncEnded(sync);
        arrivals.synced(sync.size());
      }
      case Submission submission -> durableWriteEnded(submission);
      case CoalescedRun run -> durableWriteEnded(run.member(0));
      default -> {}
    }
  }

  private void durableWriteEnded(Submission first) {
    if (first.op.isDurableByFlag()) {
      waiting.durableWriteEnded(first);
    }
  }

  /** Puts the units that have not ended back. {@return whether none has ended} */
  private boolean goesOn(BlockingWork work) {
    if (work instanceof Submission submission && !submission.isDone()) {
      waiting.putBack(submission);
      return true;
    }
    if (work instanceof CoalescedRun run) {
      Unit rest = run.removeUnfinished();
      while (rest != null) {
        Unit unit = rest;
        rest = unit.next;
        waiting.putBack(unit);
      }
    }
    return false;
  }

  private void leave(Unit unit) {
    waiting.ended(unit);
    arrivals.completed(unit);
  }

  // ---- about it ----

  void forEachUnit(Consumer<Unit> action) {
    crew.forEach(worker -> {
      BlockingWork current = worker.current();
      if (current != null) {
        current.forEachUnit(action);
      }
    });
  }

  /**
   * {@return the number of running units} A unit that a caller has already seen done does not
   * count, although it is removed from the list later.
   */
  long count() {
    long[] count = new long[1];
    forEachUnit(unit -> count[0] += unit.isDone() ? 0 : unit.operationCount());
    return count[0];
  }

  /** {@return the number of writes that were merged} Any thread may call it. */
  long mergedWrites() {
    return coalescing.writes();
  }
}
