// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.util.Objects;

/**
 * Why io_uring cannot be used, and what would help.
 *
 * @param kind the cause, for programs
 * @param message the cause in words, with the error number where there was one
 * @param remedy what an administrator or developer can do about it, in words
 */
public record UnavailabilityCause(Kind kind, String message, String remedy) {

  /** The causes that are told apart. */
  public enum Kind {
    /** The operating system is not Linux. */
    NOT_LINUX,
    /** The kernel has no io_uring (ENOSYS). */
    NO_IO_URING,
    /** The kernel is older than 5.12 or lacks a feature. */
    KERNEL_TOO_OLD,
    /** {@code kernel.io_uring_disabled} forbids it. */
    DISABLED_BY_SYSCTL,
    /** A seccomp filter or another security policy forbids it (EPERM, EACCES). */
    FORBIDDEN,
    /** The memory limit of the process is too low (ENOMEM). */
    NOT_ENOUGH_MEMORY,
    /** The process or the system has no descriptor left (EMFILE, ENFILE). */
    NO_DESCRIPTOR,
    /** The system's liburing was asked for, and there is none that can be used. */
    NO_LIBURING,
    /** The JVM denies native access to the library. */
    NATIVE_ACCESS_DENIED,
    /** Anything else; the message says what. */
    OTHER
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
