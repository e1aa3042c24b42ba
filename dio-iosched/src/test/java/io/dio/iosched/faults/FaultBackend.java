// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Rings;
import io.dio.iosched.SchedulerOptions;

/** The backends on which each fault is tried. */
enum FaultBackend {
  RING,
  WORKERS,
  INLINE;

  /** {@return a scheduler, whose every operation goes through the backend; skips without a ring} */
  IoScheduler open(SchedulerOptions options) {
    return switch (this) {
      case RING -> Rings.open(LiburingSource.EMBEDDED, options.withInlineReads(false));
      case WORKERS -> IoScheduler.posix(options.withWorkers(4).withInlineReads(false));
      case INLINE -> IoScheduler.posix(options);
    };
  }

  IoScheduler open() {
    return open(SchedulerOptions.defaults());
  }
}
