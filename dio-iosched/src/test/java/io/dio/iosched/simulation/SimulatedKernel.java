// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.RUNS;
import static io.dio.iosched.simulation.SimulationCount.SHARED_SYNCS;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.testing.kernel.HeldEntries;
import io.dio.iosched.testing.kernel.ModelRing;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring and its simulated kernel. The kernel decides which operation completes next and how, and
 * what an enter takes or refuses. The coordinator's users and all other threads act while the
 * coordinator is in this class. They run on the same thread, so a seed determines the whole course
 * of events.
 *
 * <p>A call that breaks the rules of a {@link ModelRing} is a {@linkplain
 * SimulatedProgram#violation violation}.
 */
final class SimulatedKernel extends ModelRing<SimulatedEntry> {
  private final SimulatedProgram program;
  private final SimulatedWitness witness;
  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulatedCalls calls;
  private final SimulatedRequests requests;
  private final SimulatedEnters enters;
  private final HeldEntries<SimulatedEntry> held;
  private final SimulatedDeath death;
  private int turnsToLive;
  private long latestReaped = -1;

  /**
   * Starts the ring.
   *
   * @param death how it will die, or null
   */
  SimulatedKernel(SimulatedProgram program, SimulatedDeath death) {
    this(program, death, new SimulatedCalls(program));
  }

  private SimulatedKernel(SimulatedProgram program, SimulatedDeath death, SimulatedCalls calls) {
    this(
        program, death, calls, new SimulatedRequests(program, calls), new SimulatedEnters(program));
  }

  private SimulatedKernel(
      SimulatedProgram program,
      SimulatedDeath death,
      SimulatedCalls calls,
      SimulatedRequests requests,
      SimulatedEnters enters) {
    super(
        program.dice().oneOf(1, 2, 4, 8, 8, 16, 16),
        program.dice().between(1, 24),
        true,
        requests.held());
    this.program = program;
    this.witness = program.witness();
    this.dice = program.dice();
    this.counts = program.counts();
    this.calls = calls;
    this.requests = requests;
    this.enters = enters;
    this.held = requests.held();
    this.death = death;
    this.turnsToLive = death == null ? Integer.MAX_VALUE : dice.between(2, 12);
  }

  SimulatedCalls calls() {
    return calls;
  }

  // ---- placing ----

  @Override
  public int enable() {
    throw program.violation("enabled by somebody else than the engine");
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    SimulatedOperation operation = program.operation(request);
    operation.issuing(request);
    return placeOperations(new SimulatedEntry(List.of(operation), rwFlags, link, userData));
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    List<SimulatedOperation> members = new ArrayList<>();
    run.forEachUnit(unit -> {
      SimulatedOperation member = program.operation(unit.op);
      member.issuing(unit.op);
      members.add(member);
    });
    int rwFlags = run.rwFlags();
    SimulatedEntry entry = new SimulatedEntry(members, rwFlags, Request.Link.NONE, userData);
    if (!placeOperations(entry)) {
      return false;
    }
    counts.add(RUNS);
    witness.placedRun(entry);
    return true;
  }

  @Override
  public boolean placeSync(SharedSync sync, long userData) {
    List<SimulatedOperation> members = new ArrayList<>();
    sync.forEachUnit(unit -> members.add(program.operation(unit.op)));
    if (!placeOperations(new SimulatedEntry(members, userData))) {
      return false;
    }
    if (members.size() > 1) {
      counts.add(SHARED_SYNCS);
    }
    return true;
  }

  private boolean placeOperations(SimulatedEntry entry) {
    requireUsable("place");
    if (isFull()) {
      return false;
    }
    if (death == SimulatedDeath.PLACING && turnsToLive <= 0) {
      fail();
      entry.first().placingFailed = entry.first().unit.size() > 1;
      throw new SimulatedDeath.Thrown();
    }
    place(entry);
    if (entry.sharedSync) {
      witness.placingSync(entry);
    } else {
      entry.operations.forEach(operation -> witness.placing(operation, entry.rwFlags));
    }
    if (!entry.isLinked() && dice.oneIn(32)) {
      program.othersAct();
    }
    return true;
  }

  @Override
  protected SimulatedEntry entry(long cancels, long userData) {
    return new SimulatedEntry(cancels, userData);
  }

  // ---- entering ----

  @Override
  public int enter(int minComplete, boolean idle) {
    turnsToLive--;
    if (death == SimulatedDeath.WAKE_UP && turnsToLive <= 0) {
      requests.breakWakeUp();
    }
    enter();
    program.othersAct();
    if (turnsToLive <= 0) {
      if (death == SimulatedDeath.ERRNO) {
        fail();
        return -dice.oneOf(Errno.EBADF, Errno.EBADR, Errno.EFAULT, Errno.ENXIO, Errno.EINVAL);
      }
      if (death == SimulatedDeath.THROWN) {
        fail();
        throw new SimulatedDeath.Thrown();
      }
    }
    int refusal = enters.refusal();
    if (refusal != 0) {
      return refusal;
    }
    List<SimulatedEntry> placed = placed();
    int taking = placed.size();
    if (turnsToLive <= 0 && death == SimulatedDeath.CUT && enters.cut(placed) > 0) {
      fail();
      taking = enters.cut(placed);
    } else {
      taking = enters.taking(placed);
    }
    take(taking);
    if (!placed.isEmpty() || isFailed()) {
      return taking;
    }
    requireMayWait(minComplete, idle);
    return await(minComplete, taking);
  }

  @Override
  public int enterBriefly(long timeoutNanos, boolean idle) {
    int result = enter(1, idle);
    return result == -Errno.EINTR ? -Errno.ETIME : result;
  }

  private void fail() {
    breakDown();
    counts.add(death.count);
  }

  private int await(int minComplete, int taken) {
    while (held.completionCount() < minComplete) {
      if (enters.interruptsWait()) {
        return taken > 0 ? taken : -Errno.EINTR;
      }
      SimulatedEntry next = requests.anyStarted(false);
      if (next != null && dice.below(3) > 0) {
        requests.complete(next);
      } else if (next == null && dice.oneIn(2)) {
        witness.requireNothingForgotten();
        next = requests.anyStarted(true);
        if (next != null) {
          requests.complete(next);
        }
      } else if (!program.othersAct() && next == null) {
        next = requests.anyStarted(true);
        if (next == null) {
          throw program.violation("waits for ever: " + held + ", undone: " + program.undone());
        }
        requests.complete(next);
      }
    }
    return taken;
  }

  // ---- reaping ----

  @Override
  public boolean hasCompletions() {
    boolean some = super.hasCompletions();
    if (!dice.oneIn(24)) {
      return some;
    }
    program.othersAct();
    return held.completionCount() > 0;
  }

  @Override
  public int reap(CompletionSink sink) {
    int count = super.reap(sink);
    if (death == SimulatedDeath.STRAY && turnsToLive <= 0 && latestReaped >= 0) {
      fail();
      sink.completed(latestReaped, 0);
      throw program.violation("took a completion of what had completed before");
    }
    return count;
  }

  @Override
  protected void deliver(HeldEntries.Completion<SimulatedEntry> completion, CompletionSink sink) {
    SimulatedEntry entry = completion.entry();
    if (entry.isWakeUp() && completion.result() == -Errno.EBADF) {
      fail();
    } else if (entry.isOperation()) {
      latestReaped = entry.userData;
      int before = 0;
      for (SimulatedOperation operation : entry.operations) {
        if (entry.sharedSync) {
          witness.deliveringSync(operation, completion.result());
        } else {
          witness.delivering(operation, partOf(completion.result(), operation, before));
        }
        before += operation.length;
      }
    }
    super.deliver(completion, sink);
    if (isFailed()) {
      throw program.violation("goes on although its wake-up does not work");
    }
    if (dice.oneIn(24)) {
      program.othersAct();
    }
  }

  /**
   * {@return the part of a run's result that belongs to the operation; a single operation has all
   * of it}
   */
  private static int partOf(int result, SimulatedOperation operation, int before) {
    return result < 0 || !operation.verb.isTransfer()
        ? result
        : Math.clamp((long) result - before, 0, operation.length);
  }

  // ---- ending ----

  @Override
  public void abandon() {
    if (!isFailed()) {
      // This is not thrown, because the coordinator's own error matters more.
      program.objectTo("abandoned although it works", program.scheduler().causeOfDeath());
    }
    super.abandon();
  }

  @Override
  protected void requireUsable(String call) {
    if (program.users().isActing()) {
      throw program.violation(call + " by another thread than the ring's owner");
    }
    super.requireUsable(call);
  }
}
