// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.align.Degradation.Cause;
import io.dio.align.foreign.Host;
import java.util.List;
import org.junit.jupiter.api.Test;

class DegradationTest {

  private static final Degradation NO_DIRECT =
      Degradation.of("direct I/O", Cause.NOT_SUPPORTED, "ramfs has none", "use another");

  @Test
  void tellsWhatItWasMadeOf() {
    assertThat(NO_DIRECT.what()).isEqualTo("direct I/O");
    assertThat(NO_DIRECT.cause()).isEqualTo(Cause.NOT_SUPPORTED);
    assertThat(NO_DIRECT.reason()).isEqualTo("ramfs has none");
    assertThat(NO_DIRECT.remedy()).isEqualTo("use another");
    assertThat(NO_DIRECT.failure()).isEmpty();
    assertThat(NO_DIRECT).hasToString("direct I/O, because ramfs has none; use another");
  }

  @Test
  void keepsTheFailedCall() {
    ErrnoException failure = new ErrnoException("fcntl", Errno.EINVAL, "fd=7");
    Degradation failed = NO_DIRECT.withFailure(failure);
    assertThat(failed.failure()).containsSame(failure);
    assertThat(failed).hasToString(NO_DIRECT.toString());
    assertThat(NO_DIRECT.failure()).isEmpty();
  }

  @Test
  void severalMakeOneParagraph() {
    Degradation other = Degradation.of("workers", Cause.LIMIT, "no thread is left", "raise it");
    assertThat(Degradation.describe("File[x]", List.of(NO_DIRECT, other)))
        .isEqualTo(
            "File[x] works without: direct I/O, because ramfs has none; use another."
                + " workers, because no thread is left; raise it.");
    assertThat(Degradation.describe("File[x]", List.of()))
        .isEqualTo("File[x] has everything that was asked for.");
  }

  private static Cause causeOf(String call, int errno) {
    return Cause.of(new ErrnoException(call, errno, ""));
  }

  @Test
  void theErrorNumberTellsTheCause() {
    assertThat(causeOf("fcntl", Errno.EINVAL)).isEqualTo(Cause.NOT_SUPPORTED);
    assertThat(causeOf("fallocate", Errno.EOPNOTSUPP)).isEqualTo(Cause.NOT_SUPPORTED);
    assertThat(causeOf("fcntl", Errno.EPERM)).isEqualTo(Cause.FORBIDDEN);
    assertThat(causeOf("open", Errno.EACCES)).isEqualTo(Cause.FORBIDDEN);
    assertThat(causeOf("io_uring_setup", Errno.EMFILE)).isEqualTo(Cause.LIMIT);
    assertThat(causeOf("io_uring_setup", Errno.ENFILE)).isEqualTo(Cause.LIMIT);
    assertThat(causeOf("io_uring_setup", Errno.ENOMEM)).isEqualTo(Cause.LIMIT);
    assertThat(causeOf("io_uring_setup", Errno.EAGAIN)).isEqualTo(Cause.LIMIT);
    assertThat(causeOf("fsync", Errno.EIO)).isEqualTo(Cause.OTHER);
  }

  @Test
  void aCallThatTheKernelHasIsHiddenAndAnotherOneIsTooNew() {
    Cause hidden = Host.isLinux() ? Cause.FORBIDDEN : Cause.KERNEL_TOO_OLD;
    assertThat(causeOf("fsync", Errno.ENOSYS)).isEqualTo(hidden);
    assertThat(causeOf("a_call_of_tomorrow", Errno.ENOSYS)).isEqualTo(Cause.KERNEL_TOO_OLD);
  }

  @Test
  void nothingMayBeMissing() {
    assertThatNullPointerException()
        .isThrownBy(() -> Degradation.of(null, Cause.OTHER, "", ""))
        .withMessage("what");
    assertThatNullPointerException()
        .isThrownBy(() -> Degradation.of("", null, "", ""))
        .withMessage("cause");
    assertThatNullPointerException()
        .isThrownBy(() -> Degradation.of("", Cause.OTHER, null, ""))
        .withMessage("reason");
    assertThatNullPointerException()
        .isThrownBy(() -> Degradation.of("", Cause.OTHER, "", null))
        .withMessage("remedy");
    assertThatNullPointerException()
        .isThrownBy(() -> NO_DIRECT.withFailure(null))
        .withMessage("failure");
    assertThat(Degradation.class.getConstructors()).isEmpty();
  }
}
