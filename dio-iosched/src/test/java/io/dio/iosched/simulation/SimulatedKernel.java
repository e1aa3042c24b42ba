// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.RUNS;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A ring and its simulated kernel. The kernel decides which operation completes next and how, and
 * what an enter takes or refuses. The coordinator's users and all other threads act while the
 * coordinator is in this class. They run on the same thread, so a seed determines the whole course
 * of events.
 *
 * <p>A call that a real kernel would not accept is a {@linkplain SimulatedProgram#violation
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
  private final Thread owner = Thread.currentThread();
  private final int entries;
  private final int capacity;

  private final List<SimulatedEntry> placed = new ArrayList<>();

  /** The latest generation of each index. */
  private final long[] generations;

  private final SimulatedDeath death;
  private int turnsToLive;

  /** The number of entries from placing to reaping, without the wake-up and a cancellation. */
  private int inFlight;

  private boolean wakeUpArmed;
  private boolean cancelPlaced;
  private long wakeUpCounter;
  private int signals;
  private long latestReaped = -1;
  private boolean failed;
  private boolean closed;
  private boolean abandoned;

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
    this.entries = dice.oneOf(1, 2, 4, 8, 8, 16, 16);
    this.capacity = dice.between(1, 24);
    this.generations = new long[capacity];
    Arrays.fill(generations, -1);
    this.death = death;
    this.turnsToLive = death == null ? Integer.MAX_VALUE : dice.between(2, 12);
  }

  SimulatedCalls calls() {
    return calls;
  }

  /** {@return whether it is broken, and the coordinator knows that or is about to} */
  boolean isFailed() {
    return failed;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  int enterCount() {
    return enters.count();
  }

  /** {@return how many more can be in flight} */
  int free() {
    return capacity - inFlight;
  }

  // ---- placing ----

  @Override
  public int enable() {
    throw program.violation("enabled by somebody else than the engine");
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int maxChainLength() {
    return Math.min(entries, capacity);
  }

  @Override
  public boolean hasRoomFor(ChainSubmission chain) {
    requireUsable("hasRoomFor");
    return entries - placed.size() >= chain.segmentEnd() - chain.segmentBegin();
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    SimulatedOperation operation = program.operation(request);
    operation.issuing(request);
    return place(SimulatedEntry.of(List.of(operation), rwFlags, link, userData));
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
    SimulatedEntry entry = SimulatedEntry.of(members, rwFlags, Request.Link.NONE, userData);
    if (!place(entry)) {
      return false;
    }
    counts.add(RUNS);
    witness.placedRun(entry);
    return true;
  }

  private boolean place(SimulatedEntry entry) {
    requireUsable("place");
    if (placed.size() == entries) {
      return false;
    }
    if (death == SimulatedDeath.PLACING && turnsToLive <= 0) {
      fail();
      entry.first().placingFailed = entry.first().unit.size() > 1;
      throw new SimulatedDeath.Thrown();
    }
    requireNewUserData(entry);
    if (++inFlight > capacity) {
      throw program.violation(inFlight + " operations in flight, " + capacity + " allowed");
    }
    for (SimulatedOperation operation : entry.operations) {
      witness.placing(operation, entry.rwFlags);
    }
    placed.add(entry);
    if (!entry.isLinked() && dice.oneIn(32)) {
      program.othersAct();
    }
    return true;
  }

  private void requireNewUserData(SimulatedEntry entry) {
    int index = (int) entry.userData;
    long generation = entry.userData >>> 32;
    if (index < 0 || index >= capacity || generation <= generations[index]) {
      throw program.violation(
          "user_data 0x" + Long.toHexString(entry.userData) + " is used again: " + entry);
    }
    generations[index] = generation;
  }

  @Override
  public boolean placeCancel(long target, long userData) {
    requireUsable("placeCancel");
    if (placed.size() == entries) {
      return false;
    }
    if (userData != Ring.CANCEL || cancelPlaced) {
      throw program.violation("a second cancellation is under way");
    }
    cancelPlaced = true;
    placed.add(SimulatedEntry.cancel(target, userData));
    return true;
  }

  @Override
  public boolean placeWakeUp(long userData) {
    requireUsable("placeWakeUp");
    if (placed.size() == entries) {
      return false;
    }
    if (userData != Ring.WAKE_UP || wakeUpArmed) {
      throw program.violation("a second wake-up is armed");
    }
    wakeUpArmed = true;
    placed.add(SimulatedEntry.wakeUp(userData));
    return true;
  }

  @Override
  public int unsubmitted() {
    requireUsable("unsubmitted");
    return placed.size();
  }

  // ---- entering ----

  @Override
  public int enter(int minComplete, boolean idle) {
    requireUsable("enter");
    turnsToLive--;
    enters.requireWholeChains(placed);
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
    int taking = placed.size();
    if (turnsToLive <= 0 && death == SimulatedDeath.CUT && enters.cut(placed) > 0) {
      fail();
      taking = enters.cut(placed);
    } else {
      taking = enters.taking(placed);
    }
    List<SimulatedEntry> batch = placed.subList(0, taking);
    requests.take(List.copyOf(batch));
    batch.clear();
    completeSignalledWakeUp();
    if (!placed.isEmpty() || failed) {
      return taking;
    }
    if (idle && !requests.holdsNothingButWakeUp()) {
      throw program.violation("an idle wait with operations in flight: " + requests);
    }
    if (minComplete > requests.completionCount() && !wakeUpArmed) {
      throw program.violation("a wait that hears no signal, with " + requests);
    }
    return await(minComplete, taking);
  }

  private void fail() {
    failed = true;
    counts.add(death.count);
  }

  private int await(int minComplete, int taken) {
    while (requests.completionCount() < minComplete) {
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
          throw program.violation("waits for ever: " + requests + ", undone: " + program.undone());
        }
        requests.complete(next);
      }
    }
    return taken;
  }

  @Override
  public void signal() {
    signals++;
    wakeUpCounter++;
    completeSignalledWakeUp();
  }

  private void completeSignalledWakeUp() {
    if (wakeUpCounter > 0
        && !failed
        && requests.completeWakeUp(death == SimulatedDeath.WAKE_UP && turnsToLive <= 0)) {
      wakeUpCounter = 0;
    }
  }

  // ---- reaping ----

  @Override
  public boolean hasCompletions() {
    requireUsable("hasCompletions");
    if (dice.oneIn(24)) {
      program.othersAct();
    }
    return requests.completionCount() > 0;
  }

  @Override
  public int reap(CompletionSink sink) {
    requireUsable("reap");
    List<SimulatedRequests.Completion> batch = requests.takeCompletions();
    for (SimulatedRequests.Completion completion : batch) {
      deliver(completion, sink);
      if (dice.oneIn(24)) {
        program.othersAct();
      }
    }
    if (death == SimulatedDeath.STRAY && turnsToLive <= 0 && latestReaped >= 0) {
      fail();
      sink.completed(latestReaped, 0);
      throw program.violation("took a completion of what had completed before");
    }
    return batch.size();
  }

  private void deliver(SimulatedRequests.Completion completion, CompletionSink sink) {
    SimulatedEntry entry = completion.entry();
    if (entry.isWakeUp()) {
      wakeUpArmed = false;
      if (completion.result() == -Errno.EBADF) {
        fail();
      }
    } else if (entry.isCancel()) {
      cancelPlaced = false;
    } else {
      inFlight--;
      latestReaped = entry.userData;
      int before = 0;
      for (SimulatedOperation operation : entry.operations) {
        witness.delivering(operation, partOf(completion.result(), operation, before));
        before += operation.length;
      }
    }
    sink.completed(entry.userData, completion.result());
    if (failed) {
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
    return (long) enters.count() + signals;
  }

  // ---- ending ----

  @Override
  public void close() {
    if (failed || closed || abandoned) {
      throw program.violation("closed when it must not be any more");
    }
    if (!placed.isEmpty() || !requests.isEmpty()) {
      throw program.violation("closed with " + placed + " placed, " + requests);
    }
    closed = true;
  }

  @Override
  public void abandon() {
    if (!failed || closed || abandoned) {
      // This is not thrown, because the coordinator's own error matters more.
      program.objectTo("abandoned although it works", program.scheduler().causeOfDeath());
    }
    abandoned = true;
  }

  private void requireUsable(String call) {
    if (Thread.currentThread() != owner || program.users().isActing()) {
      throw program.violation(call + " by another thread than the ring's owner");
    }
    if (failed || closed || abandoned) {
      throw program.violation(call + " of a ring that is closed or beyond repair");
    }
  }
}
