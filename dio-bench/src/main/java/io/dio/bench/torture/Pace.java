// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

/** How many operations the programs of an episode keep in flight. */
enum Pace {
  /** Each program keeps many in flight and waits for them in many ways. */
  BUSY {
    @Override
    boolean isPatient(int step) {
      return false;
    }
  },

  /**
   * Each program waits for its operation before it submits the next one, as most programs do. The
   * scheduler then lets waiting threads make their operations themselves.
   */
  PATIENT {
    @Override
    boolean isPatient(int step) {
      return true;
    }
  },

  /** The programs are patient and busy by turns, so that the scheduler's threads have to follow. */
  ALTERNATING {
    @Override
    boolean isPatient(int step) {
      return step / STEPS_OF_A_TURN % 2 == 0;
    }
  };

  private static final int STEPS_OF_A_TURN = 60;

  /** {@return whether that step waits for its operation} */
  abstract boolean isPatient(int step);
}
