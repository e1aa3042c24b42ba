// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.KernelVersion;
import io.dio.testing.fixtures.Skip;
import org.junit.jupiter.api.Test;

/** The result of the probe in a JVM without restrictions; see {@link AvailabilityTest}. */
final class IoUringTest {

  @Test
  void itIsEitherDescribedOrHasACause() {
    assertThat(IoUring.description().isPresent()).isEqualTo(IoUring.isAvailable());
    assertThat(IoUring.unavailabilityCause().isPresent()).isNotEqualTo(IoUring.isAvailable());
  }

  @Test
  void theDescriptionNamesFlagsAndFeatures() {
    Rings.open(LiburingSource.EMBEDDED).close();
    IoUring.Description found = IoUring.description().orElseThrow();
    assertThat(found.flags()).contains("R_DISABLED");
    assertThat(found.features())
        .contains("SINGLE_MMAP", "NODROP", "SUBMIT_STABLE", "EXT_ARG", "NATIVE_WORKERS");
    if (found.liburing() == LiburingSource.SYSTEM) {
      assertThat(found.liburingVersion()).matches("2\\.\\d+");
    } else {
      assertThat(found.liburing()).isEqualTo(LiburingSource.EMBEDDED);
      assertThat(found.liburingVersion()).isEmpty();
    }
  }

  @Test
  void aKernelThatHasThemGrantsTheFlagsOfASingleIssuer() {
    Rings.open(LiburingSource.EMBEDDED).close();
    Skip.unless(KernelVersion.isAtLeast(6, 1), "needs Linux 6.1 or later");
    assertThat(IoUring.description().orElseThrow().flags())
        .contains("SUBMIT_ALL", "COOP_TASKRUN", "TASKRUN_FLAG", "SINGLE_ISSUER", "DEFER_TASKRUN");
  }

  @Test
  void openTakesTheRingWhereItIsAvailable() {
    try (IoScheduler scheduler = IoScheduler.open()) {
      boolean available = IoUring.isAvailable();
      assertThat(scheduler.backend()).isEqualTo(available ? Backend.URING : Backend.POSIX_WORKERS);
      assertThat(scheduler.fallbackReason().isEmpty()).isEqualTo(available);
    }
  }
}
