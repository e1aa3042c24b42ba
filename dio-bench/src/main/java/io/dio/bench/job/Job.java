// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.Features;

/**
 * One combination of options, which is one row of the report.
 *
 * @param backend the backend that transfers
 * @param access the access pattern
 * @param blockByteSize the bytes of one operation
 * @param threads the number of threads
 * @param virtual whether they are virtual
 * @param depth the number of operations that one thread keeps outstanding
 * @param buffered whether it uses the page cache instead of direct I/O
 * @param features the other features of the backend that it uses
 * @param beside the activity beside it
 */
public record Job(
    BackendKind backend,
    Access access,
    int blockByteSize,
    int threads,
    boolean virtual,
    int depth,
    boolean buffered,
    Features features,
    Beside beside) {

  /** Plain reads and writes, without activity beside them. */
  public Job(
      BackendKind backend,
      Access access,
      int blockByteSize,
      int threads,
      boolean virtual,
      int depth,
      boolean buffered) {
    this(
        backend,
        access,
        blockByteSize,
        threads,
        virtual,
        depth,
        buffered,
        Features.NONE,
        Beside.NONE);
  }

  /** {@return the number of operations outstanding at once} */
  public long inFlight() {
    return (long) threads * depth;
  }

  /**
   * {@return the number of operations outstanding at once in the scheduler that serves the most
   * threads}
   */
  long inFlightOfOneScheduler() {
    return (long) Math.ceilDiv(threads, features.schedulers()) * depth;
  }

  /** {@return the number of schedulers; 0 over a backend that has none} */
  public int schedulers() {
    return backend.isScheduler() ? features.schedulers() : 0;
  }

  /** {@return the same work on the same file, with other threads and another depth} */
  Job with(int newThreads, boolean newVirtual, int newDepth) {
    return new Job(
        backend,
        access,
        blockByteSize,
        newThreads,
        newVirtual,
        newDepth,
        buffered,
        features,
        beside);
  }

  /** {@return the size of all buffers together, in bytes} */
  public long bufferByteSize() {
    return inFlight() * blockByteSize;
  }

  @Override
  public String toString() {
    return "%s %s, %d bytes, %d %sthread%s, depth %d, %s%s%s%s"
        .formatted(
            backend,
            access,
            blockByteSize,
            threads,
            virtual ? "virtual " : "",
            threads == 1 ? "" : "s",
            depth,
            buffered ? "buffered" : "direct",
            features.schedulers() == 1 ? "" : ", " + features.schedulers() + " schedulers",
            features.toString().isEmpty() ? "" : ", " + features,
            beside == Beside.NONE ? "" : ", beside " + beside);
  }
}
