// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import io.dio.bench.job.Access;
import io.dio.bench.job.Beside;
import io.dio.bench.job.Job;

/**
 * The job of another program.
 *
 * @param access what is done to the file
 * @param blockByteSize the bytes of one operation
 * @param inFlight how many operations are outstanding at once: on one thread by a peer that can, or
 *     one on each of as many threads
 * @param buffered through the page cache instead of around it
 * @param beside what goes on beside it, by our own doing
 */
public record PeerJob(
    Access access, int blockByteSize, int inFlight, boolean buffered, Beside beside) {

  /** {@return the job of a peer that is to be as deep as {@code job} over all its threads} */
  public static PeerJob like(Job job) {
    return new PeerJob(
        job.access(),
        job.blockByteSize(),
        Math.toIntExact(job.inFlight()),
        job.buffered(),
        job.beside());
  }
}
