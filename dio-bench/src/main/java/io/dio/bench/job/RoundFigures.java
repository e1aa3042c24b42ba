// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Traffic;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The measured phase of one round of a job.
 *
 * @param nanos its duration
 * @param operations completed in it
 * @param cpuNanos processor time in it
 * @param allocatedBytes allocated in it
 * @param deviceReadBytes bytes read from devices in it; empty if the system does not report them
 * @param traffic the counters of the backend in it; empty if each operation is one system call
 * @param syncs syncs beside the job in it; empty if there was no such activity
 */
public record RoundFigures(
    long nanos,
    long operations,
    long cpuNanos,
    long allocatedBytes,
    OptionalLong deviceReadBytes,
    Optional<Traffic> traffic,
    OptionalLong syncs) {

  public double operationsPerSecond() {
    return operations * 1e9 / nanos;
  }

  /** {@return processor time per operation} NaN if there was none. */
  public double cpuMicrosPerOperation() {
    return operations == 0 ? Double.NaN : cpuNanos / 1e3 / operations;
  }

  /** {@return heap allocated per operation} NaN if there was none. */
  public double allocatedBytesPerOperation() {
    return operations == 0 ? Double.NaN : (double) allocatedBytes / operations;
  }

  /** {@return the syncs per second of the job's neighbour} NaN if there was none. */
  public double syncsPerSecond() {
    return syncs.isPresent() ? syncs.getAsLong() * 1e9 / nanos : Double.NaN;
  }

  /**
   * {@return operations per system call} NaN if they were not counted, or if the job and its
   * neighbour were counted together.
   */
  public double operationsPerSystemCall() {
    if (syncs.isPresent() && traffic.isPresent()) {
      return Double.NaN;
    }
    return traffic
        .map(t -> t.systemCalls() == 0 ? Double.NaN : (double) t.operations() / t.systemCalls())
        .orElse(1.0);
  }
}
