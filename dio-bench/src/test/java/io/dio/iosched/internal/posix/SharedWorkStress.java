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
import io.dio.iosched.internal.unit.Submission;
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

  private static Unit newRead() {
    return Unit.of((Request) Op.read(StressFile.FILE, MEMORY, 0), CONTEXT);
  }

  /** A worker that an actor of jcstress plays. */
  static final class Player extends Worker {
    private volatile Thread actor;
    private boolean ends;
    private boolean isOnlyIdle;

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

    /** Makes the next wait throw, which leaves the worker idle. */
    void becomesIdleOnly() {
      isOnlyIdle = true;
    }

    /** Makes a wait with a limit end at once. */
    void endsWhenIdle() {
      ends = true;
    }

    /** A wait that lasts too long ends the turn of the worker. */
    @Override
    boolean awaitCall(long nanos) {
      if (isOnlyIdle) {
        throw new LostCallException();
      }
      if (ends && nanos > 0) {
        return isCalled();
      }
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
    final Unit unit = newRead();
    final SharedWork work =
        new SharedWork(
            CONTEXT::hold,
            Coalescing.of(false),
            false,
            new Crew(1, Player::new),
            Worker::unpark,
            1_000_000);
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

  private static Submission newSharedCopy() {
    Submission read = (Submission) newRead();
    read.sharedCopy();
    return read;
  }

  private static void copy(SharedWork work, Worker worker) {
    Submission read = newSharedCopy();
    work.accept(read, read);
    work.next(worker);
    read.publish(512);
    work.executed(worker);
  }

  /** A submitter that goes on, and a worker that copies for it and becomes idle. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands over a read that the worker should copy meanwhile. The worker has copied"
          + " another one, so it was not called, and it becomes idle. It takes the read without a"
          + " wait for the next one.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The worker has the read.")
  @Outcome(expect = FORBIDDEN, desc = "The worker sleeps beside work.")
  public static class ShareAndIdle extends Rig {
    private final Submission read = newSharedCopy();

    /** Lets the worker copy, without a look for the next read afterwards. */
    public ShareAndIdle() {
      copy(work, worker);
      worker.endsCopying();
    }

    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(read, read);
    }

    /** The worker. */
    @Actor
    public void worker(I_Result r) {
      try {
        r.r1 = work.next(worker) == read ? 1 : 0;
      } catch (LostCallException _) {
        r.r1 = 2;
      }
    }
  }

  /** Two reads that are never made, and room for a second worker. */
  abstract static class CrowdRig {
    final Unit first = newRead();
    final Unit second = newRead();
    private volatile Worker called;

    final SharedWork work =
        new SharedWork(
            CONTEXT::hold,
            Coalescing.of(false),
            false,
            new Crew(2, Player::new),
            worker -> called = worker,
            1_000_000);
    final Player worker = (Player) work.addFirst();

    /** {@return 1 if a second worker was called, else 0} */
    final int called() {
      return called == null ? 0 : 1;
    }
  }

  /** A submitter, and a worker that begins something else. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands an operation over while the only worker takes another one. A second worker"
          + " is called, because the first may take long.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "A worker was called.")
  @Outcome(expect = FORBIDDEN, desc = "The operation waits although a worker could have it.")
  public static class AcceptAndBegin extends CrowdRig {
    /** Submits the first operation. */
    public AcceptAndBegin() {
      work.accept(first, first);
    }

    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(second, second);
    }

    /** The worker. */
    @Actor
    public void worker() {
      work.next(worker);
    }

    /** Looks. */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = called();
    }
  }

  /** A submitter that goes on, and a worker that has copied for it and begins something else. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands over a read that the worker should copy meanwhile. The worker has copied"
          + " another one, and takes another operation now. A second worker is called, because the"
          + " first may take long.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "A worker was called.")
  @Outcome(expect = FORBIDDEN, desc = "The read waits although a worker could have it.")
  public static class ShareAndBegin extends CrowdRig {
    private final Submission read = newSharedCopy();

    /** Lets the worker copy, and submits the other operation. */
    public ShareAndBegin() {
      copy(work, worker);
      work.accept(first, first);
    }

    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(read, read);
    }

    /** The worker. */
    @Actor
    public void worker() {
      work.next(worker);
    }

    /** Looks. */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = called();
    }
  }

  /** A submitter of an ordinary operation, and a worker that begins to copy. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands over an operation while the only worker takes a read that it copies. A"
          + " second worker is called, because the copy may last.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "A worker was called.")
  @Outcome(expect = FORBIDDEN, desc = "The operation waits although a worker could have it.")
  public static class AcceptAndCopy extends CrowdRig {
    /** Submits the read that the worker copies. */
    public AcceptAndCopy() {
      Submission read = newSharedCopy();
      work.accept(read, read);
    }

    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(second, second);
    }

    /** The worker. */
    @Actor
    public void worker() {
      work.next(worker);
    }

    /** Looks. */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = called();
    }
  }

  /** A submitter, and a thread that cancels what runs. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands an operation over while the only worker is busy and another thread asks to"
          + " cancel the running operation. A second worker is called.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "A worker was called.")
  @Outcome(expect = FORBIDDEN, desc = "The operation waits although a worker could have it.")
  public static class AcceptAndCancel extends CrowdRig {
    /** Gives the worker its first operation. */
    public AcceptAndCancel() {
      work.accept(first, first);
      work.next(worker);
    }

    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(second, second);
    }

    /** Another thread. */
    @Actor
    public void canceller() {
      work.cancel(first);
    }

    /** Looks. */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = called();
    }
  }

  /** A submitter, and a worker that ends because it was idle for long. */
  @JCStressTest
  @State
  @Description(
      "A submitter hands an operation over while one of two idle workers ends. That worker takes"
          + " the operation, or the other one is called.")
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "A worker has it or was called.")
  @Outcome(expect = FORBIDDEN, desc = "The operation waits beside an idle worker.")
  public static class AcceptAndEnd extends CrowdRig {
    private final Player leaving;

    /** Makes the first worker idle, and adds one that ends. */
    public AcceptAndEnd() {
      worker.becomesIdleOnly();
      try {
        work.next(worker);
      } catch (LostCallException _) {
        // It is idle now.
      }
      leaving = (Player) work.addFirst();
      leaving.endsWhenIdle();
    }

    /** A submitter. */
    @Actor
    public void submitter() {
      work.accept(first, first);
    }

    /** The worker that ends. */
    @Actor
    public void worker(II_Result r) {
      r.r1 = work.next(leaving) == first ? 1 : 0;
    }

    /** Looks. */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = called();
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
