// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.Dice;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.internal.request.Request;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * One random program over a coordinator with a simulated kernel. Everything follows from its seed.
 * Its parts are the kernel, the users, the witness of the kernel's actions, and the judge of the
 * results that users get.
 */
final class SimulatedProgram {
  private static final int FILES = 2;
  private static final int SLOTS = 2;
  private static final int MAX_ENTERS = 20_000;
  private static final int LONGEST_STEP_NANOS = 100_000;

  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulationPlace place;
  private final List<SimulatedTarget> targets = new ArrayList<>();
  private final SimulatedKernel kernel;
  private final SimulatedScheduler scheduler;
  private final SimulatedAcceptance acceptance;
  private final SimulatedOperations make;
  private final SimulatedUsers users;
  private final SimulatedWitness witness = new SimulatedWitness(this);
  private final SimulatedJudge judge;
  private final int maxInFlight;
  private final IdentityHashMap<Request, SimulatedOperation> operations = new IdentityHashMap<>();
  private final List<SimulatedUnit> undone = new ArrayList<>();
  private final List<SimulatedOperation> pooled = new ArrayList<>();
  private AssertionError violation;
  private int clock;
  private long nanos;
  private boolean closing;
  private int closedNowAt = Integer.MAX_VALUE;
  private boolean over;

