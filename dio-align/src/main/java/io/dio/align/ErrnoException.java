// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.DeniedCalls;
import java.io.IOException;
import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Thrown if a system call failed. It tells the call, its operands and the error number.
 *
 * <p>The message reads {@code pwrite(fd=7, length=4096, offset=512): EINVAL (Invalid argument)}. If
 * the call is not available to this process, because a seccomp filter denies it or the kernel is
 * too old for it, the message says so and names the remedy.
 *
 * @since 0.1.0
 */
public final class ErrnoException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /** The name of the failed call. */
  private final String call;

  /** The error number of the host, positive. */
  private final int errno;

  /** The operands of the call, in words. */
  private final String operands;

  /** The cause and a remedy, in words; empty if the number says enough. */
  private final String explanation;

  /**
   * Creates the exception for one failed call.
   *
   * @param call the name of the system call, such as {@code "pwrite"}
   * @param errno the error number, positive: the negated result of the call
   * @param operands the operands of the call, such as {@code "fd=7, length=4096, offset=512"}
   * @throws IllegalArgumentException if {@code errno} is not positive
   */
  public ErrnoException(String call, int errno, String operands) {
    this(call, errno, operands, "");
  }

  /**
   * Creates the exception for one failed call whose error number needs an explanation.
   *
   * @param call the name of the system call, such as {@code "fsync"}
   * @param errno the error number, positive: the negated result of the call
   * @param operands the operands of the call, such as {@code "fd=7"}
   * @param explanation the cause and a remedy, added to the message; may be empty
   * @throws IllegalArgumentException if {@code errno} is not positive
   */
  public ErrnoException(String call, int errno, String operands, String explanation) {
    super(message(call, errno, operands, explanation));
    this.call = call;
    this.errno = errno;
    this.operands = operands;
    this.explanation = explanation;
  }

  private static String message(String call, int errno, String operands, String explanation) {
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(operands, "operands");
    Objects.requireNonNull(explanation, "explanation");
    if (errno <= 0) {
      throw new IllegalArgumentException("errno is " + errno + ", must be positive");
    }
    String added = explanation.isEmpty() ? DeniedCalls.explanation(call, errno) : explanation;
    return call
        + "("
        + operands
        + "): "
        + Errno.describe(errno)
        + (added.isEmpty() ? "" : "; " + added);
  }

  /**
   * {@return the failed system call behind an exception: the exception itself or the nearest of its
   * causes, empty if there is none}
   *
   * <p>Calls that take a path throw the types of {@code java.nio.file}, such as {@link
   * java.nio.file.NoSuchFileException}, and have the failed call as their cause. So this expression
   * tells whether opening a file may be tried again: {@code
   * ErrnoException.find(e).map(ErrnoException::isTransient).orElse(false)}.
   *
   * @param failure the exception to search
   */
  public static Optional<ErrnoException> find(Throwable failure) {
    Objects.requireNonNull(failure, "failure");
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      if (at instanceof ErrnoException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** {@return the name of the system call that failed} */
  public String call() {
    return call;
  }

  /**
   * {@return the error number, positive, as the host numbers it} {@link Errno} has the numbers by
   * their names.
   */
  public int errno() {
    return errno;
  }

  /** {@return the name of the error number, such as {@code EINVAL}, the same on every host} */
  public String errnoName() {
    return Errno.name(errno);
  }

  /** {@return the operands of the call, as in the message} */
  public String operands() {
    return operands;
  }

  /**
   * {@return the cause and a remedy that the exception was created with, as in the message; empty
   * if there is none}
   */
  public String explanation() {
    return explanation;
  }

  /**
   * {@return whether the same call may succeed later without anything being changed}
   *
   * <p>It is true if the call was interrupted (EINTR), if a resource was busy (EAGAIN, EBUSY), or
   * if a resource was used up that others may release: descriptors of the process (EMFILE) or of
   * the system (ENFILE), and memory (ENOMEM). It does not mean that repeating the call is harmless.
   * Never repeat a failed sync: the kernel may have dropped the data that it could not write, and
   * then reports success. For this reason EIO is not transient. A full disk or quota (ENOSPC,
   * EDQUOT) is not transient, because somebody must free space first.
   */
  public boolean isTransient() {
    return errno == Errno.EINTR
        || errno == Errno.EAGAIN
        || errno == Errno.EBUSY
        || errno == Errno.EMFILE
        || errno == Errno.ENFILE
        || errno == Errno.ENOMEM;
  }
}
