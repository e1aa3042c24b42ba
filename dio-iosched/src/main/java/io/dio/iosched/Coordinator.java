// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.Errno;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The state machine that owns a ring: it accepts submissions, places them, enters the kernel and
 * publishes what comes back, all on one thread. It reaches the kernel through {@link Ring} only, so
 * that tests drive it through every order of events.
 *
 * <p>It never sleeps outside {@link Ring#enter}: a wake-up is kept armed in the ring, so that new
 * work reaches it while operations of any length are in flight.
 */
final class Coordinator {
  /** What {@link #run} ended with when the kernel refuses the ring's thread or its calls. */
  static final class RingFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RingFailure(String call, int negativeErrno) {
      super(call + ": " + Errno.describe(-negativeErrno));
    }
  }

  /**
   * How long to leave a kernel alone that lacks the memory for one more request (EAGAIN) or for one
   * more completion (EBUSY): it needs time, not calls.
   */
  private static final long KERNEL_SHORTAGE_NANOS = 50_000;

  /** A batch of this size gains little from growing further, and its first operation waits. */
  private static final int EAGER_BATCH = 32;

  private final Ring ring;
  private final SubmissionStack stack;
  private final SchedulerContext context;
  private final OperationCounters counters = new OperationCounters();
  private final InFlightTable inFlight;
  private final FileBarriers barriers = new FileBarriers();
  private final IdleSpin idleSpin = new IdleSpin();
  private final Ring.CompletionSink sink = this::completed;

  /** Accepted and not yet placed, oldest first. */
  private Submission queueHead;

  private Submission queueTail;
  private long acceptances;

  /** Published in this turn and not yet woken. */
  private Submission[] finished = new Submission[64];

  private int finishedCount;

  /** In no queue, table or list at the moment: what {@link #die} must not forget. */
  private Submission finishing;

  /** When the latest enter began, and with how many new entries; 0 if there was none. */
  private long submittedAt;

  private int submitting;

  /** How large the batch was when it was last left to grow. */
  private int grownTo;

  private boolean wakeUpArmed;
  private boolean accepting = true;
  private volatile boolean closeRequested;

  private static final VarHandle CLOSE_REQUESTED;

  static {
    try {
      CLOSE_REQUESTED =
          MethodHandles.lookup().findVarHandle(Coordinator.class, "closeRequested", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  Coordinator(Ring ring, SubmissionStack stack, SchedulerContext context) {
    this.ring = ring;
    this.stack = stack;
    this.context = context;
    this.inFlight = new InFlightTable(ring.capacity());
  }

  /**
   * Any thread: no more is accepted; what was accepted is executed, then {@link #run} ends.
   * {@return whether this was the first request}
   */
  boolean requestClose() {
    boolean first = CLOSE_REQUESTED.compareAndSet(this, false, true);
    // A full fence lies in the compare-and-set: the coordinator sees the request after park(), or
    // we see it parked and wake it.
    if (stack.unparkWithoutWork()) {
      ring.signal();
    }
    return first;
  }

  /** Any thread. */
  SchedulerStats stats() {
    return counters.stats(ring.systemCalls(), inFlight.recentSize());
  }

  /** Runs until closed and drained, or dead. The ring is released when it returns. */
  void run() {
    try {
      while (step()) {}
    } catch (Throwable cause) {
      try {
        die(cause);
      } finally {
        ring.abandon();
      }
      context.reportDeath();
      return;
    }
    ring.close();
  }

  /** One turn. {@return false once nothing is left to do, ever} */
  boolean step() {
    if (closeRequested && accepting) {
      accepting = false;
      enqueue(stack.takeFinal());
    } else if (accepting) {
      enqueue(stack.take());
    }
    placeQueued();
    wakeFinished();
    if (!accepting && queueHead == null && inFlight.size() == 0) {
      if (!wakeUpArmed) {
        return false;
      }
      // The armed read still writes into our memory: complete it, and do not arm another.
      ring.signal();
    }
    submittedAt = 0;
    submitAndWait();
    ring.reap(sink);
    observeSpeed();
    wakeFinished();
    return true;
  }

  // ---- accept ----

  private void enqueue(Submission oldest) {
    Submission rest = oldest;
    while (rest != null) {
      Submission submission = rest;
      rest = submission.next;
      submission.next = null;
      submission.acceptance = acceptances++;
      if (queueTail == null) {
        queueHead = submission;
      } else {
        queueTail.next = submission;
      }
      queueTail = submission;
    }
  }

  // ---- place ----

  private void placeQueued() {
    if (!wakeUpArmed && accepting) {
      wakeUpArmed = ring.placeWakeUp(InFlightTable.WAKE_UP);
    }
    while (queueHead != null && placeHead(queueHead)) {}
  }

  private boolean placeHead(Submission head) {
    if (head.op.verb == Verb.DRAIN) {
      // What was accepted before it has left the queue, so it is in flight or done.
      int ahead = inFlight.count(head.op.file);
      if (ahead > 0) {
        barriers.add(head, ahead);
        dequeue();
      } else {
        dequeue();
        finish(head, 0);
      }
      return true;
    }
    if (head.isRefusedByPoison()) {
      dequeue();
      finishPoisoned(head);
      return true;
    }
    if (inFlight.isFull() || !ring.place(head.op, inFlight.nextUserData())) {
      return false;
    }
    dequeue();
    inFlight.add(head);
    return true;
  }

  private void dequeue() {
    Submission head = queueHead;
    queueHead = head.next;
    if (queueHead == null) {
      queueTail = null;
    }
    head.next = null;
  }

  // ---- enter ----

  private void submitAndWait() {
    if (ring.hasCompletions()) {
      submit();
    } else if (queueHead != null) {
      // No room: what is placed must go first, or, with the table full, something must complete.
      enter(inFlight.isFull() ? 1 : 0, false);
    } else if (!accepting) {
      enter(1, false);
    } else {
      submitAndPark();
    }
  }

  private void submitAndPark() {
    boolean idle = inFlight.size() == 0;
    if (idle && idleSpin.awaitWork(stack)) {
      return;
    }
    if (!wakeUpArmed) {
      submit();
      return;
    }
    if (!stack.park()) {
      letBatchGrow();
      return;
    }
    if (closeRequested) {
      stack.unpark();
      return;
    }
    try {
      enter(1, idle);
    } finally {
      stack.unpark();
    }
  }

  /**
   * New work arrived and joins the batch that is placed already, unless that is worth a call by
   * now, or did not grow by the last such work: drains place nothing, and whoever keeps sending
   * them must not keep others waiting.
   */
  private void letBatchGrow() {
    if (ring.unsubmitted() >= EAGER_BATCH || ring.unsubmitted() == grownTo) {
      submit();
    }
    grownTo = ring.unsubmitted();
  }

  private void submit() {
    if (ring.unsubmitted() > 0) {
      enter(0, false);
    }
  }

  private void enter(int minComplete, boolean idle) {
    submitting = ring.unsubmitted();
    submittedAt = System.nanoTime();
    int result = ring.enter(minComplete, idle);
    if (result < 0) {
      refused("io_uring_enter", result);
    }
  }

  /**
   * Tells waiters whether spinning pays: only where operations are done when submitting them
   * returns, as page-cached reads are, and each took little time.
   */
  private void observeSpeed() {
    if (submittedAt != 0 && submitting > 0) {
      long nanos = System.nanoTime() - submittedAt;
      context
          .waiterSpin()
          .observe(inFlight.size() == 0 && nanos <= submitting * WaiterSpin.FAST_NANOS);
    }
  }

  private void refused(String call, int result) {
    if (result == -Errno.EINTR) {
      return;
    }
    if (result == -Errno.EAGAIN || result == -Errno.EBUSY) {
      if (!ring.hasCompletions()) {
        LockSupport.parkNanos(this, KERNEL_SHORTAGE_NANOS);
      }
      return;
    }
    throw new RingFailure(call, result);
  }

  // ---- complete ----

  private void completed(long userData, int result) {
    if (userData == InFlightTable.WAKE_UP) {
      wakeUpArmed = false;
      if (result < 0) {
        // Armed again and again, a wake-up that cannot work would burn a core and look well.
        refused("read(eventfd)", result);
      }
      return;
    }
    Submission submission = inFlight.remove(userData);
    if (result == -Errno.EINTR) {
      // Nothing was transferred; the caller never sees an interrupted system call.
      submission.next = queueHead;
      queueHead = submission;
      queueTail = queueTail == null ? submission : queueTail;
      return;
    }
    finish(submission, result);
  }

  private void finish(Submission submission, int result) {
    finishing = submission;
    settled(submission, submission.settle(result));
    finishing = null;
  }

  private void finishPoisoned(Submission submission) {
    finishing = submission;
    settled(submission, submission.settlePoisoned());
    finishing = null;
  }

  private void settled(Submission submission, int result) {
    // First counted, then published: what somebody has seen done is in the statistics.
    counters.count(submission.op.verb, result, submission.isShort(result));
    submission.publish(result);
    if (finishedCount == finished.length) {
      finished = Arrays.copyOf(finished, finishedCount * 2);
    }
    finished[finishedCount++] = submission;
    if (submission.op.verb != Verb.DRAIN && !barriers.isEmpty()) {
      barriers.completed(submission, drain -> finish(drain, 0));
    }
  }

  /** Wakes the waiters of all that was published: one fence for the whole batch. */
  private void wakeFinished() {
    if (finishedCount == 0) {
      return;
    }
    VarHandle.fullFence();
    for (int i = 0; i < finishedCount; i++) {
      Submission submission = finished[i];
      finished[i] = null;
      submission.wake();
    }
    finishedCount = 0;
  }

  // ---- die ----

  /**
   * Tells every waiter. Memory that the kernel may own is kept for ever.
   *
   * <p>What killed the coordinator may be a lack of memory or worse, so nothing here goes through
   * the lists of a turn, and nobody is told for whom that may fail again.
   */
  private void die(Throwable cause) {
    context.died(cause);
    stack.unpark();
    wakeFinished();
    if (finishing != null) {
      if (finishing.isDone()) {
        tell(finishing);
      } else {
        abandonInFlight(finishing);
      }
    }
    inFlight.forEach(Coordinator::abandonInFlight);
    abandonQueue(queueHead);
    abandonQueue(stack.takeFinal());
    barriers.abandon(Coordinator::abandonUnissued);
  }

  private static void abandonInFlight(Submission submission) {
    submission.abandonInFlight();
    tell(submission);
  }

  private static void abandonQueue(Submission oldest) {
    Submission rest = oldest;
    while (rest != null) {
      Submission submission = rest;
      rest = submission.next;
      abandonUnissued(submission);
    }
  }

  private static void abandonUnissued(Submission submission) {
    submission.abandonUnissued();
    tell(submission);
  }

  /** As {@link #wakeFinished} for one: without the fence a waiter that registers now is missed. */
  private static void tell(Submission submission) {
    VarHandle.fullFence();
    submission.wake();
  }
}
