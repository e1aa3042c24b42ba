// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Errno;
import io.dio.align.foreign.Native;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * Makes system calls of Linux by their numbers. This is for calls that are newer than the oldest C
 * library on which the JDK runs. The kernel may have a call for which the library has no function.
 * If the kernel does not have it either, the result is ENOSYS. @see <a
 * href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
final class NumberedCalls {
  private static final FunctionDescriptor SIX_ARGUMENTS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Linker.Option VARIADIC_FROM_SECOND = Linker.Option.firstVariadicArg(1);

  private static final MethodHandle SYSCALL =
      Native.systemCall("syscall", SIX_ARGUMENTS, VARIADIC_FROM_SECOND);

  /** Does not save errno, which makes it faster. */
  private static final MethodHandle TRY_SYSCALL =
      Native.function("syscall", SIX_ARGUMENTS, VARIADIC_FROM_SECOND);

  private NumberedCalls() {}

  /** {@return the result of a call, {@code >= 0} or {@code -errno}} EINTR is absorbed. */
  static long call(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    do {
      try {
        result = (long) SYSCALL.invokeExact(number, a, b, c, d, e, f);
      } catch (Throwable t) {
        throw Native.unexpected(t);
      }
    } while (result == -Errno.EINTR);
    return result;
  }

  /** {@return the result of one attempt, -1 for every failure} */
  static long tryOnce(long number, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) TRY_SYSCALL.invokeExact(number, a, b, c, d, e, f);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
