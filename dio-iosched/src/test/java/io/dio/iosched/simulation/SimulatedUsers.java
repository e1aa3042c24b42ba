// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.CANCELLED;
import static io.dio.iosched.simulation.SimulationCount.CLOSED;
import static io.dio.iosched.simulation.SimulationCount.CLOSED_ARENA;
import static io.dio.iosched.simulation.SimulationCount.CLOSED_NOW;
import static io.dio.iosched.simulation.SimulationCount.FAILED_OPEN;
import static io.dio.iosched.simulation.SimulationCount.HELD_OUTSIDE;
import static io.dio.iosched.simulation.SimulationCount.LATE_SIGNAL;
import static io.dio.iosched.simulation.SimulationCount.RELEASED_EARLY;

import io.dio.iosched.Dice;
import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything around a coordinator except the kernel: users who submit, cancel, close and release
 * memory too early, and the other threads that work for it.
 */
final class SimulatedUsers {
  private static final int MAX_UNITS_AT_ONCE = 4;
  private static final int MAX_ACTIONS_AFTER_CLOSE = 4;

  private final SimulatedProgram program;
  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulatedOperations make;
  private final SimulatedScheduler scheduler;
  private final SimulatedAcceptance acceptance;
  private final List<SimulatedTarget> files;
  private final List<SimulatedTarget> targets;
  private final List<SimulatedTarget> slots;

  /** The number of actions that they will still make. */
  private int budget;

  private boolean acting;
  private final List<SimulatedUnit> held = new ArrayList<>();
  private final SimulatedBatch batch;

  SimulatedUsers(
      SimulatedProgram program,
      SimulatedOperations make,
      SimulatedScheduler scheduler,
      SimulatedAcceptance acceptance,
      List<SimulatedTarget> files,
      List<SimulatedTarget> slots) {
    this.program = program;
    this.dice = program.dice();
    this.counts = program.counts();
    this.make = make;
    this.scheduler = scheduler;
    this.acceptance = acceptance;
    this.files = files;
    this.slots = slots;
    this.targets = new ArrayList<>(files);
    targets.addAll(slots);
    this.budget = dice.between(16, 48);
    this.batch = new SimulatedBatch(program, scheduler, acceptance, make);
  }

  SimulatedBatch batch() {
    return batch;
  }

  /** They act once or a few times. {@return false if there is nothing left to do} */
  boolean act() {
    if (acting) {
      return false;
    }
    acting = true;
    try {
      boolean acted = actOnce();
      for (int more = dice.below(4); acted && more > 0; more--) {
        actOnce();
      }
      return acted;
    } finally {
      acting = false;
    }
  }

  /** {@return whether everything that happens now happens on their threads} */
  boolean isActing() {
    return acting;
  }

  private boolean actOnce() {
    batch.notice();
    if (scheduler.owesSignal() && dice.oneIn(2)) {
      counts.add(LATE_SIGNAL);
      scheduler.sendSignal();
      return true;
    }
    if (budget <= 0) {
      return finishOutside() || closeAtLast();
    }
    budget--;
    doSomething();
    return true;
  }

  private void doSomething() {
    switch (dice.below(32)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> submitOne();
      case 9, 10, 11, 12 -> submitChain(anyTarget());
      case 13, 14 -> submitContiguous();
      case 15, 16 -> submitLifeOfSlot();
      case 17 -> submitSeveral();
      case 18, 19 -> batch.use(this::anyTarget);
      case 20 -> submitOpening();
      case 21, 22, 23 -> cancelSomething();
      case 24, 25 -> releaseMemory();
      case 26 -> closeArena();
      case 27 -> acceptance.tryToCloseFile(dice.oneOf(files), make);
      case 28, 29 -> {
        if (!finishOutside()) {
          submitOne();
        }
      }
      case 30 -> program.kernel().signal();
      default -> {
        if (dice.oneIn(4)) {
          close(dice.oneIn(2));
        } else {
          submitOne();
        }
      }
    }
  }

  // ---- submitting ----

  /** {@return a file or slot; rarely a slot that is empty and will stay empty} */
  private SimulatedTarget anyTarget() {
    SimulatedTarget target = dice.oneOf(targets);
    return target.slot == null || isOpenOrToBe(target) || dice.oneIn(8)
        ? target
        : dice.oneOf(files);
  }

  private boolean isOpenOrToBe(SimulatedTarget slot) {
    if (slot.open != null) {
      return true;
    }
    for (SimulatedUnit unit : program.undone()) {
      for (SimulatedOperation operation : unit.operations) {
        if (operation.verb == Verb.OPEN_INTO && operation.target == slot) {
          return true;
        }
      }
    }
    return false;
  }

  private void submitOne() {
    SimulatedOperation operation = make.any(anyTarget(), List.of(), true);
    if (operation != null) {
      submit(List.of(operation));
    }
  }

  private void submit(List<SimulatedOperation> operations) {
    SimulatedUnit unit = new SimulatedUnit(operations);
    if (unit.isOrdered() && dice.oneIn(8)) {
      unit.heldOutside = true;
    }
    if (acceptance.submit(unit, chained(operations)) && unit.heldOutside) {
      counts.add(HELD_OUTSIDE);
      held.add(unit);
    }
  }

  private void submitChain(SimulatedTarget main) {
    List<SimulatedOperation> chain = new ArrayList<>();
    for (int length = dice.between(2, 6); length > 0; length--) {
      add(chain, dice.oneIn(5) ? anyTarget() : main);
    }
    if (!chain.isEmpty()) {
      submit(chain);
    }
  }

