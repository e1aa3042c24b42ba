// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.ENTER_AGAIN;
import static io.dio.iosched.simulation.SimulationCount.ENTER_BUSY;
import static io.dio.iosched.simulation.SimulationCount.ENTER_INTERRUPTED;
import static io.dio.iosched.simulation.SimulationCount.PARTIAL_SUBMIT;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How a simulated kernel answers the calls that enter it. */
final class SimulatedEnters {
  private final Dice dice;
  private final SimulationCounts counts;

  /** One of so many calls fails. */
  private final int rarity;

  SimulatedEnters(SimulatedProgram program) {
    this.dice = program.dice();
    this.counts = program.counts();
    this.rarity = dice.oneOf(8, 24, 1000);
  }

  /** {@return the errno with which the call takes nothing, as a negative number; or 0} */
  int refusal() {
    if (!dice.oneIn(rarity)) {
      return 0;
    }
    int errno = dice.oneOf(Errno.EINTR, Errno.EAGAIN, Errno.EBUSY);
    counts.add(
        errno == Errno.EINTR
            ? ENTER_INTERRUPTED
            : errno == Errno.EAGAIN ? ENTER_AGAIN : ENTER_BUSY);
    // The coordinator would sleep for a moment at this point.
    LockSupport.unpark(Thread.currentThread());
    return -errno;
  }

  boolean interruptsWait() {
    if (dice.oneIn(rarity * 4)) {
      counts.add(ENTER_INTERRUPTED);
      return true;
    }
    return false;
  }

  /** {@return how many entries it takes, without cutting a chain} */
  int taking(List<SimulatedEntry> placed) {
    if (placed.size() > 1 && dice.oneIn(rarity)) {
      int first = dice.between(1, placed.size() - 1);
      for (int i = 0; i < placed.size() - 1; i++) {
        int part = 1 + (first - 1 + i) % (placed.size() - 1);
        if (!placed.get(part - 1).isLinked()) {
          counts.add(PARTIAL_SUBMIT);
          return part;
        }
      }
    }
    return placed.size();
  }

  /** {@return how many to take so that a chain is cut, or 0 if there is none} */
  int cut(List<SimulatedEntry> placed) {
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).isLinked()) {
        return i + 1;
      }
    }
    return 0;
  }
}
