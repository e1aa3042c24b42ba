// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.align.Errno;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;

/**
 * Observes and records what a simulated kernel is given, does and reports. It objects to three
 * things: an operation that starts too early, one that runs twice, and one that counts as ended
 * while it runs.
 */
final class SimulatedWitness {
  private static final int DATA_SYNC = TransferFlag.DATA_SYNC.rwf();

  private final SimulatedProgram program;

  private long writesInRuns;
  private long droppedFlags;
  private long refusedWishes;

  SimulatedWitness(SimulatedProgram program) {
    this.program = program;
  }

  /** {@code operation} is written into the submission queue. */
  void placing(SimulatedOperation operation, int rwFlags) {
    boolean goesOn = operation.isPartRead() && operation.issued != operation.request;
    boolean again = operation.cameShort && (operation.writeFirst || operation.isInterruptedAgain());
    if (operation.performed && !again && !(goesOn && operation.from == operation.reached)) {
      throw program.violation("issued again: " + operation);
    }
    requireMayBePlaced(operation);
    operation.writeFirst =
        (operation.request.rwFlags() & DATA_SYNC) != 0 && (rwFlags & DATA_SYNC) == 0;
    if (again && operation.writeFirst) {
      throw program.violation("made again, and once more without its flag: " + operation);
    }
    int flags = operation.writeFirst ? rwFlags | DATA_SYNC : rwFlags;
    boolean withoutWishes = flags != operation.request.rwFlags();
    if (withoutWishes && (!operation.wishRefused || flags != operation.request.requiredRwFlags())) {
      throw program.violation("with flags " + rwFlags + ": " + operation);
    }
    if (withoutWishes && !operation.wishDropped) {
      operation.wishDropped = true;
      droppedFlags++;
    }
    operation.inKernel = true;
    operation.placedAt = program.tick();
  }

  /** {@code sync} is written as one entry. */
  void placingSync(SimulatedEntry sync) {
    Object on = sync.first().on;
    for (SimulatedUnit other : program.undone()) {
      if (other.first().inSync && other.first().on.equals(on)) {
        throw program.violation("two shared syncs at a time: " + other + " and " + sync);
      }
    }
    for (SimulatedOperation operation : sync.operations) {
      if (!operation.on.equals(on)) {
        throw program.violation("one sync of two files: " + sync);
      }
      if (!operation.verb.isWrite()) {
        placing(operation, 0);
      } else if (operation.awaitsSync()) {
        requireMayBePlaced(operation);
      } else {
        throw program.violation("to be synced before it was written: " + operation);
      }
      operation.inKernel = true;
      operation.placedAt = program.tick();
      operation.inSync = true;
    }
  }

  private void requireMayBePlaced(SimulatedOperation operation) {
    if (operation.inKernel) {
      throw program.violation("placed while it is with the kernel: " + operation);
    }
    if (operation.unit.isDone()) {
      throw program.violation("issued although its ticket is done: " + operation);
    }
    if (program.isClosedNow()) {
      throw program.violation("issued after closeNow: " + operation);
    }
  }

  /** The kernel syncs the file for a write. */
  void syncing(SimulatedOperation write) {
    SimulatedTarget target = write.target;
    if (target.open == null || target.open != write.performedOn) {
      throw program.violation("another file is synced than was written: " + write);
    }
    if (target.open.poisonedAt > 0 && target.open.poisonedAt < write.placedAt) {
      throw program.violation("issued although its file is poisoned: " + write);
    }
  }

  /** The completion of its sync is being reaped. */
  void deliveringSync(SimulatedOperation operation, int result) {
    operation.inSync = false;
    if (operation.verb.isWrite()) {
      boolean interrupted = result == -Errno.EINTR;
      operation.writeFirst = interrupted;
      delivering(operation, result < 0 && !interrupted ? result : operation.length);
    } else {
      delivering(operation, result);
    }
  }

  /** {@code run} is written as one entry. */
  void placedRun(SimulatedEntry run) {
    writesInRuns += run.operations.size();
    SimulatedOperation before = null;
    for (SimulatedOperation member : run.operations) {
      if (before != null
          && (member.target != before.target
              || member.offset != before.offset + before.length
              || member.request.rwFlags() != before.request.rwFlags())) {
        throw program.violation("a run of what does not belong together: " + run);
      }
      if (member.verb != Verb.WRITE || (run.rwFlags & ~TransferFlag.DATA_SYNC.rwf()) != 0) {
        throw program.violation("a run of what is not to be merged: " + run);
      }
      before = member;
    }
  }

  /** The kernel has taken it. */
  void requireMayStart(SimulatedOperation operation) {
    SimulatedUnit unit = operation.unit;
    if (unit.heldOutside) {
      throw program.violation("started before what it is held for has ended: " + operation);
    }
    if (!unit.isOrdered()) {
      return;
    }
    for (SimulatedUnit other : program.undone()) {
      if (other.index < unit.index && !other.isDone() && unit.waitsFor(other)) {
        throw program.violation(operation + " started before the end of " + other);
      }
    }
  }