  private void add(List<SimulatedOperation> chain, SimulatedTarget target) {
    SimulatedOperation operation = make.any(target, chain, false);
    if (operation != null) {
      chain.add(operation);
    }
  }

  /** Opens a file, and in the same chain or later works on it and closes it. */
  private void submitLifeOfSlot() {
    SimulatedTarget slot = dice.oneOf(slots);
    List<SimulatedOperation> chain = new ArrayList<>();
    if (!isOpenOrToBe(slot) || dice.oneIn(2)) {
      chain.add(make.openInto(slot));
    }
    for (int length = dice.oneOf(0, 0, 2, 3); length > 0; length--) {
      add(chain, slot);
    }
    if (chain.isEmpty() || dice.oneIn(3)) {
      chain.add(make.close(slot));
    }
    submit(chain);
  }

  private void submitContiguous() {
    List<SimulatedOperation> writes = make.contiguousWrites(dice.oneOf(files));
    if (dice.oneIn(2)) {
      submitAll(writes.stream().map(write -> new SimulatedUnit(List.of(write))).toList());
    } else {
      writes.forEach(write -> submit(List.of(write)));
    }
  }

  private void submitSeveral() {
    List<SimulatedUnit> units = new ArrayList<>();
    for (int count = dice.between(1, MAX_UNITS_AT_ONCE); count > 0; count--) {
      SimulatedOperation operation = make.any(anyTarget(), List.of(), true);
      if (operation != null) {
        units.add(new SimulatedUnit(List.of(operation)));
      }
    }
    submitAll(units);
  }

  private void submitAll(List<SimulatedUnit> units) {
    if (!units.isEmpty()) {
      acceptance.submitAll(units);
    }
  }

  private void submitOpening() {
    SimulatedUnit unit =
        new SimulatedUnit(List.of(make.open(program.place().file(0), program.place().missing())));
    unit.opening = true;
    if (acceptance.submit(unit, unit.first().op) && !unit.first().exists) {
      counts.add(FAILED_OPEN);
    }
  }

  /** {@return the operations linked at random, nested in one of the two possible ways} */
  private Op chained(List<SimulatedOperation> operations) {
    int last = operations.size() - 1;
    boolean alwaysHard = dice.oneIn(4);
    boolean alwaysSoft = !alwaysHard && dice.oneIn(2);
    if (dice.oneIn(2)) {
      Op chain = operations.getFirst().op;
      for (int i = 1; i <= last; i++) {
        chain = linked(chain, operations.get(i).op, alwaysHard, alwaysSoft);
      }
      return chain;
    }
    Op chain = operations.get(last).op;
    for (int i = last - 1; i >= 0; i--) {
      chain = linked(operations.get(i).op, chain, alwaysHard, alwaysSoft);
    }
    return chain;
  }

  private Op linked(Op before, Op behind, boolean alwaysHard, boolean alwaysSoft) {
    boolean hard = alwaysHard || (!alwaysSoft && dice.oneIn(2));
    return hard ? before.hardLink(behind) : before.link(behind);
  }

  // ---- interfering ----

  private SimulatedUnit anyUnit() {
    List<SimulatedUnit> undone = program.undone();
    return undone.isEmpty() ? null : dice.oneOf(undone);
  }

  private void cancelSomething() {
    SimulatedUnit unit = dice.oneIn(16) ? acceptance.anyDone() : anyUnit();
    if (unit == null || unit.isBatched) {
      return;
    }
    if (unit.isDone()) {
      unit.discarded = true;
    } else {
      counts.add(CANCELLED);
      unit.cancelRequested = true;
    }
    unit.ticket.cancel();
  }

  private void releaseMemory() {
    SimulatedUnit unit = anyUnit();
    for (SimulatedOperation operation :
        unit == null ? List.<SimulatedOperation>of() : unit.operations) {
      if (operation.pooled != null && !operation.ownerReleased) {
        counts.add(RELEASED_EARLY);
        operation.releaseByOwner();
      }
    }
  }

  private void closeArena() {
    for (SimulatedUnit unit : program.undone()) {
      for (SimulatedOperation operation : unit.operations) {
        if (operation.arena != null && operation.closedAt == 0 && dice.oneIn(2)) {
          counts.add(CLOSED_ARENA);
          operation.closeArena(program.tick());
        }
      }
    }
  }

  // ---- other threads ----

  /** {@return whether something happened for which the coordinator may wait} */
  private boolean finishOutside() {
    if (scheduler.owesSignal()) {
      scheduler.sendSignal();
    } else if (scheduler.hasOpenings()) {
      scheduler.runOpening(dice.below(8));
    } else if (!held.isEmpty()) {
      SimulatedUnit unit = held.remove(dice.below(held.size()));
      unit.heldOutside = false;
      scheduler.coordinator().comeBack(unit.ticket);
    } else {
      return false;
    }
    return true;
  }

  /** After the end, other threads have no work left. */
  void finishAllOutside() {
    while (finishOutside()) {}
  }

  /** Every submission from now on comes too late. */
  void submitAfterEnd() {
    submitOne();
  }

  // ---- closing ----

  private boolean closeAtLast() {
    if (program.isClosing()) {
      return false;
    }
    close(dice.oneIn(4));
    return true;
  }

  private void close(boolean now) {
    if (!program.undone().isEmpty()) {
      counts.add(now ? CLOSED_NOW : CLOSED);
    }
    program.closing(now);
    budget = Math.min(budget, MAX_ACTIONS_AFTER_CLOSE);
    if (now) {
      scheduler.coordinator().requestCloseNow();
    } else {
      scheduler.coordinator().requestClose();
    }
  }
}
