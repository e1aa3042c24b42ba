// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.Features;

/**
 * One combination of options, which is one row of the report.
 *
 * @param backend the way to the file
 * @param access what is done there
 * @param blockByteSize the bytes of one operation
 * @param threads how many threads do it
 * @param virtual whether they are virtual
 * @param depth how many operations one thread keeps outstanding
 * @param buffered through the page cache instead of around it
 * @param features what it uses of the backend besides
 * @param beside what goes on beside it
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

  /** Plain reads and writes, and nothing beside them. */
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

  /** {@return how many operations are outstanding at once} */
  public long inFlight() {
    return (long) threads * depth;
  }

  /**
   * {@return how many operations are outstanding at once in that of the schedulers which serves
   * most threads}
   */
  long inFlightOfOneScheduler() {
    return (long) Math.ceilDiv(threads, features.schedulers()) * depth;
  }

  /** {@return how many schedulers it goes through; 0 over a backend that has none} */
  public int schedulers() {
    return backend.isScheduler() ? features.schedulers() : 0;
  }

  /** {@return the same work on the same file, spread differently} */
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

  /** {@return the memory of all buffers} */
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
