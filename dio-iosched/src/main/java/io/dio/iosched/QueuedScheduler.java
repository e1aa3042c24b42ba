// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.SubmissionStack.Push;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The scheduler over io_uring: hands submissions to the {@link Coordinator}, whose thread owns the
 * ring.
 *
 * <p>The thread never refers to the scheduler, so that one which nobody closed becomes unreachable,
 * is reported, and ends.
 */
final class UringScheduler implements IoScheduler {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicInteger COUNT = new AtomicInteger();

  /**
   * The one thread that enters the ring, from enabling to closing it: requests belong to the thread
   * that submitted them, and some are lost when it exits.
   */
  private static final class CoordinatorThread extends CompletionThread {
    private final Ring ring;
    private final Coordinator coordinator;
    private final CompletableFuture<Integer> enabled = new CompletableFuture<>();

    CoordinatorThread(String name, Ring ring, Coordinator coordinator) {
      super(name);
      this.ring = ring;
      this.coordinator = coordinator;
    }

    @Override
    public void run() {
      int result;
      try {
        result = ring.enable();
      } catch (Throwable e) {
        ring.close();
        enabled.completeExceptionally(e);
        return;
      }
      if (result < 0) {
        ring.close();
      }
      enabled.complete(result);
      if (result >= 0) {
        coordinator.run();
      }
    }

    /** Returns once the ring works; where it does not, it is released already. */
    void awaitEnabled() throws RingUnavailableException {
      int result = enabled.join();
      if (result < 0) {
        throw RingFactory.refusedToEnable(result);
      }
    }
  }

  /** What the cleaner does for a scheduler that nobody closed; it never blocks. */
  private record Abandonment(SchedulerContext context, Coordinator coordinator)
      implements Runnable {
    @Override
    public void run() {
      if (coordinator.requestClose()) {
        context.reportUnreachable();
      }
    }
  }

  private final SchedulerContext context;
  private final SubmissionStack stack;
  private final Ring ring;
  private final Coordinator coordinator;
  private final CoordinatorThread thread;
  private final BlockingCalls blocking;

  /** Drains that wait for blocking calls before they are handed over. */
  private final Set<Submission> waitingDrains = ConcurrentHashMap.newKeySet();

  private final Cleaner.Cleanable cleanable;

  private UringScheduler(
      SchedulerContext context,
      SubmissionStack stack,
      Ring ring,
      Coordinator coordinator,
      CoordinatorThread thread) {
    this.context = context;
    this.stack = stack;
    this.ring = ring;
    this.coordinator = coordinator;
    this.thread = thread;
    this.blocking = new BlockingCalls(context);
    this.cleanable = CLEANER.register(this, new Abandonment(context, coordinator));
  }

  static UringScheduler open(SchedulerOptions options) throws RingUnavailableException {
    return over(RingFactory.create(options.ringDepth(), options.liburing()), options);
  }

  /** {@return a scheduler that owns {@code ring}, a kernel's or a fake} */
  static UringScheduler over(Ring ring, SchedulerOptions options) throws RingUnavailableException {
    String name = "dio-uring-" + COUNT.incrementAndGet();
    SchedulerContext context =
        new SchedulerContext(name, options.callbackExecutor(), new WaiterSpin(WaiterSpin.SPINS));
    SubmissionStack stack = new SubmissionStack();
    boolean started = false;
    try {
      Coordinator coordinator = new Coordinator(ring, stack, context);
      CoordinatorThread thread = new CoordinatorThread(name, ring, coordinator);
      thread.start();
      started = true;
      thread.awaitEnabled();
      return new UringScheduler(context, stack, ring, coordinator, thread);
    } finally {
      if (!started) {
        ring.close();
      }
    }
  }

  @Override
  public Ticket submit(Op op) {
    Objects.requireNonNull(op, "op");
    Submission submission = new Submission(op, context);
    op.acquire();
    boolean accepted = false;
    try {
      accepted = accept(submission);
    } finally {
      if (!accepted) {
        op.release();
      }
      // The cleaner must not take the scheduler for abandoned before the hand-over is complete.
      Reference.reachabilityFence(this);
    }
    if (!accepted) {
      throw context.refusal();
    }
    return submission;
  }

  /** {@return false if the scheduler is closed or dead} */
  private boolean accept(Submission submission) {
    Op op = submission.op;
    if (op.verb == Verb.DRAIN && blocking.hasCallOn(op.file)) {
      return acceptBehindBlockingCalls(submission);
    }
    return handOver(submission);
  }

  /** {@return false if the scheduler takes nothing any more} */
  private boolean handOver(Submission submission) {
    Push push = stack.push(submission);
    if (push == Push.ACCEPTED_WAKE_OWED) {
      ring.signal();
    }
    return push != Push.REFUSED;
  }

  /**
   * Blocking calls do not pass through the coordinator, and submitting never waits: another thread
   * waits for them before it hands the drain over. {@return false if the scheduler is closed}
   */
  private boolean acceptBehindBlockingCalls(Submission drain) {
    waitingDrains.add(drain);
    boolean waits = false;
    try {
      // Either we see the flag, or close() sees the drain and waits for it.
      if (!blocking.isClosed()) {
        Thread.ofVirtual().start(() -> handOverBehindBlockingCalls(drain));
        waits = true;
      }
    } finally {
      if (!waits) {
        waitingDrains.remove(drain);
      }
    }
    return waits;
  }

  private void handOverBehindBlockingCalls(Submission drain) {
    blocking.awaitCallsOn(drain.op.file);
    if (!handOver(drain)) {
      // Closed or dead meanwhile: once the coordinator is gone all that was accepted has its end.
      joinUninterruptibly();
      if (context.isDead()) {
        drain.abandonUnissued();
      } else {
        drain.finish(0);
      }
      VarHandle.fullFence();
      drain.wake();
    }
    waitingDrains.remove(drain);
  }

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      return submit(Op.read(file, target, fileOffset)).await();
    }
    return DirectCalls.read(blocking, file, target, fileOffset);
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      return submit(Op.write(file, source, fileOffset)).await();
    }
    return DirectCalls.write(blocking, file, source, fileOffset);
  }

  BlockingCalls blockingCalls() {
    return blocking;
  }

  @Override
  public SchedulerStats stats() {
    return coordinator.stats().plus(blocking.stats());
  }

  @Override
  public Backend backend() {
    return Backend.URING;
  }

  @Override
  public Optional<String> fallbackReason() {
    return Optional.empty();
  }

  @Override
  public void close() {
    CompletionThread.refuseBlocking("IoScheduler.close()");
    coordinator.requestClose();
    blocking.close();
    blocking.awaitAll();
    joinUninterruptibly();
    waitingDrains.forEach(AbstractTicket::awaitDone);
    cleanable.clean();
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return context.toString();
  }
}
