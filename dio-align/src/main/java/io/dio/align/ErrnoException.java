// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import io.dio.align.foreign.DeniedCalls;
import io.dio.align.foreign.Errno;
import java.io.IOException;
import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A system call that failed: which one, with what, and why.
 *
 * <p>The message reads {@code pwrite(fd=7, length=4096, offset=512): EINVAL (Invalid argument)}. If
 * the call is not available to this process, because a seccomp filter denies it or the kernel is
 * too old for it, the message says so and names the remedy.
 */
public final class ErrnoException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /** What failed. */
  private final String call;

  /** Why: a positive number of the host. */
  private final int errno;

  /** What it was called with. */
  private final String operands;

  /**
   * Creates the exception for one failed call.
   *
   * @param call the name of the system call, such as {@code "pwrite"}
   * @param errno the error number, positive: the negated result of the call
   * @param operands what it was called with, such as {@code "fd=7, length=4096, offset=512"}
   * @throws IllegalArgumentException if {@code errno} is not positive
   */
  public ErrnoException(String call, int errno, String operands) {
    this(call, errno, operands, "");
  }

  /**
   * Creates the exception for one failed call whose error number does not tell enough.
   *
   * @param call the name of the system call, such as {@code "fsync"}
   * @param errno the error number, positive: the negated result of the call
   * @param operands what it was called with, such as {@code "fd=7"}
   * @param explanation why the call failed and what helps, added to the message; may be empty
   * @throws IllegalArgumentException if {@code errno} is not positive
   */
  public ErrnoException(String call, int errno, String operands, String explanation) {
    super(message(call, errno, operands, explanation));
    this.call = call;
    this.errno = errno;
    this.operands = operands;
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
   * java.nio.file.NoSuchFileException}, and have the failed call as their cause. So this tells
   * whether opening a file may be tried again: {@code
   * ErrnoException.find(e).map(ErrnoException::isTransient).orElse(false)}.
   *
   * @param failure what was caught
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

  /** {@return the error number, positive, as the host numbers it} */
  public int errno() {
    return errno;
  }

  /** {@return the name of the error number, such as {@code EINVAL}, the same on every host} */
  public String errnoName() {
    return Errno.name(errno);
  }

  /** {@return what the call was called with} */
  public String operands() {
    return operands;
  }

  /**
   * {@return whether the same call may succeed later without anything being changed}
   *
   * <p>True for a call that was interrupted (EINTR), that found something busy (EAGAIN, EBUSY) or
   * that met a limit which others may leave room under again: descriptors of the process (EMFILE)
   * or of the system (ENFILE), and memory (ENOMEM). It says nothing about whether repeating it is
   * harmless. In particular a failed sync must never be repeated: the kernel may have dropped the
   * data it could not write, and then reports success (EIO is not transient for this reason). A
   * full disk or quota (ENOSPC, EDQUOT) is not transient: somebody has to act.
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
