// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Objects;

/**
 * A native function that does not report errors through errno: those of liburing, and a few of the
 * C library, such as {@code posix_fadvise}. The result is passed on unchanged.
 *
 * <p>It is linked as a {@link SystemCall} is, and throws what that throws.
 */
public final class PlainCall {
  private final SymbolLookup library;
  private final String symbol;

  /** Null until it is first needed. It does no harm if several threads look it up. */
  private MemorySegment function;

  private PlainCall(SymbolLookup library, String symbol) {
    this.library = library;
    this.symbol = Objects.requireNonNull(symbol, "symbol");
  }

  /**
   * {@return a function of the C library}
   *
   * @param symbol the function's name; it has at most seven parameters, all of them integers or
   *     pointers
   */
  public static PlainCall of(String symbol) {
    return new PlainCall(null, symbol);
  }

  /**
   * {@return a function of another library}
   *
   * @param library where to look, usually from {@link Native#library}; it stays loaded for as long
   *     as the function is used
   * @param symbol the function's name, as for {@link #of}
   */
  public static PlainCall in(SymbolLookup library, String symbol) {
    return new PlainCall(Objects.requireNonNull(library, "library"), symbol);
  }

  /** {@return the result; of a function that returns an {@code int}, only its lower half counts} */
  public long call() {
    return call(0, 0, 0, 0, 0, 0, 0);
  }

  /** {@return as {@link #call()}} */
  public long call(long a) {
    return call(a, 0, 0, 0, 0, 0, 0);
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
  public long call(long a, long b, long c, long d, long e) {
    return call(a, b, c, d, e, 0, 0);
  }

  /**
   * {@return as {@link #call()}} A parameter that is an {@code int} in C takes the lower 32 bits.
   */
  public long call(long a, long b, long c, long d, long e, long f, long g) {
    MemorySegment target = function;
    if (target == null) {
      target = find();
    }
    // The handle that saves errno serves here, too. A second one would take a fresh JVM 10 ms.
    MemorySegment capture = ErrnoCapture.acquire();
    try {
      return (long) Downcalls.Capturing.HANDLE.invokeExact(target, capture, a, b, c, d, e, f, g);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    } finally {
      ErrnoCapture.release(capture);
    }
  }

  private MemorySegment find() {
    Downcalls.linkCapturing();
    MemorySegment found =
        library == null ? Downcalls.findInLibc(symbol) : library.find(symbol).orElse(null);
    if (found == null) {
      throw Downcalls.missing(symbol);
    }
    function = found;
    return found;
  }
}
