// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.Errno;
import io.dio.align.foreign.PlainCall;
import io.dio.align.foreign.SystemCall;

/**
 * Makes system calls of Linux by their numbers. This is for calls that are newer than the oldest C
 * library on which the JDK runs. The kernel may have a call for which the library has no function.
 * If the kernel does not have it either, the result is ENOSYS. @see <a
 * href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
final class NumberedCalls {
  private static final SystemCall SYSCALL = SystemCall.returningLong("syscall");

  /** Does not save errno, which makes it faster. */
  private static final PlainCall TRY_SYSCALL = PlainCall.of("syscall");

  private NumberedCalls() {}

  /** {@return the result of a call, {@code >= 0} or {@code -errno}} EINTR is absorbed. */
  static long call(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    do {
      result = SYSCALL.call(number, a, b, c, d, e, f);
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the result of one attempt, -1 for every failure} */
  static long tryOnce(long number, long a, long b, long c, long d, long e, long f) {
    return TRY_SYSCALL.call(number, a, b, c, d, e, f);
  }
}
