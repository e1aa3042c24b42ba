// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.Serializable;
import java.util.Objects;

/**
 * The reason why io_uring cannot be used, with a remedy.
 *
 * @param kind the kind of cause, for use in programs
 * @param message the cause in words, with the error number if there was one
 * @param remedy the steps in words by which an administrator or developer can solve the problem
 */
public record UnavailabilityCause(Kind kind, String message, String remedy)
    implements Serializable {

  /** The kinds of causes. Later versions may add more kinds. */
  public enum Kind {
    /** The operating system is not Linux. */
    NOT_LINUX,
    /** The kernel was built without io_uring, or is older than 5.1 (ENOSYS). */
    NO_IO_URING,
    /** The kernel is older than 5.12, or lacks a feature that dio needs. */
    KERNEL_TOO_OLD,
    /** The sysctl {@code kernel.io_uring_disabled} forbids io_uring. */
    DISABLED_BY_SYSCTL,
    /**
     * A seccomp filter or another security policy forbids io_uring, or a system call that it needs.
     * The error is EPERM or EACCES, or ENOSYS on a kernel that is known to have io_uring.
     */
    FORBIDDEN,
    /** The memory limit of the process is too low (ENOMEM). */
    NOT_ENOUGH_MEMORY,
    /** The process or the system has no file descriptor left (EMFILE, ENFILE). */
    NO_DESCRIPTOR,
    /** The kernel could not start the thread that {@code withSqPoll} needs (EAGAIN). */
    NO_THREAD,
    /** The options require the system's liburing, and none that is usable was found. */
    NO_LIBURING,
    /** The JVM does not allow native access for dio. */
    NATIVE_ACCESS_DENIED,
    /** Any other cause; the message describes it. */
    OTHER
  }

  /**
   * {@return whether the same attempt may succeed later, for example when resources were released}
   */
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

  /** Checks that no component is null. */
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
