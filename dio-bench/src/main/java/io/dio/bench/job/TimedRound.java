// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Backend;
import java.io.IOException;

/** Runs a job for a while and measures it. */
final class TimedRound {
  /** The approximate time that timing adds to an operation: two readings of the clock. */
  private static final long CLOCK_COST_NANOS = 60;

  /** If an operation takes this many times the cost of timing, each operation is timed. */
  private static final long CLOCK_COST_SHARE = 100;

  /** If the warm-up made fewer operations than this, percentiles need all of them. */
  private static final long SCARCE_OPERATIONS = 2048;

  private final Backend backend;
  private final Neighbour neighbour;
  private final Phase phase;
  private final Crew crew;

  TimedRound(Backend backend, Neighbour neighbour, RoundWork work, Latencies latencies) {
    this.backend = backend;
    this.neighbour = neighbour;
    this.phase = new Phase(work.job().threads());
    this.crew =
        new Crew(
            work.job(),
            backend,
            (lane, thread) -> new TimedWindow(lane, work, phase, latencies, thread),
            phase::stop);
  }

  RoundFigures run(long warmUpNanos, long measuredNanos) throws IOException, InterruptedException {
    try {
      crew.start();
      Reading warmUp = Reading.take(phase, backend, neighbour);
      crew.awaitFailure(warmUpNanos);
      Reading before = Reading.take(phase, backend, neighbour);
      phase.timeOneIn(timingInterval(before.since(warmUp)));
      RoundFigures measured;
      boolean failed;
      // If no operation completed, there is no rate. Then the phase is measured longer.
      do {
        failed = crew.awaitFailure(measuredNanos);
        measured = Reading.take(phase, backend, neighbour).since(before);
      } while (measured.operations() == 0 && !failed);
      return measured;
    } finally {
      phase.stop();
      crew.join();
    }
  }

  /**
   * {@return one in how many operations is timed, so that timing takes at most one per cent of the
   * processor time of the operations}
   */
  private static long timingInterval(RoundFigures warmUp) {
    long interval = 1;
    while (warmUp.operations() / interval > SCARCE_OPERATIONS
        && warmUp.cpuNanos() / warmUp.operations() * interval
            < CLOCK_COST_NANOS * CLOCK_COST_SHARE) {
      interval *= 2;
    }
    return interval;
  }
}
