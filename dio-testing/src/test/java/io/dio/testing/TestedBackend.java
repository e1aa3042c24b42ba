// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUring;
import io.dio.iosched.SchedulerOptions;
import io.dio.testing.fixtures.Skip;

/** The backends that each effect is tested on. */
enum TestedBackend {
  INLINE,
  WORKERS,
  RING;

  IoScheduler open() {
    return open(SchedulerOptions.defaults().withFileSlots(2));
  }

  IoScheduler open(SchedulerOptions options) {
    return switch (this) {
      case INLINE -> IoScheduler.posix(options);
      case WORKERS -> IoScheduler.posix(options.withWorkers(2));
      case RING -> {
        Skip.unless(IoUring.isAvailable(), "needs io_uring");
        yield IoScheduler.uring(options);
      }
    };
  }
}
