// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A coordinator over a fake ring that a test moves step by step, with the classes that hand work to
 * it.
 */
public final class CoordinatorRig {
  private final FakeRing ring;
  private final SubmissionStack stack = new SubmissionStack();
  private final Settlement settlement = new Settlement();
  private final DeferredUnits deferred = new DeferredUnits(settlement);
  private final SchedulerContext context;
  private final Coordinator coordinator;
  private final SlotTable slots;
  private final Admission admission;
  private final Queue<Runnable> openings = new ArrayDeque<>();
  private RuntimeException refusal;
  private boolean refusedAreRun;

  public CoordinatorRig(FakeRing ring) {
    this(ring, Runnable::run);
  }

  public CoordinatorRig(FakeRing ring, Executor callbackExecutor) {
    this(ring, SchedulerOptions.defaults().withCallbackExecutor(callbackExecutor));
  }

  public CoordinatorRig(FakeRing ring, SchedulerOptions options) {
    this(ring, options, System::nanoTime);
  }

  /** Creates a rig with a coordinator that uses {@code clock}. */
  public CoordinatorRig(FakeRing ring, SchedulerOptions options, LongSupplier clock) {
    this(ring, ring, options, clock);
  }

  /** Creates a rig with a coordinator over {@code whole}, of which {@code ring} is a part. */
  public CoordinatorRig(FakeRing ring, Ring whole, SchedulerOptions options) {
    this(ring, whole, options, System::nanoTime);
  }

  private CoordinatorRig(FakeRing ring, Ring whole, SchedulerOptions options, LongSupplier clock) {
    this.ring = ring;
    context = new SchedulerContext("test", options, new WaiterSpin(0));
    slots = new SlotTable(options.fileSlots(), "test");
    coordinator =
        new Coordinator(
            whole,
            stack,
            deferred,
            settlement,
            context,
            Coalescing.of(options.coalescing()),
            this::takeOpening,
            clock);
    admission = new Admission(context, slots, ring.maxChainLength());
    context.setCanceller(coordinator::requestCancel);
    context.setEngineWaker(ring::signal);
  }

  public Coordinator coordinator() {
    return coordinator;
  }

  public SchedulerContext context() {
    return context;
  }

  /** Submits in the same way as a scheduler. */
  public Submission submit(Op op) {
    return (Submission) submitUnit(op);
  }

  /** Submits as a platform thread does that will wait for the operation. */
  Submission submitOrDefer(Op op) {
    Submission submission = (Submission) Unit.of((Request) op, context);
    submission.deferrable();
    admission.admit(submission, _ -> deferred.defer(submission) || handOver(submission));
    return submission;
  }

  /** Submits a barrier as a thread does that could make it. */
  Submission submitCommit(Op op) {
    Submission submission = (Submission) Unit.of((Request) op, context);
    submission.commit();
    admission.admit(submission, this::handOver);
    return submission;
  }

  /** {@return whether {@code unit} was deferred and is now the caller's} */
  boolean takeBack(Submission unit) {
    return deferred.takeBack(unit);
  }

  /** {@return whether all operations that were handed over have ended, except syncs} */
  boolean isSettled() {
    return settlement.isSettled();
  }

  /** {@return as {@link #submit}, of a chain or an opening} */
  public Unit submitUnit(Op op) {
    Unit unit = Unit.of((Request) op, context);
    admission.admit(unit, this::handOver);
    return unit;
  }

  /** Creates a batch in the same way as a scheduler. */
  IoBatch newBatch(int capacity) {
    return new MemberBatch(capacity, null, context, admission, this::handOverAll);
  }

  private boolean handOverAll(Unit[] units, int count) {
    for (int i = 1; i < count; i++) {
      units[i].next = units[i - 1];
    }
    units[0].next = null;
    settlement.give(units[count - 1], units[0]);
    return accepted(stack.push(units[count - 1], units[0]));
  }

  private boolean handOver(Unit unit) {
    settlement.give(unit);
    return accepted(stack.push(unit));
  }

  private boolean accepted(Push push) {
    if (push == Push.ACCEPTED_WAKE_OWED) {
      ring.signal();
    }
    return push != Push.REFUSED;
  }

  public List<FileSlot> slots() {
    return slots.slots();
  }

  private void takeOpening(Runnable opening) {
    if (refusal == null || refusedAreRun) {
      openings.add(opening);
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  /** From now on the executor has no other thread. */
  void refuseOpenings(RuntimeException cause) {
    refusal = cause;
  }

  /** From now on the executor refuses tasks, but {@link #runOpenings} runs the earlier ones. */
  void refuseOpeningsAndRunThem(RuntimeException cause) {
    refusal = cause;
    refusedAreRun = true;
  }

  /** Runs the tasks of other threads. */
  public void runOpenings() {
    for (Runnable opening = openings.poll(); opening != null; opening = openings.poll()) {
      opening.run();
    }
  }

  /** Makes one turn that is not the last. */
  public void step() {
    if (!coordinator.step()) {
      throw new AssertionError("the coordinator has ended");
    }
  }

  /**
   * Makes as many turns as needed to accept, place, submit and reap all work. Each enter that would
   * wait ends a turn. After two such turns in a row there is nothing left to do.
   */
  public void settle() {
    int waits = ring.waitsForCompletions();
    int turns = 0;
    while (ring.waitsForCompletions() < waits + 2) {
      step();
      if (++turns > 10_000) {
        throw new AssertionError("the coordinator does not come to rest");
      }
    }
  }

  /**
   * The next attempts of the reads in the kernel find nothing more. So the reads that came back
   * short are complete.
   */
  void endReads() {
    settle();
    for (Op rest : ring.held()) {
      if (((Request) rest).verb.isRead()) {
        ring.complete(rest, 0);
      }
    }
    settle();
  }

  /**
   * Requests to close now and runs to the end. The kernel completes the operations that it is told
   * to cancel.
   */
  void closeNow() {
    coordinator.requestCloseNow();
    int turns = 0;
    while (coordinator.step()) {
      if (++turns > 10_000) {
        throw new AssertionError("the coordinator does not end");
      }
    }
  }

  /** Requests the close and runs to the end. All operations in flight succeed. */
  public void close() {
    coordinator.requestClose();
    int turns = 0;
    while (coordinator.step()) {
      runOpenings();
      ring.completeAll();
      if (++turns > 10_000) {
        throw new AssertionError("the coordinator does not end");
      }
    }
    ring.close();
    ring.assertNoViolation();
  }
}
