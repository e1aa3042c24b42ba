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
import io.dio.iosched.internal.request.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries that a simulated kernel has taken and not completed, the links between them, and the
 * completions that were not reaped.
 */
final class SimulatedRequests {
  /** A completion queue entry. */
  record Completion(SimulatedEntry entry, int result) {}

  private final SimulatedWitness witness;
  private final Dice dice;
  private final SimulationCounts counts;
  private final SimulatedCalls calls;

  /** One of so many operations completes while it is being submitted. */
  private final int seldomAtOnce;

  /** One of so many operations is done some time before its completion appears. */
  private final int seldomLate;

  private final List<SimulatedEntry> held = new ArrayList<>();
  private List<Completion> completions = new ArrayList<>();

  SimulatedRequests(SimulatedProgram program, SimulatedCalls calls) {
    this.witness = program.witness();
    this.dice = program.dice();
    this.counts = program.counts();
    this.calls = calls;
    this.seldomAtOnce = dice.oneOf(2, 4, 1000);
    this.seldomLate = dice.oneOf(2, 8, 1000);
  }

  boolean isEmpty() {
    return held.isEmpty() && completions.isEmpty();
  }

  int completionCount() {
    return completions.size();
  }

  List<Completion> takeCompletions() {
    List<Completion> batch = completions;
    completions = new ArrayList<>();
    return batch;
  }

  boolean holdsNothingButWakeUp() {
    for (SimulatedEntry entry : held) {
      if (!entry.isWakeUp()) {
        return false;
      }
    }
    return true;
  }

  /** {@return an operation that can be the next one, or null} */
  SimulatedEntry anyStarted(boolean slow) {
    int first = held.isEmpty() ? 0 : dice.below(held.size());
    for (int i = 0; i < held.size(); i++) {
      SimulatedEntry entry = held.get((first + i) % held.size());
      boolean soon = entry.cancelled || entry.performed || entry.isSlow() == slow;
      if (entry.started && entry.isOperation() && soon) {
        return entry;
      }
    }
    return null;
  }

  // ---- taking ----

  /** Takes entries, chain by chain. */
  void take(List<SimulatedEntry> batch) {
    for (int i = 0; i < batch.size(); ) {
      int end = i + 1;
      while (end < batch.size() && batch.get(end - 1).isLinked()) {
        end++;
      }
      takeChain(batch.subList(i, end));
      i = end;
    }
  }

  private void takeChain(List<SimulatedEntry> chain) {
    SimulatedEntry head = chain.getFirst();
    if (head.isCancel()) {
      cancel(head);
      return;
    }
    held.addAll(chain);
    if (head.isWakeUp()) {
      head.started = true;
      return;
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      chain.get(i).next = chain.get(i + 1);
    }
    for (SimulatedEntry entry : chain) {
      entry.operations.forEach(witness::requireMayStart);
    }
    SimulatedEntry culprit = unpreparable(chain);
    if (culprit != null) {
      refuse(chain, culprit);
    } else {
      start(head);
    }
  }

  private static SimulatedEntry unpreparable(List<SimulatedEntry> chain) {
    for (SimulatedEntry entry : chain) {
      if (!entry.isRun() && entry.first().unpreparable != 0) {
        return entry;
      }
    }
    return null;
  }

  /**
   * The kernel cannot prepare one entry, and cancels all entries that are linked to it, before and
   * after.
   */
  private void refuse(List<SimulatedEntry> chain, SimulatedEntry culprit) {
    counts.add(UNPREPARED);
    if (chain.size() > 1) {
      counts.add(UNPREPARED_SOFT);
    }
    int errno = culprit.first().unpreparable;
    if (culprit.first().preparableLater) {
      culprit.first().unpreparable = 0;
    }
    for (SimulatedEntry entry : chain) {
      finish(entry, entry == culprit ? -errno : -Errno.ECANCELED);
    }
  }

  private void start(SimulatedEntry entry) {
    entry.started = true;
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
    int result = entry.performed ? entry.result : -Errno.ECANCELED;
    finish(entry, result);
    SimulatedEntry behind = entry.next;
    if (behind == null) {
      return;
    }
    if (breaksLink(entry, result)) {
      for (; behind != null; behind = behind.next) {
        finish(behind, -Errno.ECANCELED);
      }
    } else {
      start(behind);
    }
  }

  /**
   * A sync, or a change of storage, that failed is not marked as failed, unless it never began.
   * What is hard-linked starts however the entry before it ended, cancelled included.
   */
  private static boolean breaksLink(SimulatedEntry entry, int result) {
    SimulatedOperation operation = entry.first();
    boolean unnoticed = !entry.cancelled && operation.verb.failsUnnoticedInChains();
    return entry.link == Request.Link.SOFT
        && !unnoticed
        && operation.breaksLink(operation.total(result));
  }

  private void finish(SimulatedEntry entry, int result) {
    entry.operations.forEach(witness::requireStillOwned);
    held.remove(entry);
    completions.add(new Completion(entry, result));
  }

  private void cancel(SimulatedEntry cancellation) {
    SimulatedEntry target = null;
    for (SimulatedEntry entry : held) {
      target = entry.userData == cancellation.cancels ? entry : target;
    }
    int result;
    if (target == null || !target.started) {
      // It is gone, or behind a link, where the kernel does not look.
      counts.add(CANCEL_MISSED);
      result = -Errno.ENOENT;
    } else {
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
      result = done ? 0 : -Errno.EALREADY;
    }
    completions.add(new Completion(cancellation, result));
  }

  // ---- wake-up ----

  /** {@return whether the armed wake-up completed and reported the signals before it} */
  boolean completeWakeUp(boolean dies) {
    for (SimulatedEntry entry : held) {
      if (entry.isWakeUp()) {
        boolean interrupted = !dies && dice.oneIn(32);
        if (interrupted) {
          counts.add(WAKE_UP_INTERRUPTED);
        }
        finish(entry, dies ? -Errno.EBADF : interrupted ? -Errno.EINTR : Long.BYTES);
        return !interrupted;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return held + " in the kernel, " + completions + " completed";
  }
}
