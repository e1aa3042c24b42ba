// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import java.util.List;

/**
 * The plan of one {@code dio run}.
 *
 * @param jobs the rows
 * @param verify whether every byte is to be checked
 * @param sampled whether blocks are compared while it is measured, too; what is then measured
 *     includes that
 * @param rounds how many turns each job has
 * @param seconds measured per job, over all rounds
 * @param seed of the pattern and of random offsets
 */
public record RunPlan(
    List<Job> jobs, boolean verify, boolean sampled, int rounds, double seconds, long seed) {
  private static final double MAX_FIRST_WARM_UP_SECONDS = 1;
  private static final double MAX_WARM_UP_SECONDS = 0.5;

  /** Creates a plan in which verification also samples the data. */
  public RunPlan(List<Job> jobs, boolean verify, int rounds, double seconds, long seed) {
    this(jobs, verify, verify, rounds, seconds, seed);
  }

  /** {@return the measured time of one round} */
  public double measuredSeconds() {
    return seconds / rounds;
  }

  /**
   * {@return the warm-up before it: longer in the first round, where the JIT compiler has to come}
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