  /** Uses the files and memory of {@code place}, which only one program may use at a time. */
  SimulatedProgram(long seed, SimulationPlace place, SimulationCounts counts) {
    this.dice = new Dice(seed);
    this.counts = counts;
    this.place = place;
    SimulatedDeath death = dice.oneIn(8) ? SimulatedDeath.any(dice) : null;
    kernel = new SimulatedKernel(this, death);
    maxInFlight = dice.oneIn(4) ? dice.between(4, 24) : 0;
    SchedulerOptions options =
        SchedulerOptions.defaults()
            .withCallbackExecutor(Runnable::run)
            .withFileSlots(SLOTS)
            .withMaxInFlight(maxInFlight)
            .withCoalescing(dice.below(4) > 0);
    scheduler = new SimulatedScheduler(kernel, options, this::nanoTime);
    acceptance = new SimulatedAcceptance(this, scheduler, kernel, maxInFlight);
    judge = new SimulatedJudge(this);
    make = new SimulatedOperations(dice, place.memory());
    List<SimulatedTarget> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      files.add(openFile(place.file(i)));
    }
    List<SimulatedTarget> slots = new ArrayList<>();
    for (FileSlot slot : scheduler.slots()) {
      slots.add(new SimulatedTarget(slot, place.filesOfSlot(slot.index())));
    }
    targets.addAll(files);
    targets.addAll(slots);
    users = new SimulatedUsers(this, make, scheduler, acceptance, files, slots);
  }

  /**
   * The clock of the coordinator. A call of the kernel may take less or more time than expected.
   */
  private long nanoTime() {
    nanos += dice.below(LONGEST_STEP_NANOS);
    return nanos;
  }

  private SimulatedTarget openFile(Path path) {
    SimulatedTarget target = new SimulatedTarget(null, List.of(path));
    int size = dice.below(SimulatedFile.BYTES);
    SimulatedFile file = kernel.calls().file(path);
    file.grow(size);
    file.expectSize(size);
    reopen(target);
    return target;
  }

  /** Opens it again. The lost bytes that the earlier open file knew about are forgotten. */
  void reopen(SimulatedTarget target) {
    boolean durable = dice.oneIn(3);
    List<OpenOption> options =
        new ArrayList<>(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    if (durable) {
      options.add(StandardOpenOption.DSYNC);
    }
    Path path = target.paths.getFirst();
    try {
      target.file = DioFile.open(path, options.toArray(OpenOption[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    target.open = new SimulatedTarget.Open(kernel.calls().file(path), durable);
    target.everPoisoned = false;
  }

  // ---- running ----

  void run() {
    try {
      users.act();
      scheduler.coordinator().run();
      over = true;
      if (violation == null) {
        requireEnd();
      }
    } finally {
      cleanUp();
    }
    if (violation != null) {
      throw violation;
    }
    counts.programEnded(acceptance.operations());
  }

  private void requireEnd() {
    users.batch().notice();
    if (!undone.isEmpty() || users.batch().isRunning()) {
      throw violation("never ended: " + undone);
    }
    if (kernel.isFailed() ? !kernel.isAbandoned() : !kernel.isClosed()) {
      throw violation("the ring is not released");
    }
    users.finishAllOutside();
    scheduler.discardUnclaimed();
    users.submitAfterEnd();
    judge.requireFilesGone();
    // It is released once more, because nothing may be released twice.
    pooled.forEach(judge::requireMemoryGivenBack);
    if (!kernel.isFailed()) {
      requireAccounts();
    }
    for (SimulatedTarget target : targets) {
      acceptance.closeAtEnd(target);
    }
    place.requireReports(this, kernel.isFailed());
  }

  private void requireAccounts() {
    SchedulerStats stats = scheduler.coordinator().stats();
    judge.requireCounted(stats);
    witness.requireCounted(stats);
    for (SimulatedFile file : kernel.calls().files()) {
      if (!file.isAsExpected()) {
        throw violation("a file has other bytes, or another size, than what was done to it");
      }
    }
    if (maxInFlight > 0) {
      scheduler.takeWholeLimit(maxInFlight);
    }
  }

  private void cleanUp() {
    make.close();
    for (SimulatedTarget target : targets) {
      if (target.file != null) {
        try {
          target.file.close();
        } catch (IOException | IllegalStateException e) {
          // This was reported before, or the program has failed and holds it for ever.
        }
      }
    }
  }

  // ---- shared by its parts ----

  Dice dice() {
    return dice;
  }

  SimulationCounts counts() {
    return counts;
  }

  SimulatedUsers users() {
    return users;
  }

  SimulatedKernel kernel() {
    return kernel;
  }

  SimulatedScheduler scheduler() {
    return scheduler;
  }

  SimulatedWitness witness() {
    return witness;
  }

  SimulationPlace place() {
    return place;
  }

  /** {@return the number of the next event} */
  int tick() {
    return ++clock;
  }

  /** The units that were accepted and are not known to have ended, in the order of acceptance. */
  List<SimulatedUnit> undone() {
    return undone;
  }

  /** {@return whether a dead ring has a sync of {@code open}, whose result is never known} */
  boolean isSyncLost(SimulatedTarget.Open open) {
    return kernel.isFailed()
        && operations.values().stream()
            .anyMatch(each ->
                each.acceptedOn == open && each.inKernel && (each.verb.isSync() || each.inSync));
  }

  /** {@return whether a dead ring may have a sync or durable write of {@code open}} */
  boolean isDurableLost(SimulatedTarget.Open open) {
    return kernel.isFailed()
        && operations.values().stream()
            .anyMatch(each ->
                each.acceptedOn == open
                    && (each.inKernel || each.placingFailed)
                    && (each.isDurable(open) || each.inSync));
  }

  SimulatedOperation operation(Op request) {
    SimulatedOperation operation = operations.get((Request) request);
    if (operation == null) {
      operation = continued(request);
    }
    if (operation == null) {
      throw violation("nobody submitted " + request);
    }
    return operation;
  }

  /** {@return the read to which {@code rest} belongs, or null} */
  private SimulatedOperation continued(Op rest) {
    for (SimulatedUnit unit : undone) {
      for (SimulatedOperation operation : unit.operations) {
        if (operation.isRestOf(rest)) {
          return operation;
        }
      }
    }
    return null;
  }

  /** {@return the error to throw} Only the first one counts, even if it is caught. */
  AssertionError violation(String message) {
    return objectTo(message, null);
  }

  /** As {@link #violation}, for places that cannot throw. */
  AssertionError objectTo(String message, Throwable cause) {
    AssertionError found = new AssertionError(message, cause);
    if (violation == null) {
      violation = found;
    }
    return found;
  }

  /**
   * Lets threads other than the coordinator's act. {@return false if they have nothing left to do}
   */
  boolean othersAct() {
    if (kernel.enters() > MAX_ENTERS) {
      throw violation("does not come to an end");
    }
    return violation == null && users.act();
  }

  /** {@return whether the scheduler died, or is just about to} */
  boolean isDead() {
    return kernel.isFailed() || violation != null;
  }

  boolean isOver() {
    return over;
  }

  public boolean isClosing() {
    return closing;
  }

  void closing(boolean now) {
    closing = true;
    if (now) {
      closedNowAt = Math.min(closedNowAt, kernel.enters());
    }
  }

  /** {@return whether everything is cancelled, and the coordinator has had time to notice it} */
  boolean isClosedNow() {
    return kernel.enters() > closedNowAt;
  }

  boolean isCancelRequested(SimulatedUnit unit) {
    return unit.cancelRequested || closedNowAt < Integer.MAX_VALUE;
  }

  // ---- units ----

  void accepted(SimulatedUnit unit) {
    unit.acceptedAt = tick();
    undone.add(unit);
    for (SimulatedOperation operation : unit.operations) {
      operations.put(operation.request, operation);
      if (operation.pooled != null) {
        pooled.add(operation);
      }
      SimulatedTarget target = operation.target;
      operation.acceptedOn = target == null || target.slot != null ? null : target.open;
    }
    if (!unit.isBatched) {
      unit.ticket.onCompletion(_ -> calledBack(unit));
    }
  }

  private void calledBack(SimulatedUnit unit) {
    try {
      ended(unit);
      if (dice.oneIn(16)) {
        othersAct();
      }
    } catch (RuntimeException | AssertionError e) {
      // The ticket shows no exception that it should not.
      objectTo("at the end of " + unit, e);
      throw e;
    }
  }

  void ended(SimulatedUnit unit) {
    if (!undone.remove(unit)) {
      throw violation("ended twice: " + unit);
    }
    unit.doneAt = tick();
    acceptance.ended(unit);
    judge.judge(unit);
    unclaim(unit);
  }

  void unclaim(SimulatedUnit unit) {
    for (SimulatedOperation operation : unit.operations) {
      if (operation.claim != 0) {
        operation.target.unclaim(operation.claim);
      }
    }
  }
}
