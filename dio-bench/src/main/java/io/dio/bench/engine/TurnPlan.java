// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

/**
 * One turn of a contender.
 *
 * @param warmUpSeconds how long it runs before it is measured
 * @param measuredSeconds how long it is measured, if the job has no length of its own
 * @param number the number of the turn among all turns of the run, from 0
 * @param seed the seed of random offsets, different for each round and the same for all contenders
 */
public record TurnPlan(double warmUpSeconds, double measuredSeconds, int number, long seed) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** {@return the warm-up in nanoseconds} */
  public long warmUpNanos() {
    return Math.round(warmUpSeconds * NANOS_PER_SECOND);
  }

  /** {@return the measured time in nanoseconds} */
  public long measuredNanos() {
    return Math.round(measuredSeconds * NANOS_PER_SECOND);
  }
}
