// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.dio.bench.stress.StressFile;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.lang.foreign.Arena;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The units that submitters defer and take back, under jcstress. */
public final class DeferredUnitsStress {
  private static final SchedulerContext CONTEXT =
      new SchedulerContext("stress", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private static final Request WRITE =
      (Request) Op.write(StressFile.FILE, Arena.global().allocate(512, 512), 0);

  private DeferredUnitsStress() {}

  /** Deferred units that are open, and one for them. */
  abstract static class Rig {
    final Settlement settlement = new Settlement();
    final DeferredUnits units = new DeferredUnits(settlement);
    final Submission unit = new Submission(WRITE, CONTEXT);

    Rig() {
      units.open();
    }

    /** {@return the number of units in a list} */
    static int count(Unit first) {
      int count = 0;
      for (Unit at = first; at != null; at = at.next) {
        count++;
      }
      return count;
    }

    /** {@return 1 if {@code unit} is still in its place} */
    final int left() {
      return units.isEmpty() ? 0 : 1;
    }

    /** The unit was taken by the owner, and has ended. */
    final void end() {
      settlement.take(unit);
      settlement.settled();
    }
  }

  /** The unit is deferred. */
  abstract static class DeferredRig extends Rig {
    DeferredRig() {
      units.defer(unit);
    }
  }

  /** A submitter, and an owner that closes. */
  @JCStressTest
  @State
  @Description(
      "A submitter defers a unit while the owner closes and takes all. Either the owner has the"
          + " unit, or the submitter, which hands it over.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "The owner has it.")
  @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The submitter has it.")
  @Outcome(expect = FORBIDDEN, desc = "Both have it, or it stays where nobody looks.")
  public static class DeferAndClose extends Rig {
    /** The submitter. */
    @Actor
    public void submitter(III_Result r) {
      r.r1 = units.defer(unit) ? 1 : 0;
    }

    /** The owner. */
    @Actor
    public void owner(III_Result r) {
      units.close();
      r.r2 = count(units.takeAll());
    }

    /** Looks for the rest. */
    @Arbiter
    public void rest(III_Result r) {
      r.r3 = left();
    }
  }

  /** The submitter takes its unit back, and the owner finds it late. */
  @JCStressTest
  @State
  @Description(
      "A submitter takes its deferred unit back while the owner takes it because it is late."
          + " Exactly one of the two has it. The engine has nothing to end if it is the submitter.")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The submitter has it.")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The owner has it.")
  @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither, or it is counted wrong.")
  public static class TakeBackAndTakeLate extends DeferredRig {
    /** Looks once. */
    public TakeBackAndTakeLate() {
      units.look();
    }

    /** The submitter. */
    @Actor
    public void submitter(III_Result r) {
      r.r1 = units.takeBack(unit) ? 1 : 0;
    }

    /** The owner. */
    @Actor
    public void owner(III_Result r) {
      r.r2 = count(units.takeLate());
    }

    /** Looks at the counts. */
    @Arbiter
    public void rest(III_Result r) {
      r.r3 = settlement.isSettled() ? 1 : 0;
    }
  }

  /** The submitter takes its unit back, and the owner takes all. */
  @JCStressTest
  @State
  @Description(
      "A submitter takes its deferred unit back while the owner closes and takes all. Exactly one"
          + " of the two has it. The engine has nothing to end if it is the submitter.")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The submitter has it.")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The owner has it.")
  @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither, or it is counted wrong.")
  public static class TakeBackAndTakeAll extends DeferredRig {
    /** The submitter. */
    @Actor
    public void submitter(III_Result r) {
      r.r1 = units.takeBack(unit) ? 1 : 0;
    }

    /** The owner. */
    @Actor
    public void owner(III_Result r) {
      units.close();
      r.r2 = count(units.takeAll());
    }

    /** Looks at the counts. */
    @Arbiter
    public void rest(III_Result r) {
      r.r3 = settlement.isSettled() ? 1 : 0;
    }
  }

  /** Two threads that wait for a barrier make the same unit. */
  @JCStressTest
  @State
  @Description(
      "Two threads take the same deferred unit back: its submitter, and one that found it. One of"
          + " them has it.")
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The submitter has it.")
  @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The other thread has it.")
  @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither.")
  public static class TwoTakeBack extends DeferredRig {
    /** The submitter. */
    @Actor
    public void submitter(III_Result r) {
      r.r1 = units.takeBack(unit) ? 1 : 0;
    }

    /** The other thread. */
    @Actor
    public void other(III_Result r) {
      r.r2 = units.takeBack(unit) ? 1 : 0;
    }

    /** Looks for the rest. */
    @Arbiter
    public void rest(III_Result r) {
      r.r3 = left();
    }
  }

