// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.BROKEN_CHAINS;
import static io.dio.iosched.simulation.SimulationCount.BYTES;
import static io.dio.iosched.simulation.SimulationCount.CANCELLED_UNISSUED;
import static io.dio.iosched.simulation.SimulationCount.CHAINS;
import static io.dio.iosched.simulation.SimulationCount.DRAINS;
import static io.dio.iosched.simulation.SimulationCount.DURABLE_PROMISES;
import static io.dio.iosched.simulation.SimulationCount.DURABLE_WRITES;
import static io.dio.iosched.simulation.SimulationCount.POISONED;
import static io.dio.iosched.simulation.SimulationCount.TAKEN_OPEN;
import static io.dio.iosched.simulation.SimulationCount.UNCLAIMED_OPEN;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether the result of a unit is allowed, given what the kernel did for it. It also keeps
 * the expected bytes of every file.
 */
final class SimulatedJudge {
  private static final int ECANCELED = -Errno.ECANCELED;

  private final SimulatedProgram program;
  private final SimulationCounts counts;
  private final Dice dice;

  /** Opened files that no user has taken. */
  private final List<Ticket> unclaimed = new ArrayList<>();

  // The expected statistics.
  private long operations;
  private long bytesRead;
  private long bytesWritten;
  private long shortTransfers;

  SimulatedJudge(SimulatedProgram program) {
    this.program = program;
    this.counts = program.counts();
    this.dice = program.dice();
  }

  /** The end of {@code unit} was noticed. */
  void judge(SimulatedUnit unit) {
    if (unit.size() > 1) {
      counts.add(CHAINS);
    }
    boolean broken = false;
    boolean givenUp = program.isCancelRequested(unit);
    for (SimulatedOperation operation : unit.operations) {
      int result = resultOf(operation);
      count(operation, result);
      if (!isRight(operation, result, broken, givenUp)) {
        throw wrong(operation, result, broken ? ", behind a broken link" : "");
      }
      settle(operation, result);
      if (operation.pooled != null) {
        requireMemoryGivenBack(operation);
      }
      boolean breaks =
          operation.request.link() == Request.Link.SOFT
              && !operation.inKernel
              && operation.breaksLink(operation.performed ? operation.result : result);
      if (breaks && !broken) {
        counts.add(BROKEN_CHAINS);
      }
      // No operation behind a cancelled one may be issued, with either kind of link.
      broken |= breaks || result == ECANCELED;
      // The reported result may be worse than the kernel's. Then the rest of the chain may have
      // begun.
      givenUp |= operation.request.link() == Request.Link.SOFT && operation.breaksLink(result);
    }
    if (dice.oneIn(8)) {
      SimulatedTold.requireTold(program, unit);
    }
  }

  private AssertionError wrong(SimulatedOperation operation, int result, String why) {
    return program.violation(
        "ended with "
            + Outcome.describe(result)
            + why
            + (program.isDead() ? ", with the scheduler" : "")
            + ": "
            + operation
            + " of "
            + operation.unit);
  }

  static int resultOf(SimulatedOperation operation) {
    return operation.unit.ticket instanceof ChainSubmission chain
        ? chain.member(operation.index).result()
        : operation.unit.ticket.result();
  }

  private void count(SimulatedOperation operation, int result) {
    operations++;
    if (!operation.verb.isTransfer() || result < 0) {
      return;
    }
    if (operation.verb.isWrite()) {
      bytesWritten += result;
    } else {
      bytesRead += result;
    }
    shortTransfers += result < operation.length ? 1 : 0;
  }

  void requireCounted(SchedulerStats stats) {
    if (stats.operations() != operations
        || stats.bytesRead() != bytesRead
        || stats.bytesWritten() != bytesWritten
        || stats.shortTransfers() != shortTransfers
        || stats.inFlight() != 0) {
      throw program.violation(
          stats
              + " of "
              + operations
              + " operations, "
              + bytesRead
              + " bytes read, "
              + bytesWritten
              + " written, "
              + shortTransfers
              + " short");
    }
  }

  // ---- results ----

