// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.SchedulerOptions;
import java.util.Locale;

/** The ways in which a scheduler makes its system calls, by their names in {@code --backend}. */
public enum TortureBackend {
  /** A ring, with system calls that dio makes itself. */
  URING_EMBEDDED,
  /** A ring, with the system calls of the system's liburing. */
  URING_SYSTEM,
  /** A ring with a kernel thread that takes submissions. */
  URING_SQPOLL,
  /** Blocking calls on threads of the scheduler. */
  WORKERS,
  /** Blocking calls on the submitting thread. */
  INLINE;

  private static final int MOST_WORKERS = 8;

  /**
   * Opens a scheduler.
   *
   * @throws UnsupportedOperationException if this machine does not have it; the message says why
   */
  public IoScheduler open(SchedulerOptions options) {
    return switch (this) {
      case URING_EMBEDDED -> IoScheduler.uring(options.withLiburing(LiburingSource.EMBEDDED));
      case URING_SYSTEM -> IoScheduler.uring(options.withLiburing(LiburingSource.SYSTEM));
      case URING_SQPOLL ->
          IoScheduler.uring(options.withLiburing(LiburingSource.EMBEDDED).withSqPoll(true));
      case WORKERS -> IoScheduler.posix(options.withWorkers(MOST_WORKERS));
      case INLINE -> IoScheduler.posix(options);
    };
  }

  /** {@return the name on the command line and in reports} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
