// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Objects;
import java.util.Optional;

/** Chooses and creates the backend of a scheduler. */
final class Schedulers {
  private Schedulers() {}

  static IoScheduler open(SchedulerOptions options) {
    Objects.requireNonNull(options, "options");
    try {
      return UringScheduler.open(options);
    } catch (RingUnavailableException e) {
      return new PosixScheduler(options, Optional.of(e.unavailabilityCause().toString()));
    }
  }

  static IoScheduler posix(SchedulerOptions options) {
    Objects.requireNonNull(options, "options");
    return new PosixScheduler(options, Optional.empty());
  }

  static IoScheduler uring(SchedulerOptions options) {
    Objects.requireNonNull(options, "options");
    try {
      return UringScheduler.open(options);
    } catch (RingUnavailableException e) {
      throw new UnsupportedOperationException(
          "io_uring is not available: " + e.unavailabilityCause(), e);
    }
  }
}
