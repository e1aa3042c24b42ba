// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Backend;
import io.dio.bench.pattern.Contents;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Reads every block of the file once, in random order, and compares every byte. */
final class CoveringPass {
  /**
   * The pass proves bytes, not speed. So it has at least this many operations in flight, unless the
   * blocks are large. The measured job may have fewer.
   */
  private static final int MIN_IN_FLIGHT = 32;

  private static final long ENOUGH_BYTES_IN_FLIGHT = 32L << 20;

  private CoveringPass() {}

  static void run(Backend backend, RoundWork work, Contents contents)
      throws IOException, InterruptedException {
    Permutation blocks =
        new Permutation(work.fileByteSize() / work.job().blockByteSize(), work.seed());
    AtomicLong cursor = new AtomicLong();
    Job job = deepEnough(work.job());
    Crew crew =
        new Crew(
            job,
            backend,
            (lane, thread) ->
                new CoveringWindow(lane, job.depth(), blocks, cursor, contents, work.tally()),
            () -> cursor.set(blocks.count()));
    try {
      crew.start();
    } finally {
      crew.join();
    }
  }

  /** {@return the job, spread as this pass needs it} */
  static Job deepEnough(Job job) {
    int least = Math.clamp(ENOUGH_BYTES_IN_FLIGHT / job.blockByteSize(), 1, MIN_IN_FLIGHT);
    if (!job.backend().isWindowed()) {
      // Platform threads: virtual threads that block would run only as many at a time as there are
      // carriers.
      return job.with(Math.max(job.threads(), least), false, 1);
    }
    int depth = Math.max(job.depth(), Math.ceilDiv(least, job.threads()));
    return job.with(job.threads(), job.virtual(), depth);
  }
}
