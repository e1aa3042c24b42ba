// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that the kernel has. The tests with a filter that denies them are in the scheduler's
 * module, which can install one.
 */
@EnabledOnOs(OS.LINUX)
final class DeniedCallsTest {
  /** The kernel answers each with another error, and does nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "close",
        "eventfd",
        "fallocate",
        "fchmod",
        "fcntl",
        "fdatasync",
        "fsync",
        "ftruncate",
        "ioctl",
        "ioprio_set",
        "madvise",
        "mmap",
        "open",
        "openat",
        "posix_fadvise",
        "pread",
        "preadv",
        "pwrite",
        "pwritev",
        "rename",
        "stat",
        "unlink"
      })
  void aCallThatThisProcessMayMakeIsNotDenied(String call) {
    for (int errno : new int[] {Errno.EPERM, Errno.EACCES, Errno.ENOSYS}) {
      assertThat(DeniedCalls.isDenied(call, errno)).isFalse();
      assertThat(DeniedCalls.explanation(call, errno)).isEmpty();
    }
    assertThat(DeniedCalls.explanation(call)).isEmpty();
  }

  @Test
  void aCallThatItDoesNotKnowIsNotDenied() {
    assertThat(DeniedCalls.isDenied("getpid", Errno.EPERM)).isFalse();
    assertThat(DeniedCalls.explanation("getpid")).isEmpty();
  }

  @Test
  void aFileThatMayNotBeWrittenIsNoFilter() {
    assertThat(new ErrnoException("pwrite", Errno.EPERM, "fd=7"))
        .hasMessage("pwrite(fd=7): EPERM (Operation not permitted)");
  }

  @Test
  void anExplanationOfTheCallersFollowsTheError() {
    assertThat(new ErrnoException("fsync", Errno.EAGAIN, "fd=7", "no thread"))
        .hasMessage("fsync(fd=7): EAGAIN (Resource temporarily unavailable); no thread");
  }

  @Test
  void aKernelThatIsTooOldIsToldApartFromAFilter() {
    assertThat(DeniedCalls.explanation("cachestat", Errno.ENOSYS, "5.15.0-91-generic"))
        .isEqualTo("cachestat needs Linux 6.5, and this is 5.15.0-91-generic");
    assertThat(DeniedCalls.explanation("cachestat", Errno.ENOSYS, "6.18.4"))
        .startsWith("Linux 6.18.4 has cachestat unless it was built without")
        .endsWith("let the seccomp profile of its container or service permit cachestat");
    assertThat(DeniedCalls.explanation("posix_fadvise", Errno.EPERM, "6.18.4"))
        .isEqualTo(
            "a seccomp filter denies fadvise64 to this process; let the seccomp profile of its"
                + " container or service permit fadvise64");
  }
}
