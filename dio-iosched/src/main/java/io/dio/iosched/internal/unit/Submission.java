// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.unit;

import io.dio.align.foreign.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.internal.request.Request;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * One accepted operation: ticket, in-flight entry and link of the queues it passes through, in one
 * object, so that an operation costs one allocation beside its {@link Op}.
 */
public sealed class Submission extends Unit implements Entry, BlockingWork permits BatchMember {
  private boolean cancelRequested;
  private boolean withoutWishes;

  /** What it has so far if it is a read that came back short, else null. */
  private ShortRead shortRead;

  /** Whether the kernel may use its memory for ever. Written before it is done. */
  private boolean abandoned;

  public Submission(Request op, SchedulerContext context) {
    super(op, context);
  }

  /** {@return an object that stands for a state of a queue and is never run} */
  public static Unit marker() {
    return new Submission(null, null);
  }

  /** Makes it pending again. Nobody else may know it. */
  public final void restart() {
    cancelRequested = false;
    withoutWishes = false;
    shortRead = null;
    reopen();
  }

  /** {@return the RWF_ flags to issue it with} */
  public final int rwFlags() {
    return withoutWishes ? op.requiredRwFlags() : op.rwFlags();
  }

  /** {@return the operation to issue: all of it, or what a short read left} */
  public final Request toIssue() {
    return shortRead == null ? op : shortRead.rest();
  }

  /**
   * {@return whether it must be issued again after {@code result}} A flag that was only a wish was
   * refused, or a read came back short. What {@link #toIssue} and {@link #rwFlags} return then
   * takes account of that.
   */
  public final boolean mustGoOn(int result) {
    if (isRefusedWish(result)) {
      withoutWishes = true;
      context.countDroppedFlag();
      return true;
    }
    ShortRead progress = ShortRead.after(op, shortRead, result);
    if (progress == null) {
      return false;
    }
    shortRead = progress;
    return true;
  }

  /** {@return whether {@code result} is the refusal of a flag that was only a wish} */
  private boolean isRefusedWish(int result) {
    return op.isRefusedWish(result) && !withoutWishes;
  }

  /** {@return the result of all of it, if it is cancelled and what was issued last ended so} */
  public final int totalOfCancelled(int result) {
    boolean ended =
        result != -Errno.EINTR
            && !isRefusedWish(result)
            && !ShortRead.isPart(op, shortRead, result);
    return ended ? total(result) : -Errno.ECANCELED;
  }

  /** {@return the result of all of it, if {@code result} is that of what was issued last} */
  public final int total(int result) {
    return ShortRead.total(shortRead, result);
  }

  @Override
  public final void abandonUnissued(int result) {
    publish(Outcome.unissued(op, context, result));
  }

  @Override
  public final Request request() {
    return op;
  }

  @Override
  public final void abandonInFlight() {
    if (isDone()) {
      return;
    }
    abandoned = true;
    RequestHolds.releaseFile(op);
    publish(Outcome.SCHEDULER_DIED);
    // Without the fence a waiter that registers now is missed.
    VarHandle.fullFence();
    ended();
  }

  /** {@return whether its operation must stay what it is for ever} Once it is done. */
  public final boolean isAbandoned() {
    return abandoned;
  }

  @Override
  public final void forEachUnit(Consumer<Unit> action) {
    action.accept(this);
  }

  @Override
  public final boolean isCancelRequested() {
    return cancelRequested;
  }

  @Override
  public final void cancelRequested() {
    cancelRequested = true;
  }

  @Override
  public final IOException failure(int result) {
    return Outcome.failure(op, context, result);
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", " + Outcome.describe(result()) : ", running") + "]";
  }
}
