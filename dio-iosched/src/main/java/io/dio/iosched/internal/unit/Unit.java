// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotState;
import io.dio.iosched.internal.ticket.AbstractTicket;
import io.dio.iosched.internal.ticket.ImmediateWakes;
import io.dio.iosched.internal.ticket.MemoryShortage;
import io.dio.iosched.internal.ticket.Reports;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.ticket.Wakes;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What is accepted in one piece: its ticket, its place in the order of acceptance, and the link of
 * the queues that it passes through, in one object.
 */
public abstract sealed class Unit extends AbstractTicket
    permits Submission, ChainSubmission, OpenSubmission, CancelRequest {
  /** The next of whichever queue this is in: the hand-off stack, then the backlog's queue. */
  public Unit next;

  /** Position in the order of acceptance. */
  public long acceptance;

  /**
   * Whether it waits for something that its engine does not see. Set before it is handed over, then
   * the engine's.
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
    // An opening into a slot takes more than one step, as a chain does.
    return op.next == null && op.verb != Verb.OPEN_INTO
        ? new Submission(op, context)
        : new ChainSubmission(op, context);
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

  /** {@return the operations that it consists of} */
  public int operationCount() {
    return 1;
  }

  /** Ends what of it the kernel does not have, with {@code result}; publishes if that is all. */
  public abstract void abandonUnissued(int result);

  /** {@return whether somebody asked to cancel it} */
  abstract boolean isCancelRequested();

  /** Takes note that somebody asked to cancel it. Owner of the queue only. */
  public abstract void cancelRequested();

  /** Second half of completing, as {@link #wake}, with what the end of a unit means beside it. */
  public void ended(Wakes wakes) {
    context.limit().release(operationCount());
    wake(wakes);
  }

  /** As {@link #ended(Wakes)}, at once. */
  public final void ended() {
    ended(ImmediateWakes.INSTANCE);
  }

  /**
   * Its scheduler died, and the kernel does not have it: tells whoever waits. Lets nothing through,
   * and tries again where memory lacks.
   */
  public final void tellOfDeath() {
    for (int i = 0; i < MemoryShortage.ATTEMPTS && !isDone(); i++) {
      try {
        abandonUnissued(Outcome.SCHEDULER_DIED);
      } catch (Throwable e) {
        MemoryShortage.pause();
      }
    }
    try {
      // Without the fence a waiter that registers now is missed.
      VarHandle.fullFence();
      ended();
    } catch (Throwable e) {
      Reports.error("telling of an operation that its scheduler died failed", e);
    }
  }

  // ---- order ----

  /** Before it is handed over: it must not start before {@link Engine#release}. */
  public final void holdOutside() {
    heldOutside = true;
  }

  /** What it was held for has ended. Owner of the queue only. */
  public final void releaseOutside() {
    heldOutside = false;
  }

  /** Owner of the queue only. */
  public final boolean isHeldOutside() {
    return heldOutside;
  }

  /** Takes its place in the order of acceptance, once. Owner of the queue only. */
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

  /** It has ended: nothing waits for it any more. Owner of the queue only, once. */
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
   * {@return whether there can be anything that {@link #waitsFor} is true of} Costs the same
   * however many others there are. Owner of the queue only.
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

  /** {@return whether this must not start before {@code other}, accepted earlier, has ended} */
  public final boolean waitsFor(Unit other) {
    for (Request mine = op; mine != null; mine = mine.next) {
      if (mine.verb.isBarrier() && other.isAwaitedBy(mine)) {
        return true;
      }
      if (mine.slot != null && other.opens(mine.slot)) {
        return true;
      }
    }
    return false;
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
  public void cancel() {
    if (!isDone()) {
      context.cancel(this);
    }
  }
}
