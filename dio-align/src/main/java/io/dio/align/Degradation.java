// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.DeniedCalls;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One thing that was asked for and not had, though the object works without it. An open file and a
 * scheduler list theirs.
 *
 * <pre>{@code
 * for (Degradation missing : file.degradations()) {
 *   if (missing.cause() == Degradation.Cause.FORBIDDEN) {
 *     log.warn(missing.toString());
 *   }
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Degradation {

  /**
   * Why something was not had, for programs. Later versions may tell more causes apart.
   *
   * @since 0.1.0
   */
  public enum Cause {
    /** The file system, the device or the host does not have it (EINVAL, EOPNOTSUPP). */
    NOT_SUPPORTED,
    /** A newer kernel would have it (ENOSYS of a call that this kernel lacks). */
    KERNEL_TOO_OLD,
    /** A seccomp filter or a permission denies it to this process (EPERM, EACCES). */
    FORBIDDEN,
    /** A limit was reached, of descriptors, memory or threads (EMFILE, ENFILE, ENOMEM, EAGAIN). */
    LIMIT,
    /** Anything else; the reason says what. */
    OTHER;

    /**
     * {@return the cause that a failed system call tells}
     *
     * <p>ENOSYS means {@link #KERNEL_TOO_OLD} unless this kernel is known to have the call. Then it
     * means {@link #FORBIDDEN}, because a seccomp filter hides the call.
     *
     * @param failure the failed call
     */
    public static Cause of(ErrnoException failure) {
      int errno = failure.errno();
      if (errno == Errno.EPERM || errno == Errno.EACCES) {
        return FORBIDDEN;
      }
      if (errno == Errno.ENOSYS) {
        return DeniedCalls.isInThisKernel(failure.call()) ? FORBIDDEN : KERNEL_TOO_OLD;
      }
      if (errno == Errno.EINVAL || errno == Errno.EOPNOTSUPP || errno == Errno.ENOTSUP) {
        return NOT_SUPPORTED;
      }
      return errno == Errno.EMFILE
              || errno == Errno.ENFILE
              || errno == Errno.ENOMEM
              || errno == Errno.EAGAIN
          ? LIMIT
          : OTHER;
    }
  }

  private final String what;
  private final Cause cause;
  private final String reason;
  private final ErrnoException failure;
  private final String remedy;

  private Degradation(
      String what, Cause cause, String reason, ErrnoException failure, String remedy) {
    this.what = what;
    this.cause = cause;
    this.reason = reason;
    this.failure = failure;
    this.remedy = remedy;
  }

  /**
   * {@return a degradation that no failed system call tells of}
   *
   * @param what what was asked for, such as {@code "direct I/O"}
   * @param cause why it was not had, for programs
   * @param reason why it was not had, in words, without a full stop
   * @param remedy what a user can do about it, in words, without a full stop
   */
  public static Degradation of(String what, Cause cause, String reason, String remedy) {
    return new Degradation(
        Objects.requireNonNull(what, "what"),
        Objects.requireNonNull(cause, "cause"),
        Objects.requireNonNull(reason, "reason"),
        null,
        Objects.requireNonNull(remedy, "remedy"));
  }

  /**
   * {@return the same, with the system call whose failure told of it}
   *
   * @param failure the failed call
   */
  public Degradation withFailure(ErrnoException failure) {
    return new Degradation(what, cause, reason, Objects.requireNonNull(failure, "failure"), remedy);
  }

  /**
   * {@return several degradations of one object as one paragraph, which says so if there are none}
   *
   * @param subject the object, as the paragraph names it
   * @param degradations what it was not given
   */
  public static String describe(String subject, List<Degradation> degradations) {
    Objects.requireNonNull(subject, "subject");
    return degradations.isEmpty()
        ? subject + " has everything that was asked for."
        : degradations.stream()
            .map(Degradation::toString)
            .collect(Collectors.joining(". ", subject + " works without: ", "."));
  }

  /** {@return what was asked for, such as {@code "direct I/O"}} */
  public String what() {
    return what;
  }

  /** {@return why it was not had, for programs} */
  public Cause cause() {
    return cause;
  }

  /** {@return why it was not had, in words} */
  public String reason() {
    return reason;
  }

  /** {@return the failed system call with its error number, if one told of it} */
  public Optional<ErrnoException> failure() {
    return Optional.ofNullable(failure);
  }

  /** {@return what a user can do about it, in words} */
  public String remedy() {
    return remedy;
  }

  /** {@return all of it as one sentence without a full stop} */
  @Override
  public String toString() {
    return what + ", because " + reason + "; " + remedy;
  }
}
