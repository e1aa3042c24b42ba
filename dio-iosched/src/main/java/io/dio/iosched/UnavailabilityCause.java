// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * The reason why io_uring cannot be used, with a remedy. It says the same as the {@link
 * Degradation} of a scheduler that works without io_uring, with more {@linkplain Kind kinds} of
 * causes.
 *
 * @since 0.1.0
 */
public final class UnavailabilityCause implements Serializable {
  /** The {@link Degradation#what} of a scheduler that was to use io_uring and does not. */
  static final String IO_URING = "io_uring";

  @Serial private static final long serialVersionUID = 1L;

  /**
   * The kinds of causes. Later versions may add more kinds.
   *
   * @since 0.1.0
   */
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

  /** The kind of cause. */
  private final Kind kind;

  /** The cause in words. */
  private final String message;

  /** The remedy, in words. */
  private final String remedy;

  /** The failed system call; null if none told of the cause. */
  private final ErrnoException failure;

  private UnavailabilityCause(Kind kind, String message, String remedy, ErrnoException failure) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.message = Objects.requireNonNull(message, "message");
    this.remedy = Objects.requireNonNull(remedy, "remedy");
    this.failure = failure;
  }

  /**
   * {@return a cause}
   *
   * @param kind the kind of cause, for use in programs
   * @param message the cause in words, with the error number if there was one
   * @param remedy the steps in words by which an administrator or developer can solve the problem
   */
  public static UnavailabilityCause of(Kind kind, String message, String remedy) {
    return new UnavailabilityCause(kind, message, remedy, null);
  }

  /**
   * {@return the same cause, with the system call whose failure told of it}
   *
   * @param failure the failed call
   */
  public UnavailabilityCause withFailure(ErrnoException failure) {
    return new UnavailabilityCause(
        kind, message, remedy, Objects.requireNonNull(failure, "failure"));
  }

  /** {@return the kind of cause, for use in programs} */
  public Kind kind() {
    return kind;
  }

  /** {@return the cause in words, with the error number if there was one} */
  public String message() {
    return message;
  }

  /** {@return the steps in words by which an administrator or developer can solve the problem} */
  public String remedy() {
    return remedy;
  }

  /** {@return the failed system call, if one told of the cause} */
  public Optional<ErrnoException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * {@return this cause as an entry of {@link IoScheduler#degradations}} Its {@link
   * Degradation#what} is {@code "io_uring"}.
   */
  public Degradation toDegradation() {
    Degradation degradation = Degradation.of(IO_URING, cause(), message, remedy);
    return failure == null ? degradation : degradation.withFailure(failure);
  }

  private Degradation.Cause cause() {
    return switch (kind) {
      case NOT_LINUX, NO_LIBURING -> Degradation.Cause.NOT_SUPPORTED;
      case NO_IO_URING, KERNEL_TOO_OLD -> Degradation.Cause.KERNEL_TOO_OLD;
      case DISABLED_BY_SYSCTL, FORBIDDEN, NATIVE_ACCESS_DENIED -> Degradation.Cause.FORBIDDEN;
      case NOT_ENOUGH_MEMORY, NO_DESCRIPTOR, NO_THREAD -> Degradation.Cause.LIMIT;
      case OTHER -> Degradation.Cause.OTHER;
    };
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

  @Override
  public boolean equals(Object other) {
    return other instanceof UnavailabilityCause cause
        && cause.kind == kind
        && cause.message.equals(message)
        && cause.remedy.equals(remedy);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, message, remedy);
  }

  @Override
  public String toString() {
    return message + "; " + remedy;
  }
}
