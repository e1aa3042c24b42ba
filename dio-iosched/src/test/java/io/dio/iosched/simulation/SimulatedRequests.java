// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.CANCEL_DONE;
import static io.dio.iosched.simulation.SimulationCount.CANCEL_LATE;
import static io.dio.iosched.simulation.SimulationCount.CANCEL_MISSED;
import static io.dio.iosched.simulation.SimulationCount.CANCEL_PART;
import static io.dio.iosched.simulation.SimulationCount.UNPREPARED;
import static io.dio.iosched.simulation.SimulationCount.UNPREPARED_SOFT;
import static io.dio.iosched.simulation.SimulationCount.WAKE_UP_INTERRUPTED;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.testing.kernel.HeldEntries;
import io.dio.iosched.testing.kernel.KernelChoices;
import java.util.List;

/** The decisions of a simulated kernel about the entries that it has taken. */
final class SimulatedRequests implements KernelChoices<SimulatedEntry> {
  private final SimulatedProgram program;
  private final SimulatedWitness witness;
  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulatedCalls calls;

  /** One of so many operations completes while it is being submitted. */
  private final int seldomAtOnce;

  /** One of so many operations is done some time before its completion appears. */
  private final int seldomLate;

  private final HeldEntries<SimulatedEntry> held = new HeldEntries<>(this);
  private boolean wakeUpBroken;

  SimulatedRequests(SimulatedProgram program, SimulatedCalls calls) {
    this.program = program;
    this.witness = program.witness();
    this.dice = program.dice();
    this.counts = program.counts();
    this.calls = calls;
    this.seldomAtOnce = dice.oneOf(2, 4, 1000);
    this.seldomLate = dice.oneOf(2, 8, 1000);
  }

  HeldEntries<SimulatedEntry> held() {
    return held;
  }

  /** From now on the wake-up fails. */
  void breakWakeUp() {
    wakeUpBroken = true;
  }

  /** {@return an operation that can be the next one, or null} */
  SimulatedEntry anyStarted(boolean slow) {
    List<SimulatedEntry> entries = held.all();
    int first = entries.isEmpty() ? 0 : dice.below(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      SimulatedEntry entry = entries.get((first + i) % entries.size());
      boolean soon = entry.cancelled || entry.performed || entry.isSlow() == slow;
      if (entry.isStarted() && entry.isOperation() && soon) {
        return entry;
      }
    }
    return null;
  }

  // ---- taking ----

  @Override
  public Unprepared<SimulatedEntry> prepare(List<SimulatedEntry> chain) {
    for (SimulatedEntry entry : chain) {
      entry.operations.forEach(witness::requireMayStart);
    }
    for (SimulatedEntry entry : chain) {
      SimulatedOperation operation = entry.first();
      int errno = operation.unpreparable;
      if (!entry.isOneOperation() || errno == 0) {
        continue;
      }
      counts.add(UNPREPARED);
      if (chain.size() > 1) {
        counts.add(UNPREPARED_SOFT);
      }
      if (operation.preparableLater) {
        operation.unpreparable = 0;
      }
      return new Unprepared<>(entry, errno);
    }
    return null;
  }

  @Override
  public void started(SimulatedEntry entry) {
    if (!entry.isSlow() && dice.oneIn(seldomAtOnce)) {
      complete(entry);
    }
  }

  // ---- completing ----

  void complete(SimulatedEntry entry) {
    if (!entry.cancelled && !entry.performed) {
      entry.operations.forEach(witness::requireStillOwned);
      entry.result = calls.perform(entry);
      entry.performed = true;
      if (dice.oneIn(seldomLate)) {
        return;
      }
    }
    held.complete(entry, entry.performed ? entry.result : -Errno.ECANCELED);
  }

  @Override
  public void ending(SimulatedEntry entry) {
    entry.operations.forEach(witness::requireStillOwned);
  }

  @Override
  public int cancel(SimulatedEntry target) {
    target.operations.forEach(witness::requireCancelRequested);
    boolean done = !target.performed && dice.oneIn(2);
    counts.add(done ? CANCEL_DONE : CANCEL_LATE);
    int part = done && dice.oneIn(2) ? calls.performPart(target) : 0;
    if (part > 0) {
      counts.add(CANCEL_PART);
      target.performed = true;
      target.result = part;
    }
    target.cancelled = done && part == 0;
    target.interrupted = !done && !target.performed && dice.oneIn(3);
    return done ? 0 : -Errno.EALREADY;
  }

  @Override
  public void cancelMissed() {
    counts.add(CANCEL_MISSED);
  }

  @Override
  public int wakeUpResult() {
    if (wakeUpBroken) {
      return -Errno.EBADF;
    }
    if (dice.oneIn(32)) {
      counts.add(WAKE_UP_INTERRUPTED);
      return -Errno.EINTR;
    }
    return Long.BYTES;
  }

  @Override
  public AssertionError violation(String message) {
    return program.violation(message);
  }
}
