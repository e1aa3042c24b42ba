// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.Dice;
import io.dio.iosched.FileSlot;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.order.MemberBatch;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A batch that is reused, and the expected results of each use. */
final class SimulatedBatch {
  private final SimulatedProgram program;
  private final Dice dice;
  private final SimulatedAcceptance acceptance;
  private final SimulatedOperations make;
  private final MemberBatch batch;
  private final List<SimulatedUnit> members = new ArrayList<>();
  private boolean running;

  SimulatedBatch(
      SimulatedProgram program,
      SimulatedScheduler scheduler,
      SimulatedAcceptance acceptance,
      SimulatedOperations make) {
    this.program = program;
    this.dice = program.dice();
    this.acceptance = acceptance;
    this.make = make;
    this.batch = scheduler.newBatch(dice.between(1, 8), this::bind);
  }

  /** The members of the batch that {@link #use} expects in this use. */
  private boolean bind(Unit[] units, int count) {
    for (int i = 0; i < count; i++) {
      members.get(i).ticket = units[i];
      members.get(i).bind(units[i].op);
    }
    return true;
  }

  /** Fills and submits it, unless it is in flight. */
  void use(Supplier<SimulatedTarget> targets) {
    if (running) {
      return;
    }
    batch.clear();
    members.clear();
    for (int count = dice.between(1, batch.capacity()); count > 0; count--) {
      SimulatedOperation operation = make.forBatch(targets.get());
      if (operation != null) {
        add(operation);
      }
    }
    if (!members.isEmpty()) {
      running = acceptance.submitBatch(members, batch);
    }
  }

  private void add(SimulatedOperation operation) {
    SimulatedUnit unit = new SimulatedUnit(List.of(operation));
    unit.isBatched = true;
    members.add(unit);
    int index = operation.target.slot != null ? addOnSlot(operation) : addOnFile(operation);
    addFlags(index, operation.verb.isWrite());
  }

  private int addOnFile(SimulatedOperation of) {
    DioFile file = of.target.file;
    if (of.verb.isRead()) {
      return of.pooled != null
          ? batch.read(file, of.parts.getFirst(), of.offset)
          : batch.read(file, of.memory.getFirst(), of.offset);
    }
    return of.pooled != null
        ? batch.write(file, of.parts.getFirst(), of.offset)
        : batch.write(file, of.memory.getFirst(), of.offset);
  }

  private int addOnSlot(SimulatedOperation of) {
    FileSlot slot = of.target.slot;
    if (of.verb.isRead()) {
      return of.pooled != null
          ? batch.read(slot, of.parts.getFirst(), of.offset)
          : batch.read(slot, of.memory.getFirst(), of.offset);
    }
    return of.pooled != null
        ? batch.write(slot, of.parts.getFirst(), of.offset)
        : batch.write(slot, of.memory.getFirst(), of.offset);
  }

  private void addFlags(int index, boolean write) {
    if (write && dice.oneIn(4)) {
      batch.with(index, TransferFlag.DATA_SYNC);
    }
    if (dice.oneIn(8)) {
      batch.preferring(index, TransferFlag.DONT_CACHE);
    }
    if (dice.oneIn(12)) {
      batch.with(index, TransferFlag.NO_WAIT);
    }
  }

  boolean isRunning() {
    return running;
  }

  /** {@return the largest number of its operations that may count as running} */
  int running() {
    return running ? members.size() : 0;
  }

  /** Checks whether it is done, and its results if it is. */
  void notice() {
    if (!running || !batch.isDone()) {
      return;
    }
    running = false;
    program.counts().add(SimulationCount.BATCHES);
    long bytes = 0;
    boolean failed = false;
    for (int i = 0; i < members.size(); i++) {
      SimulatedUnit member = members.get(i);
      SimulatedOperation operation = member.first();
      int result = member.ticket.result();
      bytes += Math.max(0, result);
      boolean fails = result < 0 || (operation.verb.isWrite() && result < operation.length);
      failed |= fails;
      Optional<IOException> failure = batch.failure(i);
      if (batch.bytesTransferred(i) != Math.max(0, result) || failure.isPresent() != fails) {
        throw program.violation("member " + i + " of " + batch + " says otherwise than " + member);
      }
      program.ended(member);
    }
    requireAwait(bytes, failed);
  }

  private void requireAwait(long bytes, boolean failed) {
    try {
      if (batch.await() != bytes || failed) {
        throw program.violation(batch + " has " + bytes + " bytes, failed: " + failed);
      }
    } catch (IOException e) {
      if (!failed) {
        throw program.violation(batch + " failed: " + e);
      }
    }
  }
}