  /** Its turn has come. */
  void performing(SimulatedOperation operation) {
    SimulatedTarget target = operation.target;
    operation.performed = true;
    operation.performedAt = program.tick();
    operation.performedOn = target.open;
    if (target.changedBy > operation.unit.index) {
      throw program.violation(
          "finds the slot changed by unit " + target.changedBy + ": " + operation);
    }
    if (target.open == null) {
      return;
    }
    operation.truncations = target.open.file.truncations();
    int poisonedAt = target.open.poisonedAt;
    if (poisonedAt > 0 && poisonedAt < operation.placedAt && operation.isDurable(target.open)) {
      throw program.violation("issued although its file is poisoned: " + operation);
    }
  }

  /** Until now the kernel could access its memory. */
  void requireStillOwned(SimulatedOperation operation) {
    if (operation.unit.isDone()) {
      throw program.violation("its ticket is done while the kernel has it: " + operation);
    }
    RecordingMemory pooled = operation.pooled;
    int owners = operation.ownerReleased ? 0 : 1;
    if (pooled != null && pooled.references() != owners + operation.references()) {
      throw program.violation(
          pooled.references() + " references to the memory that the kernel has: " + operation);
    }
  }

  /** It is about to be cancelled. */
  void requireCancelRequested(SimulatedOperation operation) {
    if (!program.isCancelRequested(operation.unit)) {
      throw program.violation("nobody asked to cancel " + operation);
    }
  }

  /** Its completion is being reaped. */
  void delivering(SimulatedOperation operation, int result) {
    operation.inKernel = false;
    operation.delivered = true;
    operation.deliveredAt = program.tick();
    operation.result = operation.total(result);
    operation.reached = Math.max(operation.reached, operation.result);
    operation.cameShort |=
        operation.isUnsynced() && operation.result >= 0 && operation.result < operation.length;
    if (!operation.performed && !operation.wishRefused && operation.request.isRefusedWish(result)) {
      operation.wishRefused = true;
      refusedWishes++;
    }
    boolean lost = SimulatedCalls.isLostWrite(result);
    SimulatedTarget.Open file = operation.performedOn;
    if (lost && operation.performed && file != null && operation.isDurable(file)) {
      operation.target.everPoisoned = true;
      if (file.poisonedAt == 0) {
        file.poisonedAt = operation.deliveredAt;
      }
    }
  }

  /** {@code operation} opens or closes its slot. */
  void changing(SimulatedOperation operation) {
    operation.target.changedBy = operation.unit.index;
  }

  /**
   * The coordinator sleeps, and no operation in the kernel is about to end. So everything that
   * could be started must have been started.
   */
  void requireNothingForgotten() {
    SimulatedScheduler scheduler = program.scheduler();
    if (scheduler.owesSignal()) {
      return;
    }
    program.counts().add(SimulationCount.QUIET);
    boolean room = hasRoomForAll();
    if (room && scheduler.hasWork()) {
      throw program.violation("sleeps although work was handed over: " + program.undone());
    }
    for (SimulatedUnit unit : program.undone()) {
      if (unit.isInKernel()
          || unit.isDone()
          || unit.opening
          || waitsToBeBelieved(unit)
          || waitsForSync(unit)) {
        continue;
      }
      if (unit.opensIntoSlot() && scheduler.hasOpenings()) {
        // Another thread may be working on its file.
        continue;
      }
      if (program.isCancelRequested(unit)) {
        throw program.violation("is cancelled, was never issued, and has not ended: " + unit);
      }
      if (room && !unit.heldOutside && !waits(unit)) {
        throw program.violation("nothing keeps it from starting: " + unit);
      }
    }
  }

  /**
   * {@return whether it succeeded beside a durable call of its file that is still in the kernel}
   */
  private boolean waitsToBeBelieved(SimulatedUnit unit) {
    for (SimulatedOperation mine : unit.operations) {
      if (mine.delivered && mine.result >= 0 && isDurable(mine)) {
        for (SimulatedUnit other : program.undone()) {
          for (SimulatedOperation theirs : other.operations) {
            if (theirs.inKernel && mine.on.equals(theirs.on) && isDurable(theirs)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  /** {@return whether its next step is a sync, and another sync of the file is in the kernel} */
  private boolean waitsForSync(SimulatedUnit unit) {
    if (!unit.isLoneSync() && !unit.first().awaitsSync()) {
      return false;
    }
    for (SimulatedUnit other : program.undone()) {
      if (other.first().inSync && other.first().on.equals(unit.first().on)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDurable(SimulatedOperation operation) {
    return operation.target != null && (operation.verb.isSync() || operation.request.isDurable());
  }

  /** {@return whether the kernel has room for every operation that is not in it} */
  private boolean hasRoomForAll() {
    int free = program.kernel().free();
    for (SimulatedUnit unit : program.undone()) {
      if (!unit.isInKernel() && unit.size() > free) {
        return false;
      }
    }
    return true;
  }

  private boolean waits(SimulatedUnit unit) {
    for (SimulatedUnit other : program.undone()) {
      if (other.index < unit.index && !other.isDone() && unit.waitsFor(other)) {
        return true;
      }
    }
    return false;
  }

  void requireCounted(SchedulerStats stats) {
    if (stats.coalescedWrites() != writesInRuns
        || stats.droppedFlags() < droppedFlags
        || stats.droppedFlags() > refusedWishes) {
      throw program.violation(
          stats
              + " of "
              + writesInRuns
              + " writes in runs, "
              + droppedFlags
              + " to "
              + refusedWishes
              + " dropped flags");
    }
  }
}
