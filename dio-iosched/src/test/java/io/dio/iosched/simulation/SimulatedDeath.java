// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.Dice;

/** The ways in which a simulated ring can die before it is closed. */
enum SimulatedDeath {
  /** Entering fails with an error that cannot be repaired. */
  ERRNO(SimulationCount.DEATH_ERRNO),
  /** Entering throws. */
  THROWN(SimulationCount.DEATH_THROWN),
  /** Placing throws. */
  PLACING(SimulationCount.DEATH_PLACING),
  /** The kernel takes only a part of a chain. */
  CUT(SimulationCount.DEATH_CUT),
  /** A completion arrives a second time. */
  STRAY(SimulationCount.DEATH_STRAY),
  /** The wake-up does not work. */
  WAKE_UP(SimulationCount.DEATH_WAKE_UP);

  final SimulationCount count;

  SimulatedDeath(SimulationCount count) {
    this.count = count;
  }

  /**
   * {@return a random one} Cutting a chain is more frequent, because there is not always a chain.
   */
  static SimulatedDeath any(Dice dice) {
    return dice.oneIn(8) ? CUT : dice.oneOf(values());
  }

  /** Thrown at the coordinator. It stands for a lack of memory or a worse error. */
  static final class Thrown extends Error {
    private static final long serialVersionUID = 1L;

    Thrown() {
      super("thrown by the simulation", null, false, false);
    }
  }
}
