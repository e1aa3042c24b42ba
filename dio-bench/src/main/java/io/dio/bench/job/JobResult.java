// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Mismatch;
import java.util.List;
import java.util.Optional;

/**
 * The result of one job.
 *
 * @param job the combination of options
 * @param status whether it could be run
 * @param direct whether it bypassed the page cache, as the file system reported
 * @param registered whether its buffers were registered with the kernel
 * @param cause why it was not run or failed, or what it was asked to have and did not
 * @param rounds the measured phases; empty if it was not run
 * @param latencies the latencies of the timed operations
 * @param checks the result of checking the data
 */
public record JobResult(
    Job job,
    Status status,
    boolean direct,
    boolean registered,
    Optional<String> cause,
    List<RoundFigures> rounds,
    Percentiles latencies,
    Checks checks) {

  /** The end of a job. */
  public enum Status {
    /** All rounds were run. */
    DONE,
    /** This machine cannot run it. */
    UNAVAILABLE,
    /** An operation failed. */
    FAILED
  }

  /** Latency percentiles in microseconds; NaN if no operation was timed. */
  public record Percentiles(double p50Micros, double p99Micros, double p999Micros) {}

  /**
   * The result of checking the data, in all phases.
   *
   * @param verifiedBytes the number of bytes that were compared and are right; a byte read twice
   *     counts twice
   * @param mismatches the number of blocks with wrong contents
   * @param firstMismatches the first of them
   * @param shortTransfers operations that transferred less than a block
   */
  public record Checks(
      long verifiedBytes, long mismatches, List<Mismatch> firstMismatches, long shortTransfers) {}

  /** {@return whether it was run and no fault was found} */
  public boolean isClean() {
    return status == Status.DONE && checks.mismatches() == 0;
  }
}
