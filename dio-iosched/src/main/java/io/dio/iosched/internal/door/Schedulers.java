// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import io.dio.iosched.IoPriority;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUringUnavailableException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.foreign.ResourceLimit;
import io.dio.iosched.internal.foreign.ThreadIoPriority;
import io.dio.iosched.internal.posix.InlineScheduler;
import io.dio.iosched.internal.ring.RingUnavailableException;
import java.util.Objects;
import java.util.Optional;

/** Chooses and creates the backend of a scheduler. */
final class Schedulers {
  /**
   * The default limit of worker threads of {@link IoScheduler#open} without io_uring. Threads are
   * added only while work waits, so a high limit does not slow down a program with few operations
   * in flight.
   *
   * <p>Measured with direct reads of 4 KiB by 128 virtual threads on two processors, on a build in
   * which workers made all of them and never ended: 64 workers take 14 us per read, 16 take 17 us,
   * and 200 take 12 us but a tenth more processor time.
   */
  static final int FALLBACK_WORKERS = 64;

  private static final String NOT_AVAILABLE = "io_uring is not available";

  private Schedulers() {}

  static IoScheduler open(SchedulerOptions options) {
    check(options);
    try {
      return QueuedScheduler.uring(options);
    } catch (RingUnavailableException e) {
      if (needsRegistration(options)) {
        throw unavailable(
            "registration is required, but there is no ring to register memory with", e);
      }
      return fallBack(options, e);
    }
  }

  /**
   * Opens a scheduler without a ring. The cause that prevented the ring may also prevent the
   * threads. The exception then reports both.
   */
  private static IoScheduler fallBack(SchedulerOptions options, RingUnavailableException refused) {
    int workers = options.workers() == 0 ? FALLBACK_WORKERS : options.workers();
    try {
      return QueuedScheduler.workers(workers, options, Optional.of(refused.unavailabilityCause()));
    } catch (RuntimeException | Error e) {
      e.addSuppressed(unavailable(NOT_AVAILABLE, refused));
      throw e;
    }
  }

  static IoScheduler posix(SchedulerOptions options) {
    Objects.requireNonNull(options, "options");
    if (options.workers() == 0 && !options.ioPriority().equals(IoPriority.INHERITED)) {
      throw new IllegalArgumentException(
          "ioPriority "
              + options.ioPriority()
              + " needs threads of the scheduler's own: use a ring or workers");
    }
    check(options);
    if (needsRegistration(options)) {
      throw new UnsupportedOperationException(
          "registration is required, but blocking calls take no registered memory; open a ring, or"
              + " withRegistrationRequired(false)");
    }
    return options.workers() == 0
        ? new InlineScheduler(options)
        : QueuedScheduler.workers(options.workers(), options, Optional.empty());
  }

  static IoScheduler uring(SchedulerOptions options) {
    check(options);
    try {
      return QueuedScheduler.uring(options);
    } catch (RingUnavailableException e) {
      throw unavailable(NOT_AVAILABLE, e);
    }
  }

  private static IoUringUnavailableException unavailable(
      String context, RingUnavailableException refused) {
    return new IoUringUnavailableException(
        context, refused.unavailabilityCause(), refused.getCause());
  }

  private static void check(SchedulerOptions options) {
    Objects.requireNonNull(options, "options");
    ThreadIoPriority.require(options.ioPriority());
    if (options.fileSlots() > 0) {
      long limit = ResourceLimit.OPEN_FILES.current();
      if (options.fileSlots() > limit) {
        throw new IllegalArgumentException(
            "fileSlots "
                + options.fileSlots()
                + " is more than the limit of open files, "
                + limit
                + " (ulimit -n)");
      }
    }
  }

  private static boolean needsRegistration(SchedulerOptions options) {
    return options.registrationRequired()
        && !(options.slabs().isEmpty() && options.bufferPools().isEmpty());
  }
}
