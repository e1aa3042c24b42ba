// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.REFUSED_CLOSE;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_CLOSED;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_CLOSING;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_FILE;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_LENGTH;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_LIMIT;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_MEMORY;

import io.dio.iosched.Dice;
import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotState;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Submits work. Before that it predicts whether the work must be accepted, must be refused, or may
 * be either.
 */
final class SimulatedAcceptance {
  private enum Expectation {
    ACCEPTED,
    REFUSED,
    EITHER
  }

  /** The call that submits. */
  @FunctionalInterface
  private interface Submitting {
    /** {@return the units, or null if they are bound already} */
    Unit[] submit();
  }

  private final SimulatedProgram program;
  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulatedScheduler scheduler;
  private final SimulatedKernel kernel;
  private final int maxInFlight;

  /** The reason why the latest prediction is a refusal. */
  private SimulationCount reason;

  /** The number of operations that were accepted and are not known to have ended. */
  private int running;

  private int accepted;
  private int operations;
  private final List<SimulatedUnit> done = new ArrayList<>();

  SimulatedAcceptance(
      SimulatedProgram program,
      SimulatedScheduler scheduler,
      SimulatedKernel kernel,
      int maxInFlight) {
    this.program = program;
    this.dice = program.dice();
    this.counts = program.counts();
    this.scheduler = scheduler;
    this.kernel = kernel;
    this.maxInFlight = maxInFlight;
  }

  /** {@return the number of operations accepted so far} */
  int operations() {
    return operations;
  }

  /** {@return a unit that has ended, or null} */
  SimulatedUnit anyDone() {
    return done.isEmpty() ? null : dice.oneOf(done);
  }

  void ended(SimulatedUnit unit) {
    running -= unit.size();
    done.add(unit);
  }

  // ---- submitting ----

  /** {@return whether it was accepted} */
  boolean submit(SimulatedUnit unit, Op op) {
    misuse(unit);
    unit.bind((Request) op);
    return submit(
        List.of(unit), () -> new Unit[] {scheduler.submit((Request) op, unit.heldOutside)});
  }

  void submitAll(List<SimulatedUnit> units) {
    List<Op> ops = new ArrayList<>();
    for (SimulatedUnit unit : units) {
      misuse(unit);
      unit.bind((Request) unit.first().op);
      ops.add(unit.first().op);
    }
    submit(units, () -> scheduler.submitAll(ops));
  }

  boolean submitBatch(List<SimulatedUnit> members, MemberBatch batch) {
    return submit(
        members,
        () -> {
          batch.submit();
          return null;
        });
  }

  /** Sometimes the memory is closed before the operation is submitted. */
  private void misuse(SimulatedUnit unit) {
    SimulatedOperation operation = unit.first();
    if (!dice.oneIn(30)) {
      return;
    }
    if (operation.pooled != null) {
      operation.releaseByOwner();
    } else if (operation.arena != null) {
      operation.closeArena(program.tick());
    }
  }

  private boolean submit(List<SimulatedUnit> units, Submitting submitting) {
    Expectation expectation = expectation(units);
    Unit[] tickets;
    try {
      tickets = submitting.submit();
    } catch (IllegalStateException | IllegalArgumentException e) {
      if (expectation == Expectation.ACCEPTED) {
        throw program.violation("refused with " + e + ": " + units);
      }
      counts.add(expectation == Expectation.REFUSED ? reason : REFUSED_CLOSED);
      units.forEach(program::unclaim);
      return false;
    }
    if (expectation == Expectation.REFUSED) {
      throw program.violation("accepted in spite of \"" + reason.label + "\": " + units);
    }
    for (int i = 0; i < units.size(); i++) {
      SimulatedUnit unit = units.get(i);
      if (tickets != null) {
        unit.ticket = tickets[i];
      }
      unit.index = accepted++;
      running += unit.size();
      operations += unit.size();
      program.accepted(unit);
    }
    return true;
  }

  // ---- predicting ----

  private Expectation refused(SimulationCount why) {
    reason = why;
    return Expectation.REFUSED;
  }

  private Expectation expectation(List<SimulatedUnit> units) {
    if (program.isOver()) {
      return refused(REFUSED_CLOSED);
    }
    if (kernel.isFailed()) {
      return Expectation.EITHER;
    }
    int count = 0;
    for (SimulatedUnit unit : units) {
      count += unit.size();
      if (unit.size() > kernel.maxChainLength()) {
        return refused(REFUSED_LENGTH);
      }
    }
    Expectation limit = limit(count);
    if (limit == Expectation.REFUSED) {
      return limit;
    }
    Expectation each = Expectation.ACCEPTED;
    for (SimulatedUnit unit : units) {
      for (SimulatedOperation operation : unit.operations) {
        Expectation own = expectation(operation);
        if (own == Expectation.REFUSED) {
          return own;
        }
        each = own == Expectation.EITHER ? own : each;
      }
    }
    return program.isClosing() || limit == Expectation.EITHER ? Expectation.EITHER : each;
  }

