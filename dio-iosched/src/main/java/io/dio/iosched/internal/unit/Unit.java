// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.observe.Observation;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotState;
import io.dio.iosched.internal.ticket.AbstractTicket;
import io.dio.iosched.internal.ticket.ImmediateWakes;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.ticket.Wakes;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One accepted operation or chain. The same object is its ticket, holds its place in the order of
 * acceptance, and is its link in the queues.
 */
public abstract sealed class Unit extends AbstractTicket
    permits Submission, ChainSubmission, OpenSubmission, CancelRequest {
  /**
   * The next unit in the current queue: first the hand-off stack, then the queue of the backlog.
   */
  public Unit next;

  /** The position in the order of acceptance. */
  public long acceptance;

  /**
   * Whether the unit waits for something that its engine cannot see. It is set before the
   * hand-over; afterwards only the engine uses it.
   */
  private boolean heldOutside;

  /** The operation, or the first of the chain. */
  public final Request op;

  public final SchedulerContext context;

  Unit(Request op, SchedulerContext context) {
    this.op = op;
    this.context = context;
  }

  /** {@return the unit of an operation or chain} */
  public static Unit of(Request op, SchedulerContext context) {
    if (op.verb == Verb.OPEN) {
      return new OpenSubmission(op, context);
    }
    // These operations take more than one step, as a chain does.
    if (op.next != null || op.verb == Verb.OPEN_INTO || op.mayLeaveRing()) {
      return new ChainSubmission(op, context);
    }
    Observation observation = context.observer().begin();
    return observation == null
        ? new Submission(op, context)
        : new Submission.Observed(op, context, observation);
  }

  /** {@return the units of several submissions, in their order} */
  public static Unit[] all(List<Op> ops, SchedulerContext context) {
    List<Op> copy = List.copyOf(ops);
    Unit[] units = new Unit[copy.size()];
    for (int i = 0; i < units.length; i++) {
      units[i] = of((Request) copy.get(i), context);
    }
    return units;
  }

  /** {@return the number of operations in this unit} */
  public int operationCount() {
    return 1;
  }

  /**
   * Ends the parts of the unit that the kernel does not have, with {@code result}. If the kernel
   * has none of it, publishes the result.
   */
  public abstract void abandonUnissued(int result);

  /** {@return whether cancellation was requested} */
  abstract boolean isCancelRequested();

  /** Notes that cancellation was requested. Only the thread that owns the queue calls this. */
  public abstract void cancelRequested();

  /**
   * The second half of completing: {@link #wake}, and everything else that must happen when a unit
   * ends.
   */
  public void ended(Wakes wakes) {
    context.limit().release(operationCount());
    wake(wakes);
  }

  /** The same as {@link #ended(Wakes)}, with immediate wakes. */
  public final void ended() {
    ended(ImmediateWakes.INSTANCE);
  }

  /**
   * Tells of one unit whose result this thread has published: the fence, and then {@link #ended()}.
   * An engine tells of several units with one fence; see {@link BlockingWork#tell}.
   */
  public final void tell() {
    fenceBeforeWake();
    ended();
  }

  // ---- retire ----

  /** Counts the operations of a unit that ends with {@code result} and was never started. */
  public final void countUnissued(OperationCounters counters, int result) {
    for (Request mine = op; mine != null; mine = mine.next) {
      counters.count(mine.verb, result, false);
    }
  }

  /**
   * Publishes {@code result} for what the kernel does not have of this unit, unless the unit is
   * done. {@link #tell} must follow. The method never throws. If memory is short, it tries again.
   */
  public final void publishUnissued(int result) {
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !isDone(); i++) {
      try {
        abandonUnissued(result);
      } catch (Throwable e) {
        MemoryShortage.pause();
      }
    }
  }

  /**
   * Ends a unit that the kernel does not have: publishes {@code result} unless the unit is done,
   * and tells. The unit must be in no queue, table or list of its engine any more. The method never
   * throws, because the caller has other units to end.
   */
  public final void retire(int result) {
    publishUnissued(result);
    try {
      tell();
    } catch (Throwable e) {
      Reports.error("telling of the end of an operation failed", e);
    }
  }

  /** Retires a unit because its scheduler has failed. */
  public final void retireDead() {
    retire(Outcome.SCHEDULER_DIED);
  }

  /**
   * Retires units because their scheduler has failed, linked oldest first. It skips units that are
   * done, because another list holds them too and they are told from there. Allocates nothing.
   */
  public static void retireAllDead(Unit oldest) {
    Unit rest = oldest;
    while (rest != null) {
      Unit unit = rest;
      // Read before the unit ends: afterwards a batch may use it again. The link is cut, because a
      // ticket that a caller keeps must not keep the other units reachable.
      rest = unit.next;
      unit.next = null;
      if (!unit.isDone()) {
        unit.retireDead();
      }
    }
  }

  // ---- order ----

  /** Called before the hand-over: the unit must not start before {@link Engine#release}. */
  public final void holdOutside() {
    heldOutside = true;
  }

  /** Ends the hold of {@link #holdOutside}. Only the thread that owns the queue calls this. */
  public final void releaseOutside() {
    heldOutside = false;
  }

  /** {@return whether it is still held} Only the thread that owns the queue calls this. */
  public final boolean isHeldOutside() {
    return heldOutside;
  }

  /**
   * Gives the unit its place in the order of acceptance, once. Only the thread that owns the queue
   * calls this.
   */
  public final void accepted(long position) {
    acceptance = position;
    if (op.ordered) {
      for (Request mine = op; mine != null; mine = mine.next) {
        if (mine.verb == Verb.OPEN_INTO) {
          mine.slot.openingAccepted();
        }
      }
    }
  }

  /**
   * Notes that the unit has ended and that no other unit waits for it. Only the thread that owns
   * the queue calls this, once.
   */
  public final void leftOrder() {
    if (op.ordered) {
      for (Request mine = op; mine != null; mine = mine.next) {
        if (mine.verb == Verb.OPEN_INTO) {
          mine.slot.openingEnded();
        }
      }
    }
  }

  /**
   * {@return whether {@link #waitsFor} can be true for any unit} The cost does not depend on the
   * number of units. Only the thread that owns the queue calls this.
   */
  public final boolean mayWait() {
    if (!op.ordered) {
      return false;
    }
    for (Request mine = op; mine != null; mine = mine.next) {
      if (mine.verb.isBarrier() || (mine.slot != null && mine.slot.isBeingOpened())) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return whether this unit must wait until {@code other}, which was accepted earlier, has
   * ended}
   */
  public final boolean waitsFor(Unit other) {
    for (Request mine = op; mine != null; mine = mine.next) {
      if (mine.verb.isBarrier() && other.isAwaitedBy(mine) && !sharesSyncWith(other)) {
        return true;
      }
      if (mine.slot != null && other.opens(mine.slot)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return whether both are syncs that need not wait for each other} An engine makes the syncs of
   * a file one after the other, in their order. The sync of a thread that makes its commit itself
   * may end before an earlier one of the engine; it covers the writes before both.
   */
  private boolean sharesSyncWith(Unit other) {
    return this instanceof Submission
        && other instanceof Submission
        && op.isSharedSync()
        && other.op.isSharedSync();
  }

  private boolean isAwaitedBy(Request barrier) {
    for (Request request = op; request != null; request = request.next) {
      if (barrier.sharesTarget(request)
          && !(barrier.verb == Verb.BARRIER_SYNC && request.verb.isRead())) {
        return true;
      }
    }
    return false;
  }

  private boolean opens(SlotState slot) {
    for (Request request = op; request != null; request = request.next) {
      if (request.verb == Verb.OPEN_INTO && request.slot == slot) {
        return true;
      }
    }
    return false;
  }

  // ---- times ----

  /** {@return the times of this operation, or null if nobody wants them} */
  Observation observation() {
    return null;
  }

  /** Notes that the operation is issued. */
  public final void begun() {
    if (context.observer().isUsed() && observation() != null) {
      observation().begun();
    }
  }

  /** Notes that the submitting thread has made the operation itself. */
  public final void begunWhenAccepted() {
    if (context.observer().isUsed() && observation() != null) {
      observation().begunWhenAccepted();
    }
  }

  /** Ends the observation of an operation that has got {@code result}. */
  void observe(int result) {
    end(observation(), op, result);
  }

  static void end(Observation observation, Request op, int result) {
    if (observation != null) {
      Object target = op.target();
      observation.ended(
          op.verb,
          target == null ? op : target,
          op.fileOffset,
          op.byteSize,
          op.isDurable(),
          result,
          Outcome::describe);
    }
  }

  /** The event comes first, so that a caller who sees the end finds it in a recording. */
  @Override
  public final void publish(int result) {
    // After a failure of the scheduler there may be no memory for an event.
    if (context.observer().isUsed() && !context.isDead()) {
      try {
        observe(result);
      } catch (Throwable _) {
        // There was no memory. The operation must end all the same.
      }
    }
    super.publish(result);
  }

  // ---- ticket ----

  @Override
  public final Executor callbackExecutor() {
    return context.callbackExecutor();
  }

  @Override
  public final WaiterSpin waiterSpin() {
    return context.waiterSpin();
  }

  @Override
  public final void reportCallback(String message, Throwable cause) {
    context.reportCallback(message, cause);
  }

  @Override
  protected final boolean isMadeByWaiter() {
    return context.makesOnWaiter(this);
  }

  @Override
  protected final void startedEarly() {
    context.wakeEngine();
  }

  @Override
  public void cancel() {
    if (!isDone()) {
      context.cancel(this);
    }
  }
}