  /** The submitter takes its unit back while another thread lets it start. */
  @JCStressTest
  @State
  @Description(
      "A submitter takes its deferred unit back while another thread lets all units start. Exactly"
          + " one of the two happens. If it starts, it stays in its place for the owner.")
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "Taken back.")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "Started: the owner takes it.")
  @Outcome(expect = FORBIDDEN, desc = "The unit is made twice or never, or nobody is woken.")
  public static class TakeBackAndStartAll extends DeferredRig {
    /** The submitter. */
    @Actor
    public void submitter(III_Result r) {
      r.r1 = units.takeBack(unit) ? 1 : 0;
    }

    /** Another thread. */
    @Actor
    public void other(III_Result r) {
      r.r2 = units.startAll() ? 1 : 0;
    }

    /** The owner, which was woken. */
    @Arbiter
    public void owner(III_Result r) {
      r.r3 = count(units.takeLate());
    }
  }

  /** A thread that submits a barrier, and an owner that takes the unit before it. */
  @JCStressTest
  @State
  @Description(
      "A thread looks for a deferred unit on its file, and then whether the engine has settled. If"
          + " the owner takes the unit meanwhile, the thread must see one of the two.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Found; it was not given yet.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Found, and then given.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The engine has it.")
  @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "A barrier would miss the unit.")
  @Outcome(expect = FORBIDDEN, desc = "Impossible.")
  public static class FindAndTakeAll extends DeferredRig {
    /** The thread with the barrier. */
    @Actor
    public void barrier(II_Result r) {
      r.r1 = units.find(StressFile.FILE) == null ? 0 : 1;
      r.r2 = settlement.isSettled() ? 1 : 0;
    }

    /** The owner. */
    @Actor
    public void owner() {
      units.close();
      units.takeAll();
    }
  }

  /** A thread that submits a barrier, and an engine that executes the unit before it. */
  @JCStressTest
  @State
  @Description(
      "A thread looks for a deferred unit on its file, and then whether the engine has settled. The"
          + " owner takes the unit, which ends. If the thread sees no trace of it, it sees what was"
          + " done before it ended.")
  @Outcome(id = "1, ., .", expect = ACCEPTABLE, desc = "Found.")
  @Outcome(id = "0, 0, .", expect = ACCEPTABLE, desc = "The engine has it.")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "It has ended.")
  @Outcome(id = "0, 1, 0", expect = FORBIDDEN, desc = "A barrier would miss the unit.")
  @Outcome(expect = FORBIDDEN, desc = "Impossible.")
  public static class FindAndEnd extends DeferredRig {
    private int made;

    /** Looks once. */
    public FindAndEnd() {
      units.look();
    }

    /** The thread with the barrier. */
    @Actor
    public void barrier(III_Result r) {
      r.r1 = units.find(StressFile.FILE) == null ? 0 : 1;
      r.r2 = settlement.isSettled() ? 1 : 0;
      r.r3 = made;
    }

    /** The owner, and its engine. */
    @Actor
    public void owner() {
      units.takeLate();
      made = 1;
      end();
    }
  }

  /** A thread that submits a barrier, and the submitter of the unit before it. */
  @JCStressTest
  @State
  @Description(
      "A thread looks for a deferred unit on its file while the submitter of the unit claims a lane"
          + " and takes it back. If the thread does not find the unit, it sees the claim.")
  @Outcome(id = "1, 1, .", expect = ACCEPTABLE, desc = "Found.")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "Its submitter makes it.")
  @Outcome(id = "0, 1, 0", expect = FORBIDDEN, desc = "A barrier would miss the unit.")
  @Outcome(expect = FORBIDDEN, desc = "It was counted, but nobody gave it.")
  public static class FindAndTakeBack extends DeferredRig {
    private int claimed;

    /** The thread with the barrier. */
    @Actor
    public void barrier(III_Result r) {
      r.r1 = units.find(StressFile.FILE) == null ? 0 : 1;
      r.r2 = settlement.isSettled() ? 1 : 0;
      r.r3 = claimed;
    }

    /** The submitter. */
    @Actor
    public void submitter() {
      claimed = 1;
      units.takeBack(unit);
    }
  }

  /** A submitter that hands a unit over, and the owner that takes another. */
  @JCStressTest
  @State
  @Description(
      "A submitter counts a unit that it gives to the engine, while the owner takes a deferred one,"
          + " which ends. The submitter sees that the engine has not settled. When both have ended,"
          + " it has.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Both were counted.")
  @Outcome(expect = FORBIDDEN, desc = "A count is lost.")
  public static class GiveAndTakeAll extends DeferredRig {
    private final Submission given = new Submission(WRITE, CONTEXT);

    /** The submitter. */
    @Actor
    public void submitter(II_Result r) {
      settlement.give(given);
      r.r1 = settlement.isSettled() ? 1 : 0;
    }

    /** The owner. */
    @Actor
    public void owner() {
      units.close();
      units.takeAll();
      end();
    }

    /** The engine takes the unit of the submitter, and it ends. */
    @Arbiter
    public void rest(II_Result r) {
      settlement.take(given);
      settlement.settled();
      r.r2 = settlement.isSettled() ? 1 : 0;
    }
  }
}