  private Expectation limit(int count) {
    if (maxInFlight == 0) {
      return Expectation.ACCEPTED;
    }
    // Some operations of a batch may have ended without a report.
    int least = running - program.users().batch().running();
    if (count > maxInFlight || least + count > maxInFlight) {
      return refused(REFUSED_LIMIT);
    }
    return running + count > maxInFlight ? Expectation.EITHER : Expectation.ACCEPTED;
  }

  private Expectation expectation(SimulatedOperation operation) {
    if (operation.pooled != null && operation.pooled.references() == 0) {
      return refused(REFUSED_MEMORY);
    }
    if (operation.isMemoryClosed()) {
      return refused(REFUSED_MEMORY);
    }
    SimulatedTarget target = operation.target;
    return target == null || target.slot == null ? Expectation.ACCEPTED : expectation(target);
  }

  /**
   * A slot that is being closed accepts nothing until its closing, or the operation that uses it,
   * has ended.
   */
  private Expectation expectation(SimulatedTarget slot) {
    Expectation expectation = Expectation.ACCEPTED;
    for (SimulatedUnit unit : program.undone()) {
      for (SimulatedOperation operation : unit.operations) {
        if (operation.verb == Verb.CLOSE && operation.target == slot) {
          if (!operation.delivered && !unit.isDone() && !program.isCancelRequested(unit)) {
            return refused(REFUSED_CLOSING);
          }
          expectation = Expectation.EITHER;
        }
      }
    }
    return expectation;
  }

  // ---- closing a file ----

  /** A file with an operation in progress stays open. Another file is closed and opened again. */
  void tryToCloseFile(SimulatedTarget target, SimulatedOperations make) {
    SimulatedOperation stale = make.any(target, List.of(), true);
    DioFile before = target.file;
    boolean closed;
    try {
      closed = close(before, target);
    } catch (IllegalStateException e) {
      if (isFree(target)) {
        throw program.violation("still held: " + target);
      }
      counts.add(REFUSED_CLOSE);
      closed = false;
    }
    if (closed) {
      if (mustBeHeld(target)) {
        throw program.violation("closed under " + program.undone());
      }
      program.reopen(target);
    }
    if (stale == null) {
      return;
    }
    SimulatedUnit unit = new SimulatedUnit(List.of(stale));
    if (closed) {
      requireRefused(unit);
    } else {
      submit(unit, stale.op);
    }
  }

  private boolean close(DioFile file, SimulatedTarget target) {
    try {
      file.close();
      if ((target.open.poisonedAt > 0 && !kernel.isFailed()) || program.isSyncLost(target.open)) {
        throw program.violation("closing a poisoned file said nothing: " + target);
      }
    } catch (IOException e) {
      if (target.open.poisonedAt == 0 && !program.isDurableLost(target.open)) {
        throw program.violation("closing " + target + " failed: " + e);
      }
    }
    return true;
  }

  /** No operation holds it any more. */
  void closeAtEnd(SimulatedTarget target) {
    if (target.isClaimed()) {
      throw program.violation("ranges of " + target + " are still in use");
    }
    if (target.slot != null) {
      if (((SlotState) target.slot).isClosing() && !kernel.isFailed()) {
        throw program.violation("still being closed: " + target);
      }
      return;
    }
    try {
      boolean closed = close(target.file, target);
      assert closed;
    } catch (IllegalStateException e) {
      throw program.violation("held after the end: " + target + ": " + e);
    }
  }

  private void requireRefused(SimulatedUnit unit) {
    unit.bind((Request) unit.first().op);
    try {
      scheduler.submit(unit.first().request, false);
    } catch (IllegalStateException e) {
      counts.add(REFUSED_FILE);
      program.unclaim(unit);
      return;
    }
    throw program.violation("accepted on a closed file: " + unit);
  }

  private boolean isFree(SimulatedTarget target) {
    for (SimulatedUnit unit : program.undone()) {
      for (SimulatedOperation operation : unit.operations) {
        if (operation.on == target.file) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean mustBeHeld(SimulatedTarget target) {
    if (target.open.poisonedAt > 0 || kernel.isFailed()) {
      return false;
    }
    for (SimulatedUnit unit : program.undone()) {
      if (unit.isDone() || program.isCancelRequested(unit)) {
        continue;
      }
      for (SimulatedOperation operation : unit.operations) {
        if (operation.on == target.file && !operation.delivered) {
          return true;
        }
      }
    }
    return false;
  }
}