  private boolean isRight(
      SimulatedOperation operation, int result, boolean broken, boolean givenUp) {
    if (result == Outcome.SCHEDULER_DIED) {
      return program.isDead()
          && (operation.inKernel
              || !operation.performed
              || operation.isPartRead()
              || operation.isUnsynced()
              || hasDurableSuccess(operation.unit));
    }
    if (operation.inKernel) {
      return false;
    }
    if (operation.verb == Verb.OPEN) {
      return isRightOpen(operation, result);
    }
    if (operation.verb == Verb.DRAIN) {
      return isRightDrain(operation.unit, result);
    }
    if (result == Outcome.MEMORY_CLOSED) {
      return operation.isMemoryClosed() && operation.delivered;
    }
    if (broken) {
      return !operation.performed
          && (result == ECANCELED || isPreparationFailure(operation, result));
    }
    return operation.performed
        ? isRightPerformed(operation, result, givenUp)
        : isRightUnperformed(operation, result, givenUp);
  }

  /**
   * {@return whether an operation of it may have waited for confirmation when the scheduler died}
   */
  private static boolean hasDurableSuccess(SimulatedUnit unit) {
    for (SimulatedOperation operation : unit.operations) {
      if (operation.performed
          && operation.result >= 0
          && operation.performedOn != null
          && (operation.isDurable(operation.performedOn)
              || (operation.verb.isWrite() && operation.target.slot != null))) {
        // For a slot it is not known in advance which file its chain opens.
        return true;
      }
    }
    return false;
  }

  private boolean isRightPerformed(SimulatedOperation operation, int result, boolean givenUp) {
    if (result == Outcome.FILE_POISONED) {
      return (operation.result >= 0 || operation.isInterruptedAgain())
          && operation.isDurable(operation.performedOn)
          && isPoisoned(operation.performedOn);
    }
    if (result == ECANCELED && (operation.isPartRead() || operation.isUnsynced())) {
      return givenUp;
    }
    boolean atEnd = result < 0 || !operation.isPartRead() || operation.metEnd;
    return result == operation.result
        && atEnd
        && (operation.closedAt == 0 || operation.closedAt > operation.deliveredAt);
  }

  private boolean isPoisoned(SimulatedTarget.Open open) {
    return open.poisonedAt > 0 || program.isDurableLost(open);
  }

  private boolean isRightUnperformed(SimulatedOperation operation, int result, boolean givenUp) {
    if (result == Outcome.FILE_POISONED) {
      counts.add(POISONED);
      return operation.acceptedOn == null
          ? operation.target.everPoisoned
          : isPoisoned(operation.acceptedOn) && operation.isDurable(operation.acceptedOn);
    }
    if (result == ECANCELED) {
      counts.add(CANCELLED_UNISSUED);
      return givenUp;
    }
    return isPreparationFailure(operation, result);
  }

  private static boolean isPreparationFailure(SimulatedOperation operation, int result) {
    return operation.wasUnpreparable && operation.delivered && operation.result == result;
  }

  private boolean isRightOpen(SimulatedOperation operation, int result) {
    if (result == ECANCELED) {
      return program.isCancelRequested(operation.unit);
    }
    if (result == 0) {
      takeFile(operation.unit);
    }
    return result == (operation.exists ? 0 : -Errno.ENOENT);
  }

  /** Some users take the file, and some do not. */
  private void takeFile(SimulatedUnit unit) {
    Ticket opening = unit.ticket;
    if (unit.discarded) {
      requireNoFile(opening);
    } else if (dice.oneIn(2)) {
      counts.add(UNCLAIMED_OPEN);
      unclaimed.add(opening);
    } else {
      takeFile(opening);
    }
  }

  private void takeFile(Ticket opening) {
    DioFile file = opening.file();
    requireNoFile(opening);
    counts.add(TAKEN_OPEN);
    try {
      file.close();
    } catch (IOException e) {
      throw program.violation("closing what " + opening + " opened failed: " + e);
    }
  }

  private void requireNoFile(Ticket opening) {
    DioFile file;
    try {
      file = opening.file();
    } catch (IllegalStateException e) {
      return;
    }
    throw program.violation("handed over what is not to be had any more: " + file);
  }

  /** After the end, files that were not taken are not available any more. */
  void requireFilesGone() {
    unclaimed.forEach(this::requireNoFile);
  }

  private boolean isRightDrain(SimulatedUnit drain, int result) {
    if (result == ECANCELED) {
      return program.isCancelRequested(drain);
    }
    counts.add(DRAINS);
    for (SimulatedUnit other : program.undone()) {
      if (other.index < drain.index && !other.isDone() && drain.waitsFor(other)) {
        throw program.violation("drained before the end of " + other);
      }
    }
    return result == 0;
  }

