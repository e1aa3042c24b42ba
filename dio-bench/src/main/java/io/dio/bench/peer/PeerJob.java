// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import io.dio.bench.job.Access;
import io.dio.bench.job.Beside;
import io.dio.bench.job.Job;

/**
 * The job of another program.
 *
 * @param access the access pattern
 * @param blockByteSize the bytes of one operation
 * @param inFlight the number of operations outstanding at once; a peer keeps all of them on one
 *     thread, or one on each of as many threads
 * @param buffered whether it uses the page cache instead of direct I/O
 * @param beside the activity of dio beside it
 */
public record PeerJob(
    Access access, int blockByteSize, int inFlight, boolean buffered, Beside beside) {

  /** {@return the job of a peer that is as deep as {@code job} over all its threads} */
  public static PeerJob like(Job job) {
    return new PeerJob(
        job.access(),
        job.blockByteSize(),
        Math.toIntExact(job.inFlight()),
        job.buffered(),
        job.beside());
  }
}
