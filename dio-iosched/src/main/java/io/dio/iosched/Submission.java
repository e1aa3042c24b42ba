// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * One accepted operation: ticket, in-flight entry and link of the queues it passes through, in one
 * object, so that an operation costs one allocation beside its {@link Op}.
 */
sealed class Submission extends Unit implements Entry, BlockingWork permits BatchMember {
  private boolean cancelRequested;
  private boolean withoutWishes;

  Submission(Request op, SchedulerContext context) {
    super(op, context);
  }

  /** {@return an object that stands for a state of a queue and is never run} */
  static Unit marker() {
    return new Submission(null, null);
  }

  /** Makes it pending again. Nobody else may know it. */
  final void restart() {
    cancelRequested = false;
    withoutWishes = false;
    reopen();
  }

  /** {@return the RWF_ flags to issue it with} */
  final int rwFlags() {
    return withoutWishes ? op.requiredRwFlags() : op.rwFlags();
  }

  /** {@return whether {@code result} is a reason to issue it again without what was only wished} */
  final boolean dropsWishes(int result) {
    if (!isRefusedWish(result)) {
      return false;
    }
    withoutWishes = true;
    context.countDroppedFlag();
    return true;
  }

  /** {@return whether {@code result} is the refusal of what was only wished} */
  final boolean isRefusedWish(int result) {
    return op.isRefusedWish(result) && !withoutWishes;
  }

  @Override
  public final void execute(OperationCounters counters) {
    PosixCalls.run(this, counters);
  }

  @Override
  final void abandonUnissued(int result) {
    publish(Outcome.unissued(op, context, result));
  }

  @Override
  public final Request request() {
    return op;
  }

  @Override
  public final void abandonInFlight() {
    Quarantine.keepForever(op);
    // A batch may make something else of the operation; the memory is what must stay.
    Quarantine.keepForever(RequestHolds.memoryHolders(op));
    RequestHolds.releaseFile(op);
    publish(Outcome.SCHEDULER_DIED);
    // Without the fence a waiter that registers now is missed.
    VarHandle.fullFence();
    ended();
  }

  @Override
  public final void forEachUnit(Consumer<Unit> action) {
    action.accept(this);
  }

  @Override
  final boolean isCancelRequested() {
    return cancelRequested;
  }

  @Override
  final void cancelRequested() {
    cancelRequested = true;
  }

  @Override
  final IOException failure(int result) {
    return Outcome.failure(op, context, result);
  }

  @Override
  public String toString() {
    return "Ticket[" + op + (isDone() ? ", " + Outcome.describe(result()) : ", running") + "]";
  }
}
