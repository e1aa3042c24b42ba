// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Traffic;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The measured phase of one round of a job.
 *
 * @param nanos how long it was
 * @param operations completed in it
 * @param cpuNanos processor time in it
 * @param allocatedBytes allocated in it
 * @param deviceReadBytes read from devices in it; empty where the system does not tell
 * @param traffic of the backend in it; empty where each operation is one system call
 * @param syncs made beside the job in it; empty if nothing was to sync
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

  /** {@return how often a second the job's neighbour synced} NaN if it was not to. */
  public double syncsPerSecond() {
    return syncs.isPresent() ? syncs.getAsLong() * 1e9 / nanos : Double.NaN;
  }

  /**
   * {@return operations per system call} NaN where none was counted, or where those of the job and
   * of its neighbour are counted together.
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
