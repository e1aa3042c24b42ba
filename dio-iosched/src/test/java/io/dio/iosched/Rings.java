// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.foreign.SystemRingCalls;
import io.dio.iosched.testing.KernelVersion;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Real rings for tests, if this machine has them. */
public final class Rings {
  private Rings() {}

  /**
   * {@return a scheduler over io_uring with default options, except that it hands every operation
   * to the ring} Skips the test if there is no ring.
   */
  public static IoScheduler open(LiburingSource liburing) {
    return open(liburing, SchedulerOptions.defaults().withInlineReads(false));
  }

  /**
   * {@return a scheduler over io_uring} Skips the test if there is none, or if it needs file slots
   * and the kernel is too old for them.
   */
  public static IoScheduler open(LiburingSource liburing, SchedulerOptions options) {
    Skip.unless(
        IoUring.isAvailable(),
        "needs io_uring: " + IoUring.unavailabilityCause().map(Object::toString).orElse(""));
    Skip.unless(
        liburing != LiburingSource.SYSTEM || SystemRingCalls.lookup().calls().isPresent(),
        "needs the system's liburing: " + SystemRingCalls.lookup().reason());
    try {
      return IoScheduler.uring(options.withLiburing(liburing));
    } catch (IoUringUnavailableException e) {
      Skip.unless(
          KernelVersion.isAtLeast(5, 19)
              || options.fileSlots() == 0
              || e.unavailabilityCause().kind() != UnavailabilityCause.Kind.KERNEL_TOO_OLD,
          e.getMessage());
      throw e;
    }
  }

  /** {@return the descriptors of all rings and of their wake-ups} */
  public static List<Integer> descriptors() throws IOException {
    List<Integer> descriptors = new ArrayList<>();
    descriptors.addAll(OpenDescriptors.leadingTo("anon_inode:[io_uring]"));
    descriptors.addAll(OpenDescriptors.leadingTo("anon_inode:[eventfd]"));
    return descriptors;
  }
}
