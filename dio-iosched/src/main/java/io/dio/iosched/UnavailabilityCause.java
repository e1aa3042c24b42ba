// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.Serializable;
import java.util.Objects;

/**
 * Why io_uring cannot be used, and what would help.
 *
 * @param kind the cause, for programs
 * @param message the cause in words, with the error number where there was one
 * @param remedy what an administrator or developer can do about it, in words
 */
public record UnavailabilityCause(Kind kind, String message, String remedy)
    implements Serializable {

  /** The causes that are told apart. Later versions may tell more of them apart. */
  public enum Kind {
    /** The operating system is not Linux. */
    NOT_LINUX,
    /** The kernel was built without io_uring, or is older than 5.1 (ENOSYS). */
    NO_IO_URING,
    /** The kernel is older than 5.12 or lacks a feature. */
    KERNEL_TOO_OLD,
    /** {@code kernel.io_uring_disabled} forbids it. */
    DISABLED_BY_SYSCTL,
    /**
     * A seccomp filter or another security policy forbids it, or a call that it needs (EPERM,
     * EACCES; ENOSYS where the kernel is known to have io_uring).
     */
    FORBIDDEN,
    /** The memory limit of the process is too low (ENOMEM). */
    NOT_ENOUGH_MEMORY,
    /** The process or the system has no descriptor left (EMFILE, ENFILE). */
    NO_DESCRIPTOR,
    /** The kernel may start no thread for the process, which {@code withSqPoll} needs (EAGAIN). */
    NO_THREAD,
    /** The system's liburing was asked for, and there is none that can be used. */
    NO_LIBURING,
    /** The JVM denies native access to the library. */
    NATIVE_ACCESS_DENIED,
    /** Anything else; the message says what. */
    OTHER
  }

  /** {@return whether the same attempt may succeed later, when others have given something back} */
  public boolean isTransient() {
    return switch (kind) {
      case NOT_ENOUGH_MEMORY, NO_DESCRIPTOR, NO_THREAD, OTHER -> true;
      case NOT_LINUX,
          NO_IO_URING,
          KERNEL_TOO_OLD,
          DISABLED_BY_SYSCTL,
          FORBIDDEN,
          NO_LIBURING,
          NATIVE_ACCESS_DENIED ->
          false;
    };
  }

  /** Checks that nothing is missing. */
  public UnavailabilityCause {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(remedy, "remedy");
  }

  @Override
  public String toString() {
    return message + "; " + remedy;
  }
}
