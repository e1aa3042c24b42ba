// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.SubmissionStack.Push;
import java.util.concurrent.Executor;

/** A coordinator over a fake ring, moved by single steps, and what hands it its work. */
final class CoordinatorRig {
  private final FakeRing ring;
  private final SubmissionStack stack = new SubmissionStack();
  private final SchedulerContext context;
  private final Coordinator coordinator;

  CoordinatorRig(FakeRing ring) {
    this(ring, Runnable::run);
  }

  CoordinatorRig(FakeRing ring, Executor callbackExecutor) {
    this.ring = ring;
    context = new SchedulerContext("test", callbackExecutor, new WaiterSpin(0));
    coordinator = new Coordinator(ring, stack, context);
  }

  Coordinator coordinator() {
    return coordinator;
  }

  SchedulerContext context() {
    return context;
  }

  /** What a scheduler's submit does. */
  Submission submit(Op op) {
    op.acquire();
    Submission submission = new Submission(op, context);
    Push push = stack.push(submission);
    if (push == Push.REFUSED) {
      op.release();
      throw context.refusal();
    }
    if (push == Push.ACCEPTED_WAKE_OWED) {
      ring.signal();
    }
    return submission;
  }

  /** One turn that is not the last. */
  void step() {
    if (!coordinator.step()) {
      throw new AssertionError("the coordinator has ended");
    }
  }

  /**
   * As many turns as it takes to accept, place, submit and reap what there is, however it is spread
   * over turns: each enter that would wait ends a turn, and two in a row mean that nothing is left
   * to do.
   */
  void settle() {
    int waits = ring.waitsForCompletions();
    int turns = 0;
    while (ring.waitsForCompletions() < waits + 2) {
      step();
      if (++turns > 10_000) {
        throw new AssertionError("the coordinator does not come to rest");
      }
    }
  }

  /** Requests the close and runs to the end; everything in flight completes with success. */
  void close() {
    coordinator.requestClose();
    int turns = 0;
    while (coordinator.step()) {
      ring.completeAll();
      if (++turns > 10_000) {
        throw new AssertionError("the coordinator does not end");
      }
    }
    ring.close();
    ring.assertNoViolation();
  }
}
