// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.UnavailabilityCause;
import io.dio.iosched.UnavailabilityCause.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Turns the error of a system call during the setup of a ring into a cause and a remedy. */
final class RingRefusal {
  /**
   * The sysctl exists since Linux 6.6. A kernel that was built without io_uring does not have it.
   */
  private static final Path DISABLED_SYSCTL = Path.of("/proc/sys/kernel/io_uring_disabled");

  private static final String PERMIT_IO_URING =
      "let the seccomp profile of the container or service, and the security module, permit"
          + " io_uring_setup, io_uring_enter and io_uring_register";

  private RingRefusal() {}

  /**
   * {@return the refusal for a failed call}
   *
   * @param cause the failed call
   * @param sqPoll whether the call requested a kernel thread that submits
   */
  static RingUnavailableException of(ErrnoException cause, boolean sqPoll) {
    int errno = cause.errno();
    String message = cause.getMessage();
    if (cause.call().equals("eventfd") && isRefusal(errno)) {
      return because(
          Kind.FORBIDDEN,
          message,
          "let the seccomp profile of the container or service permit eventfd2, which wakes a ring",
          cause);
    }
    if (errno == Errno.ENOSYS) {
      return missing(message, cause, disabledSetting().isPresent());
    }
    if (errno == Errno.EPERM || errno == Errno.EACCES) {
      return forbidden(message, cause, sqPoll);
    }
    if (errno == Errno.ENOMEM) {
      return because(
          Kind.NOT_ENOUGH_MEMORY,
          message,
          "raise the locked memory limit (ulimit -l) or ask for a smaller ringDepth",
          cause);
    }
    if (errno == Errno.EMFILE || errno == Errno.ENFILE) {
      return because(
          Kind.NO_DESCRIPTOR, message, "raise the limit of open files (ulimit -n)", cause);
    }
    if (errno == Errno.EAGAIN && sqPoll) {
      return because(
          Kind.NO_THREAD,
          message + ": the kernel may not start the thread that submits",
          "raise the limit of processes and threads (ulimit -u, or pids.max of the control group),"
              + " or use withSqPoll(false)",
          cause);
    }
    if (errno == Errno.EINVAL) {
      return because(Kind.KERNEL_TOO_OLD, message, "use Linux 5.12 or later", cause);
    }
    return because(Kind.OTHER, message, "use the POSIX backend", cause);
  }

  /** {@return a refusal with the given message and remedy} */
  static RingUnavailableException because(
      Kind kind, String message, String remedy, Throwable cause) {
    UnavailabilityCause why = UnavailabilityCause.of(kind, message, remedy);
    return new RingUnavailableException(
        cause instanceof ErrnoException failure ? why.withFailure(failure) : why, cause);
  }

  private static boolean isRefusal(int errno) {
    return errno == Errno.EPERM || errno == Errno.EACCES || errno == Errno.ENOSYS;
  }

  /**
   * {@return the refusal for ENOSYS}
   *
   * @param builtIn whether the kernel is known to have io_uring; ENOSYS can then come only from a
   *     filter
   */
  static RingUnavailableException missing(String message, Throwable cause, boolean builtIn) {
    return builtIn
        ? because(
            Kind.FORBIDDEN,
            message + ", though this kernel has io_uring: a seccomp filter hides it",
            PERMIT_IO_URING,
            cause)
        : because(
            Kind.NO_IO_URING,
            message,
            "use Linux 5.12 or later with CONFIG_IO_URING; if this kernel has that, "
                + PERMIT_IO_URING,
            cause);
  }

  private static RingUnavailableException forbidden(
      String message, Throwable cause, boolean sqPoll) {
    Optional<String> setting = disabledSetting();
    if (setting.isPresent() && !setting.get().equals("0")) {
      return because(
          Kind.DISABLED_BY_SYSCTL,
          message + ", and kernel.io_uring_disabled is " + setting.get(),
          "set it to 0 (sysctl kernel.io_uring_disabled=0), or with 1 add the process's group to"
              + " kernel.io_uring_group",
          cause);
    }
    return because(
        Kind.FORBIDDEN,
        message + setting.map(_ -> ", though kernel.io_uring_disabled is 0").orElse(""),
        PERMIT_IO_URING
            + (sqPoll
                ? "; or use withSqPoll(false), since SQPOLL may need CAP_SYS_NICE of its own"
                : ""),
        cause);
  }

  private static Optional<String> disabledSetting() {
    try {
      return Optional.of(Files.readString(DISABLED_SYSCTL).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
