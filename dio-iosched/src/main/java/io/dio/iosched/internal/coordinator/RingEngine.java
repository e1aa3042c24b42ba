// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.align.Degradation;
import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.Backend;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Engine;
import io.dio.iosched.internal.order.HelperThreads;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.ring.RingFactory;
import io.dio.iosched.internal.ring.RingUnavailableException;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** The engine over a ring: the ring, its coordinator, and the coordinator's thread. */
public final class RingEngine implements Engine {
  /**
   * The one thread that enters the ring, from enabling to closing it: requests belong to the thread
   * that submitted them, and some are lost when it exits.
   */
  private static final class CoordinatorThread extends CompletionThread
      implements UninterruptibleWait.Interruptible {
    private final Ring ring;
    private final Coordinator coordinator;
    private final HelperThreads helpers;
    private final KernelWorker worker;

    /** Open until the ring is enabled or refused. The two fields below are set before. */
    private final CountDownLatch settled = new CountDownLatch(1);

    private int refusal;
    private Throwable failure;

    CoordinatorThread(String name, Ring ring, Coordinator coordinator, HelperThreads helpers) {
      super(name);
      this.ring = ring;
      this.coordinator = coordinator;
      this.helpers = helpers;
      this.worker = new KernelWorker(ring);
    }

    @Override
    public void run() {
      try {
        enableAndCoordinate();
      } finally {
        // The helpers are shut down here, so that they also end if the scheduler is never
        // closed.
        helpers.shutDown();
      }
    }

    private void enableAndCoordinate() {
      int result;
      try {
        result = ring.enable();
        if (result >= 0) {
          result = worker.start();
        }
      } catch (Throwable e) {
        try {
          ring.close();
        } finally {
          // The opening thread waits for this, whether or not the ring could be closed.
          failure = e;
          settled.countDown();
        }
        return;
      }
      try {
        if (result < 0) {
          ring.close();
        }
      } finally {
        refusal = Math.min(0, result);
        settled.countDown();
      }
      if (result >= 0) {
        coordinator.run();
      }
    }

    @Override
    public void await() throws InterruptedException {
      settled.await();
    }

    /** Waits until the ring works. If this throws, the ring is already released. */
    void awaitEnabled() throws RingUnavailableException {
      UninterruptibleWait.complete(this);
      if (failure != null) {
        throw new CompletionException(failure);
      }
      if (refusal < 0) {
        throw RingFactory.refusedToEnable(refusal);
      }
    }
  }

  private final Ring ring;
  private final SubmissionStack stack;
  private final DeferredUnits deferred;
  private final Settlement settlement;
  private final Coordinator coordinator;
  private final CoordinatorThread thread;
  private final HelperThreads helpers;

  private RingEngine(
      Ring ring,
      SubmissionStack stack,
      DeferredUnits deferred,
      Settlement settlement,
      Coordinator coordinator,
      CoordinatorThread thread,
      HelperThreads helpers) {
    this.ring = ring;
    this.stack = stack;
    this.deferred = deferred;
    this.settlement = settlement;
    this.coordinator = coordinator;
    this.thread = thread;
    this.helpers = helpers;
  }

  /**
   * {@return an engine that owns {@code ring}, which is real or a fake} Its thread is enabling the
   * ring; {@link #awaitEnabled} must follow.
   */
  public static RingEngine start(Ring ring, SchedulerContext context, boolean coalescing) {
    SubmissionStack stack = new SubmissionStack();
    Settlement settlement = new Settlement();
    DeferredUnits deferred = new DeferredUnits(settlement);
    boolean started = false;
    try {
      HelperThreads helpers = new HelperThreads(context.toString());
      Coordinator coordinator =
          new Coordinator(
              ring, stack, deferred, settlement, context, Coalescing.of(coalescing), helpers);
      CoordinatorThread thread =
          new CoordinatorThread(context.toString(), ring, coordinator, helpers);
      // Made before its thread runs: afterwards only the engine could end that.
      RingEngine engine =
          new RingEngine(ring, stack, deferred, settlement, coordinator, thread, helpers);
      thread.start();
      started = true;
      return engine;
    } finally {
      if (!started) {
        ring.close();
      }
    }
  }

  /**
   * Waits until the ring works. If this throws, the caller must end the engine: the wait itself may
   * have failed, with a coordinator that works.
   */
  public void awaitEnabled() throws RingUnavailableException {
    thread.awaitEnabled();
  }

  @Override
  public boolean accept(Unit newest, Unit oldest) {
    settlement.give(newest, oldest);
    return accepted(stack.push(newest, oldest));
  }

  private boolean accepted(Push push) {
    if (push == Push.ACCEPTED_WAKE_OWED) {
      ring.signal();
    }
    return push != Push.REFUSED;
  }

  @Override
  public DeferredUnits deferred() {
    return deferred;
  }

  @Override
  public void wake() {
    ring.signal();
  }

  @Override
  public Executor syncExecutor() {
    return helpers;
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
    UninterruptibleWait.join(thread);
    helpers.awaitEnd();
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
    return ring.registration();
  }

  @Override
  public List<Degradation> degradations() {
    List<Degradation> all = new ArrayList<>(ring.degradations());
    if (thread.worker.degradation().isPresent()) {
      all.add(thread.worker.degradation().get());
    }
    return List.copyOf(all);
  }

  @Override
  public String describe() {
    return ring.describe();
  }

  @Override
  public SchedulerStats stats() {
    return coordinator.stats();
  }
}
