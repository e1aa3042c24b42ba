// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A function of the C library that returns -1 and sets errno when it fails. Each call returns
 * {@code >= 0}, or {@code -errno}.
 *
 * <pre>{@code
 * private static final SystemCall PREAD = SystemCall.returningLong("pread");
 *
 * static long pread(int fd, long address, long byteSize, long fileOffset) {
 *   return PREAD.call(fd, address, byteSize, fileOffset);
 * }
 * }</pre>
 *
 * <p>All functions share one downcall handle, which takes seven numbers of 64 bits; see {@link
 * Downcalls}. So the first call of a second function links nothing, and needs no new class.
 *
 * <p>Creating an instance does nothing that can fail. The function is looked up by the first call.
 * If native access is denied, the host is not supported or memory lacks, each call throws the
 * reason, and the next call tries again. An exception from a static initialiser would be shown
 * once, wrapped, and from then on only as a {@link NoClassDefFoundError}; and one function that a
 * system lacks would take with it all others of the same class.
 *
 * <p>A call that the JIT compiler has compiled allocates nothing. Before that, the JDK's linker
 * makes a slice of the memory for errno, 40 bytes, in each call. A call may sleep: the thread is at
 * a safepoint meanwhile.
 */
public final class SystemCall {
  /** The result of a function that the C library lacks, instead of an exception. */
  private static final int NO_ANSWER = 0;

  private final String symbol;
  private final boolean returnsLong;
  private final boolean variadic;

  /** The negative error number if the C library lacks the function; {@link #NO_ANSWER} to throw. */
  private final int answerIfMissing;

  /** Null until it is first needed. It does no harm if several threads look it up. */
  private MemorySegment function;

  private SystemCall(String symbol, boolean returnsLong, boolean variadic, int answerIfMissing) {
    this.symbol = Objects.requireNonNull(symbol, "symbol");
    this.returnsLong = returnsLong;
    this.variadic = variadic;
    this.answerIfMissing = answerIfMissing;
  }

  /**
   * {@return a function whose result is a C {@code int}} Each result fits an {@code int}.
   *
   * @param symbol the function's name; it has at most seven parameters, all of them integers or
   *     pointers
   */
  public static SystemCall returningInt(String symbol) {
    return new SystemCall(symbol, false, false, NO_ANSWER);
  }

  /**
   * {@return a function whose result is a C {@code long}, {@code ssize_t}, {@code off_t} or
   * pointer}
   *
   * @param symbol the function's name; it has at most seven parameters, all of them integers or
   *     pointers
   */
  public static SystemCall returningLong(String symbol) {
    return new SystemCall(symbol, true, false, NO_ANSWER);
  }

  /**
   * {@return a function whose result is a C {@code int}, and whose third parameter is the first of
   * a variable number, as of {@code fcntl}}
   *
   * @param symbol the function's name
   */
  public static SystemCall variadicAfterTwo(String symbol) {
    return new SystemCall(symbol, false, true, NO_ANSWER);
  }

  /**
   * {@return as {@link #returningInt}, except that without such a function the result is {@code
   * -ENOSYS}, as of a kernel that lacks a system call}
   *
   * @param symbol the function's name
   */
  public static SystemCall returningIntIfPresent(String symbol) {
    return new SystemCall(symbol, false, false, -ErrnoTable.HOST.number("ENOSYS"));
  }

  /** {@return the result of the function, {@code >= 0}, or {@code -errno}} */
  public long call() {
    return call(0, 0, 0, 0, 0, 0, 0);
  }

  /** {@return as {@link #call()}} */
  public long call(long a) {
    return call(a, 0, 0, 0, 0, 0, 0);
  }

  /** {@return as {@link #call()}} */
  public long call(long a, long b) {
    return call(a, b, 0, 0, 0, 0, 0);
  }

  /** {@return as {@link #call()}} */
  public long call(long a, long b, long c) {
    return call(a, b, c, 0, 0, 0, 0);
  }

  /** {@return as {@link #call()}} */
  public long call(long a, long b, long c, long d) {
    return call(a, b, c, d, 0, 0, 0);
  }

  /** {@return as {@link #call()}} */
  public long call(long a, long b, long c, long d, long e, long f) {
    return call(a, b, c, d, e, f, 0);
  }

  /**
   * {@return as {@link #call()}} A parameter that is an {@code int} in C takes the lower 32 bits.
   */
  public long call(long a, long b, long c, long d, long e, long f, long g) {
    MemorySegment target = function;
    if (target == null) {
      target = find();
      if (target == null) {
        return answerIfMissing;
      }
    }
    MemorySegment capture = ErrnoCapture.acquire();
    try {
      long full =
          variadic && Host.isMacOs()
              ? (long) Downcalls.Variadic.HANDLE.invokeExact(target, capture, a, b, c, d, e, f, g)
              : (long) Downcalls.Capturing.HANDLE.invokeExact(target, capture, a, b, c, d, e, f, g);
      // A C function that returns an int leaves anything in the upper half of the register.
      long result = returnsLong ? full : (int) full;
      return result == -1 ? -ErrnoCapture.errno(capture) : result;
    } catch (Throwable t) {
      throw Native.unexpected(t);
    } finally {
      ErrnoCapture.release(capture); // a slot of the pool must never be lost
    }
  }

  /** {@return the function, or null if it is missing and that has an answer} */
  private MemorySegment find() {
    if (variadic && Host.isMacOs()) {
      Downcalls.linkVariadic();
    } else {
      Downcalls.linkCapturing();
    }
    MemorySegment found = Downcalls.findInLibc(symbol);
    if (found == null && answerIfMissing == NO_ANSWER) {
      throw Downcalls.missing(symbol);
    }
    function = found;
    return found;
  }
}
