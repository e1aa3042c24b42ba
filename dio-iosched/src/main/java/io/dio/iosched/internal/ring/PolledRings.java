// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Polling;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.UnavailabilityCause;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Creates the rings in which the kernel polls devices for completions. */
final class PolledRings {
  /** IORING_REGISTER_CLONE_BUFFERS of linux/io_uring.h (6.12), which the bindings lack. */
  private static final int REGISTER_CLONE_BUFFERS = 30;

  /** The number of ints in struct io_uring_clone_buffers; the first is the source's descriptor. */
  private static final int CLONE_BUFFERS_INTS = 8;

  private static final int BUSY = liburing_h.IORING_SETUP_IOPOLL();
  private static final int HYBRID = BUSY | liburing_h.IORING_SETUP_HYBRID_IOPOLL();

  private PolledRings() {}

  /** {@return a ring beside {@code first}, with the same registered memory if the kernel can} */
  static KernelRing create(KernelRing first, SchedulerOptions options, RingCalls calls)
      throws RingUnavailableException {
    SchedulerOptions second =
        SchedulerOptions.defaults()
            .withRingDepth(options.ringDepth())
            .withIoPriority(options.ioPriority())
            .withMaxKernelWorkers(options.maxKernelWorkers());
    return RingFactory.create(
        second,
        calls,
        new RingFactory.Wish(candidates(calls, options.polling()), "IORING_SETUP_IOPOLL"),
        descriptor -> cloneBuffers(first, calls, descriptor));
  }

  /** Adds to the degradations of {@code ring} if it polls in another way than wanted. */
  static void tellLacks(KernelRing ring, Polling wanted) {
    if (wanted == Polling.HYBRID && !ring.traits().flagNames().contains("HYBRID_IOPOLL")) {
      ring.lacks(
          Degradation.of(
              "hybrid polling",
              Degradation.Cause.KERNEL_TOO_OLD,
              "kernel "
                  + System.getProperty("os.version")
                  + " does not know IORING_SETUP_HYBRID_IOPOLL (EINVAL); it polls busily",
              "use Linux 6.13 or later"));
    }
  }

  /** The sets of flags, best first. The sets with hybrid polling need Linux 6.13. */
  static List<Integer> candidates(RingCalls calls, Polling polling) {
    List<Integer> all = new ArrayList<>();
    if (polling == Polling.HYBRID) {
      RingFactory.candidates(calls, false).forEach(flags -> all.add(flags | HYBRID));
    }
    RingFactory.candidates(calls, false).forEach(flags -> all.add(flags | BUSY));
    return all;
  }

  private static RegisteredBuffers cloneBuffers(KernelRing first, RingCalls calls, int descriptor) {
    if (!first.registration().isRegistered()) {
      return RegisteredBuffers.none();
    }
    int result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocate(JAVA_INT, CLONE_BUFFERS_INTS);
      argument.set(JAVA_INT, 0, first.descriptor());
      result = calls.register(descriptor, REGISTER_CLONE_BUFFERS, argument, 1);
    }
    if (result < 0) {
      first.lacks(unregistered(result));
    }
    return first.buffers().cloned(result);
  }

  private static Degradation unregistered(int result) {
    ErrnoException failure =
        new ErrnoException("io_uring_register", -result, "IORING_REGISTER_CLONE_BUFFERS");
    return Degradation.of(
            "registered memory for polled operations",
            result == -Errno.EINVAL
                ? Degradation.Cause.KERNEL_TOO_OLD
                : Degradation.Cause.of(failure),
            "the kernel pins and unpins the pages of each: " + failure.getMessage(),
            "use Linux 6.12 or later")
        .withFailure(failure);
  }

  /** {@return what a scheduler works without if there can be no such ring} */
  static Degradation refusal(UnavailabilityCause cause) {
    Degradation noRing = cause.toDegradation();
    Degradation refusal =
        Degradation.of("polling for completions", noRing.cause(), noRing.reason(), noRing.remedy());
    return noRing.failure().map(refusal::withFailure).orElse(refusal);
  }
}
