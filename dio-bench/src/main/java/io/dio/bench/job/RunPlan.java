// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.util.List;

/**
 * The plan of one {@code dio run}.
 *
 * @param jobs the rows
 * @param verify whether to check every byte
 * @param sampled whether to compare blocks also during the measurement, which then includes the
 *     time for that
 * @param rounds the number of turns of each job
 * @param seconds the measured time per job, over all rounds
 * @param seed of the pattern and of random offsets
 */
public record RunPlan(
    List<Job> jobs, boolean verify, boolean sampled, int rounds, double seconds, long seed) {
  private static final double MAX_FIRST_WARM_UP_SECONDS = 1;
  private static final double MAX_WARM_UP_SECONDS = 0.5;

  /** Creates a plan in which verification also compares blocks during the measurement. */
  public RunPlan(List<Job> jobs, boolean verify, int rounds, double seconds, long seed) {
    this(jobs, verify, verify, rounds, seconds, seed);
  }

  /** {@return the measured time of one round} */
  public double measuredSeconds() {
    return seconds / rounds;
  }

  /**
   * {@return the warm-up before a round, which is longer in the first round because the JIT
   * compiler has to run}
   */
  public double warmUpSeconds(int round) {
    return round == 0
        ? Math.min(MAX_FIRST_WARM_UP_SECONDS, seconds / 2)
        : Math.min(MAX_WARM_UP_SECONDS, measuredSeconds() / 2);
  }

  boolean isLast(int round) {
    return round == rounds - 1;
  }

  boolean writes() {
    return jobs.stream().anyMatch(job -> job.access().isWrite());
  }
}
