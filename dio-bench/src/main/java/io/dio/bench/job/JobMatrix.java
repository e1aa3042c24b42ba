// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.Features;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Combines lists of values: each value is tried with each value of the other lists.
 *
 * <p>A backend on which one thread cannot keep several operations outstanding has only rows with
 * depth 1. A row with another depth would show something that never ran. For the same reason a
 * backend without a scheduler has no rows with features of schedulers, and no row has more
 * schedulers than threads.
 */
public record JobMatrix(
    List<BackendKind> backends,
    List<Access> accesses,
    List<Integer> blockByteSizes,
    List<Integer> threads,
    List<Boolean> virtual,
    List<Integer> depths,
    List<Boolean> buffered,
    List<Features> features,
    List<Beside> beside) {

  /**
   * {@return every combination once; combinations that differ only in the backend are neighbours}
   */
  public List<Job> jobs() {
    Set<Job> jobs = new LinkedHashSet<>();
    for (boolean isBuffered : buffered) {
      for (Access access : accesses) {
        for (int blockByteSize : blockByteSizes) {
          for (boolean isVirtual : virtual) {
            for (int threadCount : threads) {
              for (int depth : depths) {
                for (Features wanted : features) {
                  for (Beside neighbour : beside) {
                    for (BackendKind backend : backends) {
                      Features used =
                          backend.isScheduler()
                              ? wanted.forThreads(threadCount)
                              : wanted.withoutScheduler();
                      jobs.add(
                          new Job(
                              backend,
                              access,
                              blockByteSize,
                              threadCount,
                              isVirtual,
                              depth(backend, depth, used),
                              isBuffered,
                              used,
                              neighbour));
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return List.copyOf(jobs);
  }

  /** A batch is outstanding as a whole, on every backend. */
  private static int depth(BackendKind backend, int wanted, Features features) {
    return Math.max(backend.isWindowed() ? wanted : 1, features.batch());
  }
}