  void requireMemoryGivenBack(SimulatedOperation operation) {
    // Operations in the kernel of a dead coordinator keep their memory for ever.
    boolean given = operation.inKernel || operation.placingFailed;
    int kept = (operation.ownerReleased ? 0 : 1) + (given ? operation.references() : 0);
    if (operation.pooled.references() != kept) {
      throw program.violation(
          operation.pooled.references() + " references, not " + kept + ", after " + operation);
    }
  }

  // ---- bytes ----

  private void settle(SimulatedOperation operation, int result) {
    if (operation.verb.isRead()) {
      // A failed write may have written a part, or everything if its chain waited for confirmation.
      requireRead(operation, result < 0 ? operation.moved : result);
    }
    if (!operation.performed || operation.performedOn == null) {
      return;
    }
    SimulatedFile file = operation.performedOn.file;
    boolean succeeded = operation.delivered && operation.result >= 0;
    if (operation.verb.isWrite() && !file.isExpectedEmptySince(operation.truncations)) {
      file.expectWrite(operation.offset, operation.moved, operation);
    } else if ((operation.verb == Verb.ALLOCATE || operation.verb == Verb.TRUNCATE) && succeeded) {
      file.expectSize(operation.length);
    } else if (operation.verb == Verb.OPEN_INTO && succeeded && operation.truncates) {
      file.expectEmpty();
    }
    boolean promised = result >= 0 && !operation.breaksLink(result);
    if (promised
        && operation.verb != Verb.SYNC_RANGE
        && operation.isDurable(operation.performedOn)) {
      requireDurable(operation);
    }
  }

  private void requireRead(SimulatedOperation read, int count) {
    if (read.isMemoryClosed() || read.inKernel) {
      return;
    }
    int at = 0;
    for (MemorySegment piece : read.memory) {
      int length = (int) piece.byteSize();
      int part = Math.clamp(count - at, 0, length);
      if (part > 0 && !isAsExpected(read, read.offset + at, piece, part)) {
        throw program.violation("read other bytes than are there: " + read);
      }
      for (int i = part; i < length; i++) {
        if (piece.get(ValueLayout.JAVA_BYTE, i) != SimulatedOperation.UNTOUCHED) {
          throw program.violation("memory was touched behind byte " + count + ": " + read);
        }
      }
      at += length;
    }
    counts.add(BYTES, at);
  }

  private static boolean isAsExpected(
      SimulatedOperation read, int offset, MemorySegment piece, int count) {
    SimulatedFile file = read.performedOn.file;
    return file.isExpectedEmptySince(read.truncations) || file.isAsExpected(offset, piece, count);
  }

  // ---- durability ----

  /** Success is a promise. The bytes that it covers must be on the device. */
  private void requireDurable(SimulatedOperation promise) {
    SimulatedTarget.Open open = promise.performedOn;
    if (open.poisonedAt > 0 && open.poisonedAt < promise.deliveredAt) {
      throw program.violation("promised to be durable after bytes were lost: " + promise);
    }
    counts.add(DURABLE_PROMISES);
    if (promise.verb.isWrite()) {
      requireOnDevice(promise, promise);
      return;
    }
    for (SimulatedOperation write : open.writes) {
      if (covers(promise, write)) {
        requireOnDevice(write, promise);
      }
    }
  }

  private static boolean covers(SimulatedOperation sync, SimulatedOperation write) {
    if (sync.unit == write.unit) {
      return write.index < sync.index;
    }
    if (sync.verb == Verb.BARRIER_SYNC) {
      return write.unit.index < sync.unit.index;
    }
    return write.unit.doneAt > 0 && write.unit.doneAt < sync.unit.acceptedAt;
  }

  private void requireOnDevice(SimulatedOperation write, SimulatedOperation promise) {
    SimulatedFile file = promise.performedOn.file;
    boolean succeeded = write.delivered && write.result == write.length;
    if (!succeeded || write.isMemoryClosed() || write.truncations != file.truncations()) {
      return;
    }
    counts.add(DURABLE_WRITES);
    if (!file.isOnDevice(write.offset, write.length, write.performedAt)) {
      throw program.violation(promise + " promised what is not on the device: " + write);
    }
  }
}
