// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.dio.bench.stress.StressFile;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The hand-off from submitters to worker threads, under jcstress. */
public final class SharedWorkStress {
  private static final SchedulerContext CONTEXT =
      new SchedulerContext("stress", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private static final MemorySegment MEMORY = Arena.global().allocate(512, 512);

  /** Longer than a thread is kept from running on a busy machine. */
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private SharedWorkStress() {}

  /** A worker that an actor of jcstress plays. */
  static final class Player extends Worker {
    private volatile Thread actor;

    Player() {
      super("stress");
    }

    @Override
    public void run() {
      throw new AssertionError("never started");
    }

    @Override
    void unpark() {
      LockSupport.unpark(actor);
    }

    /** A wait that lasts too long ends the turn of the worker. */
    @Override
    boolean awaitCall(long nanos) {
      actor = Thread.currentThread();
      if (!super.awaitCall(LOST_NANOS)) {
        throw new LostCallException();
      }
      return true;
    }
  }

  /** A worker was not called although there is work. */
  static final class LostCallException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** One worker and one read that is never made. */
  abstract static class Rig {
    final Unit unit = Unit.of((Request) Op.read(StressFile.FILE, MEMORY, 0), CONTEXT);
    final SharedWork work =
        new SharedWork(
            Coalescing.of(false), false, new Crew(1, Player::new), Worker::unpark, 1_000_000);
    final Player worker = (Player) work.addFirst();
  }

  /** A submitter, and a worker that becomes idle. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands an operation over while the only worker becomes idle. The worker takes the"
          + " operation without a wait for the next one.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The worker has the operation.")
  @Outcome(expect = FORBIDDEN, desc = "The worker sleeps beside work.")
  public static class AcceptAndIdle extends Rig {
    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(unit, unit);
    }

    /** The worker. */
    @Actor
    public void worker(I_Result r) {
      try {
        r.r1 = work.next(worker) == unit ? 1 : 0;
      } catch (LostCallException _) {
        r.r1 = 2;
      }
    }
  }

  /** A waiter that takes its operation back, and a worker. */
  @JCStressTest
  @State
  @Description(
      "A thread takes its operation back to make it itself, while another one cancels it. Exactly"
          + " one of the two has it.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Taken back.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Cancelled.")
  @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither.")
  public static class TakeBackAndCancel extends Rig {
    /** Submits first. */
    public TakeBackAndCancel() {
      work.accept(unit, unit);
    }

    /** The waiter. */
    @Actor
    public void waiter(II_Result r) {
      r.r1 = work.takeBack(unit) ? 1 : 0;
    }

    /** Another thread. */
    @Actor
    public void canceller() {
      work.cancel(unit);
    }

    /** Looks. */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = unit.isDone() ? 1 : 0;
    }
  }
}
