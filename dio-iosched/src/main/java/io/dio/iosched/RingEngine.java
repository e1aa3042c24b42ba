// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.SubmissionStack.Push;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A ring, its coordinator, the coordinator's thread, and the way there. */
final class RingEngine implements Engine {
  /** Threads for what a ring cannot do, opening files for the process: rare, and mostly quick. */
  private static final int OPENER_THREADS = 4;

  private static final long OPENER_IDLE_SECONDS = 5;

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

  private final Ring ring;
  private final SubmissionStack stack;
  private final Coordinator coordinator;
  private final CoordinatorThread thread;
  private final Registration registration;

  private RingEngine(
      Ring ring,
      SubmissionStack stack,
      Coordinator coordinator,
      CoordinatorThread thread,
      Registration registration) {
    this.ring = ring;
    this.stack = stack;
    this.coordinator = coordinator;
    this.thread = thread;
    this.registration = registration;
  }

  /** {@return an engine that owns {@code ring}, a kernel's or a fake} */
  static RingEngine start(
      Ring ring, SchedulerContext context, boolean coalescing, Registration registration)
      throws RingUnavailableException {
    SubmissionStack stack = new SubmissionStack();
    boolean started = false;
    try {
      Coordinator coordinator =
          new Coordinator(
              ring, stack, context, Coalescing.of(coalescing), newOpener(context.toString()));
      CoordinatorThread thread = new CoordinatorThread(context.toString(), ring, coordinator);
      thread.start();
      started = true;
      thread.awaitEnabled();
      return new RingEngine(ring, stack, coordinator, thread, registration);
    } finally {
      if (!started) {
        ring.close();
      }
    }
  }

  /** Has no thread until the first file is opened, nor a while after the last. */
  private static ThreadPoolExecutor newOpener(String name) {
    ThreadPoolExecutor opener =
        new ThreadPoolExecutor(
            OPENER_THREADS,
            OPENER_THREADS,
            OPENER_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name(name + "-opener-", 1)
                .factory());
    opener.allowCoreThreadTimeOut(true);
    return opener;
  }

  @Override
  public boolean accept(Unit newest, Unit oldest) {
    Push push = stack.push(newest, oldest);
    if (push == Push.ACCEPTED_WAKE_OWED) {
      ring.signal();
    }
    return push != Push.REFUSED;
  }

  @Override
  public void release(Unit unit) {
    coordinator.comeBack(unit);
  }

  @Override
  public void cancel(Unit unit) {
    coordinator.requestCancel(unit);
  }

  @Override
  public boolean requestClose() {
    return coordinator.requestClose();
  }

  @Override
  public void requestCloseNow() {
    coordinator.requestCloseNow();
  }

  @Override
  public void awaitEnd() {
    Threads.joinUninterruptibly(thread);
  }

  @Override
  public int maxChainLength() {
    return ring.maxChainLength();
  }

  @Override
  public Backend backend() {
    return Backend.URING;
  }

  @Override
  public Registration registration() {
    return registration;
  }

  @Override
  public List<String> kernelRefusals() {
    return ring.refusals();
  }

  @Override
  public SchedulerStats stats() {
    return coordinator.stats();
  }
}
