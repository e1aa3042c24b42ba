// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.RUNS;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.testing.kernel.HeldEntries;
import io.dio.iosched.testing.kernel.RingRules;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring and its simulated kernel. The kernel decides which operation completes next and how, and
 * what an enter takes or refuses. The coordinator's users and all other threads act while the
 * coordinator is in this class. They run on the same thread, so a seed determines the whole course
 * of events.
 *
 * <p>A call that breaks the {@link RingRules} is a {@linkplain SimulatedProgram#violation
 * violation}.
 */
final class SimulatedKernel implements Ring {
  private final SimulatedProgram program;
  private final SimulatedWitness witness;
  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulatedCalls calls;
  private final SimulatedRequests requests;
  private final SimulatedEnters enters;
  private final HeldEntries<SimulatedEntry> held;
  private final RingRules<SimulatedEntry> rules;
  private final SimulatedDeath death;
  private int turnsToLive;
  private long latestReaped = -1;

  /**
   * Starts the ring.
   *
   * @param death how it will die, or null
   */
  SimulatedKernel(SimulatedProgram program, SimulatedDeath death) {
    this.program = program;
    this.witness = program.witness();
    this.dice = program.dice();
    this.counts = program.counts();
    this.calls = new SimulatedCalls(program);
    this.requests = new SimulatedRequests(program, calls);
    this.enters = new SimulatedEnters(program);
    this.held = requests.held();
    int entries = dice.oneOf(1, 2, 4, 8, 8, 16, 16);
    this.rules = new RingRules<>(entries, dice.between(1, 24), true, held, requests);
    this.death = death;
    this.turnsToLive = death == null ? Integer.MAX_VALUE : dice.between(2, 12);
  }

  SimulatedCalls calls() {
    return calls;
  }

  /** {@return whether it is broken, and the coordinator knows that or is about to} */
  boolean isFailed() {
    return rules.isFailed();
  }

  boolean isClosed() {
    return rules.isClosed();
  }

  boolean isAbandoned() {
    return rules.isAbandoned();
  }

  int enterCount() {
    return rules.enters();
  }

  /** {@return how many more can be in flight} */
  int free() {
    return rules.free();
  }

  // ---- placing ----

  @Override
  public int enable() {
    throw program.violation("enabled by somebody else than the engine");
  }

  @Override
  public int capacity() {
    return rules.capacity();
  }

  @Override
  public int maxChainLength() {
    return rules.maxChainLength();
  }

  @Override
  public boolean hasRoomFor(ChainSubmission chain) {
    requireUsable("hasRoomFor");
    return rules.hasRoomFor(chain);
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    SimulatedOperation operation = program.operation(request);
    operation.issuing(request);
    return place(new SimulatedEntry(List.of(operation), rwFlags, link, userData));
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    List<SimulatedOperation> members = new ArrayList<>();
    run.forEachUnit(unit -> {
      SimulatedOperation member = program.operation(unit.op);
      member.issuing(unit.op);
      members.add(member);
    });
    int rwFlags = run.member(0).op.rwFlags();
    SimulatedEntry entry = new SimulatedEntry(members, rwFlags, Request.Link.NONE, userData);
    if (!place(entry)) {
      return false;
    }
    counts.add(RUNS);
    witness.placedRun(entry);
    return true;
  }

  private boolean place(SimulatedEntry entry) {
    requireUsable("place");
    if (rules.isFull()) {
      return false;
    }
    if (death == SimulatedDeath.PLACING && turnsToLive <= 0) {
      fail();
      entry.first().placingFailed = entry.first().unit.size() > 1;
      throw new SimulatedDeath.Thrown();
    }
    rules.place(entry);
    for (SimulatedOperation operation : entry.operations) {
      witness.placing(operation, entry.rwFlags);
    }
    if (!entry.isLinked() && dice.oneIn(32)) {
      program.othersAct();
    }
    return true;
  }

  @Override
  public boolean placeCancel(long target, long userData) {
    requireUsable("placeCancel");
    return rules.placeCancel(new SimulatedEntry(target, userData));
  }

  @Override
  public boolean placeWakeUp(long userData) {
    requireUsable("placeWakeUp");
    return rules.placeWakeUp(new SimulatedEntry(0, userData));
  }

  @Override
  public int unsubmitted() {
    requireUsable("unsubmitted");
    return rules.placed().size();
  }

  // ---- entering ----

  @Override
  public int enter(int minComplete, boolean idle) {
    requireUsable("enter");
    turnsToLive--;
    if (death == SimulatedDeath.WAKE_UP && turnsToLive <= 0) {
      requests.breakWakeUp();
    }
    rules.enter();
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
    List<SimulatedEntry> placed = rules.placed();
    int taking = placed.size();
    if (turnsToLive <= 0 && death == SimulatedDeath.CUT && enters.cut(placed) > 0) {
      fail();
      taking = enters.cut(placed);
    } else {
      taking = enters.taking(placed);
    }
    rules.take(taking);
    if (!placed.isEmpty() || rules.isFailed()) {
      return taking;
    }
    rules.requireMayWait(minComplete, idle);
    return await(minComplete, taking);
  }

  private void fail() {
    rules.fail();
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

  @Override
  public void signal() {
    rules.signal();
  }

  // ---- reaping ----

  @Override
  public boolean hasCompletions() {
    requireUsable("hasCompletions");
    if (dice.oneIn(24)) {
      program.othersAct();
    }
    return held.completionCount() > 0;
  }

  @Override
  public int reap(CompletionSink sink) {
    requireUsable("reap");
    int count = held.completionCount();
    for (int i = 0; i < count; i++) {
      deliver(rules.reap(), sink);
      if (dice.oneIn(24)) {
        program.othersAct();
      }
    }
    if (death == SimulatedDeath.STRAY && turnsToLive <= 0 && latestReaped >= 0) {
      fail();
      sink.completed(latestReaped, 0);
      throw program.violation("took a completion of what had completed before");
    }
    return count;
  }

  private void deliver(HeldEntries.Completion<SimulatedEntry> completion, CompletionSink sink) {
    SimulatedEntry entry = completion.entry();
    if (entry.isWakeUp() && completion.result() == -Errno.EBADF) {
      fail();
    } else if (entry.isOperation()) {
      latestReaped = entry.userData;
      int before = 0;
      for (SimulatedOperation operation : entry.operations) {
        witness.delivering(operation, partOf(completion.result(), operation, before));
        before += operation.length;
      }
    }
    sink.completed(entry.userData, completion.result());
    if (rules.isFailed()) {
      throw program.violation("goes on although its wake-up does not work");
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

  @Override
  public long systemCalls() {
    return rules.systemCalls();
  }

  // ---- ending ----

  @Override
  public void close() {
    rules.close();
  }

  @Override
  public void abandon() {
    if (!rules.isFailed()) {
      // This is not thrown, because the coordinator's own error matters more.
      program.objectTo("abandoned although it works", program.scheduler().causeOfDeath());
    }
    rules.abandon();
  }

  private void requireUsable(String call) {
    if (program.users().isActing()) {
      throw program.violation(call + " by another thread than the ring's owner");
    }
    rules.requireUsable(call);
  }
}
