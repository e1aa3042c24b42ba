// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.Dice;

/** How a simulated ring comes to its end before it is closed. */
enum SimulatedDeath {
  /** Entering fails with an error that nobody can mend. */
  ERRNO(SimulationCount.DEATH_ERRNO),
  /** Entering throws. */
  THROWN(SimulationCount.DEATH_THROWN),
  /** Placing throws. */
  PLACING(SimulationCount.DEATH_PLACING),
  /** The kernel takes a part of a chain. */
  CUT(SimulationCount.DEATH_CUT),
  /** A completion arrives a second time. */
  STRAY(SimulationCount.DEATH_STRAY),
  /** The wake-up does not work. */
  WAKE_UP(SimulationCount.DEATH_WAKE_UP);

  final SimulationCount count;

  SimulatedDeath(SimulationCount count) {
    this.count = count;
  }

  /** {@return one of them} A chain is not always there to be cut, so that more often. */
  static SimulatedDeath any(Dice dice) {
    return dice.oneIn(8) ? CUT : dice.oneOf(values());
  }

  /** What is thrown at the coordinator, in place of a lack of memory or worse. */
  static final class Thrown extends Error {
    private static final long serialVersionUID = 1L;

    Thrown() {
      super("thrown by the simulation", null, false, false);
    }
  }
}
