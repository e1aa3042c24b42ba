// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The downcall handles, each of which calls any function.
 *
 * <p>Linking is dear in a fresh JVM: the JDK spins classes for each signature, and more for each
 * combinator around the handle. So all functions share one signature: seven numbers of 64 bits, and
 * a result of 64 bits. That is right for each C function with at most seven parameters that are
 * integers or pointers, on x86-64 and 64-bit ARM:
 *
 * <ul>
 *   <li>The first six parameters travel in registers of 64 bits, whatever their width, and the
 *       callee looks only at the bits it knows of. Seven suffice for {@code syscall(2)}.
 *   <li>A callee that has fewer parameters does not look at the other registers, nor at the
 *       caller's stack.
 *   <li>On Linux a variable number of parameters travels as named ones do. x86-64 also wants the
 *       number of vector registers in a register, which the linker always sets. On macOS they
 *       travel on the stack, and {@link Variadic} is for them.
 * </ul>
 *
 * <p>{@link Linker.Option#critical} is not used: a critical call holds up every safepoint, and with
 * it the collector and all threads, for as long as it lasts. {@code critical(false)} is no
 * exception: its argument is about heap access only.
 */
final class Downcalls {
  private static MethodHandle capturing;
  private static MethodHandle variadic;

  /**
   * Saves errno into a capture: (function, capture, seven numbers). It is a constant, which lets
   * the JIT compiler inline the whole call. Like the one below, it is initialised only after
   * linking has succeeded, so that its initialiser cannot fail.
   */
  static final class Capturing {
    static final MethodHandle HANDLE = capturing;

    private Capturing() {}
  }

  /** As {@link Capturing}, for macOS and functions with two parameters and any number of others. */
  static final class Variadic {
    static final MethodHandle HANDLE = variadic;

    private Variadic() {}
  }

  private Downcalls() {}

  static synchronized void linkCapturing() {
    if (capturing == null) {
      capturing = link(Linker.Option.captureCallState("errno"));
    }
    requireLinked(Capturing.HANDLE);
  }

  static synchronized void linkVariadic() {
    if (variadic == null) {
      variadic = link(Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(2));
    }
    requireLinked(Variadic.HANDLE);
  }

  /** Reading the constant initialises its class here, where the handle is certain to be there. */
  private static void requireLinked(MethodHandle handle) {
    assert handle != null : "initialised before it was linked";
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(Linker.Option... options) {
    try {
      Host.current();
      return Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                  JAVA_LONG),
              options);
    } catch (IllegalCallerException e) {
      throw Native.accessDenied(e);
    }
  }

  /** {@return a function of the C library, or null} */
  static MemorySegment findInLibc(String symbol) {
    return Linker.nativeLinker().defaultLookup().find(symbol).orElse(null);
  }

  static UnsupportedOperationException missing(String symbol) {
    return new UnsupportedOperationException(
        "the function "
            + symbol
            + " is not in the C library of this host, "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " ("
            + System.getProperty("os.arch")
            + ")");
  }
}
