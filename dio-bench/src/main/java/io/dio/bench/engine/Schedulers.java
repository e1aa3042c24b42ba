// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine;

import io.dio.align.Degradation;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.sys.DioFile;
import java.util.List;
import java.util.stream.Stream;

/** Opens the schedulers of dio for the contenders that use one. */
public final class Schedulers {
  /** The number of threads that {@link IoScheduler#open} uses without io_uring. */
  private static final int WORKERS = 16;

  /** The kernel's limit, IORING_MAX_ENTRIES. */
  private static final long MAX_RING_DEPTH = 32_768;

  private Schedulers() {}

  /** {@return the backends whose scheduler can be opened here} */
  public static List<BackendKind> kinds() {
    return List.of(BackendKind.URING, BackendKind.POSIX_WORKERS);
  }

  /**
   * Opens a scheduler.
   *
   * @param kind one of {@link #kinds}
   * @param inFlight the largest number of operations in flight
   * @throws BackendUnavailableException if this machine does not support it
   */
  public static IoScheduler open(BackendKind kind, long inFlight)
      throws BackendUnavailableException {
    SchedulerOptions options = SchedulerOptions.defaults();
    long depth = Math.clamp(inFlight, options.ringDepth(), MAX_RING_DEPTH);
    options = options.withRingDepth((int) (Long.highestOneBit(depth - 1) << 1));
    try {
      return kind == BackendKind.URING
          ? IoScheduler.uring(options)
          : IoScheduler.posix(options.withWorkers(WORKERS));
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException(e.getMessage(), e);
    }
  }

  /** {@return what the file and the scheduler were asked to have and do not} */
  public static List<Degradation> degradations(DioFile file, IoScheduler scheduler) {
    return Stream.concat(file.degradations().stream(), scheduler.degradations().stream()).toList();
  }
}
