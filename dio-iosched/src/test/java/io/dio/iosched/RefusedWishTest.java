// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.UnprivilegedUser;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Skip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Rings under limits of locked memory and of threads. Such limits apply only to unprivileged users.
 */
@EnabledOnOs(OS.LINUX)
final class RefusedWishTest {
  private static final int ROUNDS = 20;
  private static final int RING_ROUNDS = 60;

  /** {@return the output of {@link RefusedWishProbe}, the last line of each key} */
  private static Map<String, String> probe(String... arguments) throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without a ring
    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            UnprivilegedUser.prefix(RefusedWishProbe.class),
            List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"),
            RefusedWishProbe.class,
            arguments);
    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, String> told = new LinkedHashMap<>();
    result
        .output()
        .lines()
        .filter(line -> line.contains("="))
        .forEach(line ->
            told.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return told;
  }

  @Test
  void requiredRegistrationNamesWhatRefusedTheRing() throws Exception {
    Map<String, String> told = probe("registration");
    // A kernel that does not count the memory of a ring refuses the slab instead.
    if (told.containsKey("openKind")) {
      assertThat(told).containsEntry("openKind", "NOT_ENOUGH_MEMORY");
      assertThat(told.get("open"))
          .startsWith("IoUringUnavailableException: registration is required, but there is no ring")
          .contains("io_uring_setup(", "ENOMEM", "raise the locked memory limit (ulimit -l)");
    } else {
      assertThat(told.get("open"))
          .contains("registration is required, but registering", "ENOMEM", "(ulimit -l)");
    }
    assertThat(told.get("openCause")).startsWith("io.dio.align.ErrnoException: io_uring_");
    assertThat(told.get("uringCause")).startsWith("io.dio.align.ErrnoException: io_uring_");
    assertThat(told.get("posix"))
        .contains("blocking calls take no registered memory", "withRegistrationRequired(false)");
  }

  /** Only an opening needs a thread of the JVM. Without one it fails and says so. */
  @Test
  void aLimitOfThreadsThatComesLaterStopsNoOperationOfTheKernels() throws Exception {
    Map<String, String> told = probe("threads");
    assertThat(told)
        .containsEntry("syncs", "" + RefusedWishProbe.SYNCS)
        .containsEntry("others", "2")
        .containsEntry("missing", "[]");
    assertThat(told.get("failed")).startsWith("open(path=").contains(" failed: no thread: ");
  }

  @Test
  void aSubmittingThreadThatTheLimitForbidsIsToldWithItsRemedy() throws Exception {
    Map<String, String> told = probe("threads");
    assertThat(told).containsEntry("sqPollUringKind", "NO_THREAD");
    assertThat(told.get("sqPollUring"))
        .startsWith("IoUringUnavailableException: io_uring is not available: io_uring_setup(")
        .contains("flags=IORING_SETUP_SQPOLL", "EAGAIN", "ulimit -u", "withSqPoll(false)");
    assertThat(told.get("sqPollOpen")).startsWith("OutOfMemoryError: unable to create native");
    assertThat(told.get("sqPollOpenSuppressed")).contains("IoUringUnavailableException", "SQPOLL");
  }

  @Test
  void slabsAreRegisteredAgainAsSoonAsTheSchedulerBeforeIsClosed() throws Exception {
    Map<String, String> told = probe("slabs", "" + ROUNDS);
    assertThat(told).containsEntry("registered", "" + ROUNDS);
  }

  @Test
  void aRingIsOpenedThoughTheMemoryOfClosedOnesComesBackLate() throws Exception {
    Map<String, String> told = probe("rings", "" + RING_ROUNDS);
    Skip.unless(told.get("first").equals("URING"), "needs pages small enough for 64 KiB to do");
    assertThat(told).containsEntry("opened", "" + RING_ROUNDS).doesNotContainKey("fallback");
    if (!told.get("withNothing").equals("URING")) {
      assertThat(told.get("withNothing"))
          .contains("ENOMEM", "tried again for 255 ms", "the memory of closed rings late");
    }
  }
}
