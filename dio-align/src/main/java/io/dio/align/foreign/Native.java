// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Links native functions and turns addresses into segments: the one class of dio that calls
 * restricted methods, so that enabling native access for one module is enough.
 *
 * <p>A binding is a constant, which lets the JIT compiler inline the whole call:
 *
 * <pre>{@code
 * private static final MethodHandle PREAD =
 *     Native.systemCall(
 *         "pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
 *
 * static long pread(int fd, long address, long byteSize, long fileOffset) {
 *   try {
 *     return (long) PREAD.invokeExact(fd, address, byteSize, fileOffset);
 *   } catch (Throwable t) {
 *     throw Native.unexpected(t);
 *   }
 * }
 * }</pre>
 *
 * <p>Linking never throws because of the environment. Where native access is denied, the symbol is
 * missing or the host is not supported, the handle itself throws the reason each time it is called.
 * Where memory ran out, it links when it is called, and throws only if memory still lacks then. An
 * exception from a static initialiser would be shown once, wrapped, and from then on only as a
 * {@link NoClassDefFoundError}; and one function that a system lacks would take with it all others
 * bound in the same class.
 *
 * <p>{@link Linker.Option#critical} is refused: a critical call holds up every safepoint, and with
 * it the collector and all threads, for as long as it lasts. {@code critical(false)} is no
 * exception: its argument is about heap access only.
 */
@SuppressWarnings("restricted")
public final class Native {

  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  private static final MethodHandle ACQUIRE_CAPTURE;
  private static final MethodHandle COMPLETE_INT;
  private static final MethodHandle COMPLETE_LONG;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACQUIRE_CAPTURE =
          lookup.findStatic(
              ErrnoCapture.class, "acquire", MethodType.methodType(MemorySegment.class));
      COMPLETE_INT = findComplete(lookup, int.class);
      COMPLETE_LONG = findComplete(lookup, long.class);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private Native() {}

  /**
   * Links a function of the C library that returns -1 and sets errno when it fails.
   *
   * @param symbol the function's name
   * @param descriptor its signature, returning {@code int} or {@code long}; pointers that are
   *     returned, as by mmap, are {@code JAVA_LONG}
   * @param options linker options such as {@code firstVariadicArg}; not {@code critical}
   * @return a handle of exactly the descriptor's type, whose result is {@code >= 0} or {@code
   *     -errno}; it allocates nothing
   * @throws IllegalArgumentException if the descriptor returns neither {@code int} nor {@code
   *     long}, or an option is {@code critical}
   */
  public static MethodHandle systemCall(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    requireSystemCall(symbol, descriptor, options);
    return linked(
        descriptor,
        () ->
            findInLibc(symbol)
                .map(address -> capturing(address, descriptor, options))
                .orElseGet(() -> missing(symbol, descriptor)));
  }

  /**
   * Links a function as {@link #systemCall} does, except that a C library without it gives a handle
   * that returns {@code -ENOSYS}, as a kernel without the system call would.
   *
   * @param symbol the function's name
   * @param descriptor its signature, returning {@code int} or {@code long}
   * @param options linker options; not {@code critical}
   * @return a handle of exactly the descriptor's type, whose result is {@code >= 0} or {@code
   *     -errno}
   * @throws IllegalArgumentException as for {@link #systemCall}
   */
  public static MethodHandle systemCallIfPresent(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    requireSystemCall(symbol, descriptor, options);
    return linked(
        descriptor,
        () ->
            findInLibc(symbol)
                .map(address -> capturing(address, descriptor, options))
                .orElseGet(() -> answering(-ErrnoTable.HOST.number("ENOSYS"), descriptor)));
  }

  /**
   * Links a function of the C library that reports errors in its result and not in errno, such as
   * posix_fadvise; the result is passed on unchanged.
   *
   * @param symbol the function's name
   * @param descriptor its signature
   * @param options linker options; not {@code critical}
   * @return a handle of exactly the descriptor's type
   * @throws IllegalArgumentException if an option is {@code critical}
   */
  public static MethodHandle function(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    requireNotCritical(symbol, options);
    return linked(
        descriptor,
        () ->
            findInLibc(symbol)
                .map(address -> Linker.nativeLinker().downcallHandle(address, descriptor, options))
                .orElseGet(() -> missing(symbol, descriptor)));
  }

  /**
   * Links a function of another library; the result is passed on unchanged.
   *
   * @param library where to look, usually from {@link #library}
   * @param symbol the function's name
   * @param descriptor its signature
   * @param options linker options; not {@code critical}
   * @return a handle of exactly the descriptor's type
   * @throws IllegalArgumentException if an option is {@code critical}
   */
  public static MethodHandle function(
      SymbolLookup library,
      String symbol,
      FunctionDescriptor descriptor,
      Linker.Option... options) {
    Objects.requireNonNull(library, "library");
    requireNotCritical(symbol, options);
    return linked(
        descriptor,
        () ->
            library
                .find(symbol)
                .map(address -> Linker.nativeLinker().downcallHandle(address, descriptor, options))
                .orElseGet(() -> missing(symbol, descriptor)));
  }

  /**
   * Loads a shared library.
   *
   * @param soName the name the dynamic linker knows it by, such as {@code "liburing.so.2"}
   * @param arena unloads the library when it closes
   * @return its symbols, or nothing if there is no such library
   * @throws IllegalCallerException if native access is denied; the message names the remedy
   */
  public static Optional<SymbolLookup> library(String soName, Arena arena) {
    Objects.requireNonNull(soName, "soName");
    Objects.requireNonNull(arena, "arena");
    try {
      return Optional.of(SymbolLookup.libraryLookup(soName, arena));
    } catch (IllegalCallerException e) {
      throw accessDenied(e);
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // the JDK throws this if the dynamic linker did not find the library
    }
  }

  /**
   * {@return a segment over memory that outlives every use of it}
   *
   * @param address the first byte
   * @param byteSize the length in bytes
   * @throws IllegalCallerException if native access is denied; the message names the remedy
   */
  public static MemorySegment segment(long address, long byteSize) {
    try {
      return MemorySegment.ofAddress(address).reinterpret(byteSize);
    } catch (IllegalCallerException e) {
      throw accessDenied(e);
    }
  }

  /**
   * {@return a segment over memory that is released when an arena closes}
   *
   * <p>If this method throws, {@code cleanup} is not and will not be run.
   *
   * @param address the first byte
   * @param byteSize the length in bytes
   * @param arena the segment's lifetime
   * @param cleanup run once, when the arena closes or, for an automatic arena, after the last
   *     segment has become unreachable; must not refer to the segment
   * @throws IllegalStateException if the arena is closed
   * @throws WrongThreadException if the arena is confined to another thread
   * @throws IllegalCallerException if native access is denied; the message names the remedy
   */
  public static MemorySegment segment(long address, long byteSize, Arena arena, Runnable cleanup) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(cleanup, "cleanup");
    try {
      return MemorySegment.ofAddress(address).reinterpret(byteSize, arena, _ -> cleanup.run());
    } catch (IllegalCallerException e) {
      throw accessDenied(e);
    }
  }

  /**
   * Ends the {@code catch (Throwable t)} that {@code invokeExact} requires: {@code throw
   * Native.unexpected(t)}. Unchecked exceptions and errors, such as the reason why a function could
   * not be linked, are thrown as they are; native functions throw nothing else.
   *
   * @param thrown what the handle threw
   * @return the error to throw for anything else
   */
  public static AssertionError unexpected(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> {
        return new AssertionError("a native call threw a checked exception", thrown);
      }
    }
  }

  // ---------------------------------------------------------------- what a system call is made of

  /** {@return a handle that calls the function and reports a failure as -errno} */
  private static MethodHandle capturing(
      MemorySegment function, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] capturing = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, capturing, 0, options.length);
    capturing[options.length] = CAPTURE_ERRNO;

    // (MemorySegment capture, A...)R: returns what the function returned
    MethodHandle call = Linker.nativeLinker().downcallHandle(function, descriptor, capturing);
    // (Throwable, R, MemorySegment capture)R
    MethodHandle complete = call.type().returnType() == int.class ? COMPLETE_INT : COMPLETE_LONG;
    // (MemorySegment capture, A...)R: returns >= 0 or -errno and releases the capture, also if the
    // call throws because an argument's arena is closed. A slot of the pool must never be lost.
    MethodHandle completed = MethodHandles.tryFinally(call, complete);
    // (A...)R
    return MethodHandles.collectArguments(completed, 0, ACQUIRE_CAPTURE);
  }

  private static MethodHandle findComplete(MethodHandles.Lookup lookup, Class<?> result)
      throws ReflectiveOperationException {
    return lookup.findStatic(
        Native.class,
        "complete",
        MethodType.methodType(result, Throwable.class, result, MemorySegment.class));
  }

  @SuppressWarnings("unused") // reached through COMPLETE_INT
  private static int complete(Throwable thrown, int result, MemorySegment capture) {
    int completed = thrown == null && result == -1 ? -ErrnoCapture.errno(capture) : result;
    ErrnoCapture.release(capture);
    return completed;
  }

  @SuppressWarnings("unused") // reached through COMPLETE_LONG
  private static long complete(Throwable thrown, long result, MemorySegment capture) {
    long completed = thrown == null && result == -1 ? -ErrnoCapture.errno(capture) : result;
    ErrnoCapture.release(capture);
    return completed;
  }

  // ------------------------------------------------------------------- when linking is impossible

  private static Optional<MemorySegment> findInLibc(String symbol) {
    return Linker.nativeLinker().defaultLookup().find(symbol);
  }

  static MethodHandle linked(FunctionDescriptor descriptor, Supplier<MethodHandle> linking) {
    try {
      Host.current();
      return linking.get();
    } catch (OutOfMemoryError e) {
      return new LateLink(descriptor.toMethodType(), linking).dynamicInvoker();
    } catch (IllegalCallerException e) {
      return throwing(() -> accessDenied(e), descriptor);
    } catch (UnsupportedOperationException e) {
      return throwing(() -> new UnsupportedOperationException(e.getMessage(), e), descriptor);
    }
  }

  private static MethodHandle missing(String symbol, FunctionDescriptor descriptor) {
    return throwing(
        () ->
            new UnsupportedOperationException(
                "the function " + symbol + " is not in the C library of this host, " + where()),
        descriptor);
  }

  private static String where() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " ("
        + System.getProperty("os.arch")
        + ")";
  }

  private static MethodHandle answering(int result, FunctionDescriptor descriptor) {
    MethodType type = descriptor.toMethodType();
    Object value = type.returnType() == int.class ? (Object) result : (Object) (long) result;
    return MethodHandles.dropArguments(
        MethodHandles.constant(type.returnType(), value), 0, type.parameterList());
  }

  /** {@return a handle of the descriptor's type that throws a fresh exception at each call} */
  private static MethodHandle throwing(
      Supplier<? extends RuntimeException> reason, FunctionDescriptor descriptor) {
    MethodType type = descriptor.toMethodType();
    try {
      // ()RuntimeException
      MethodHandle create =
          MethodHandles.lookup()
              .findVirtual(Supplier.class, "get", MethodType.methodType(Object.class))
              .bindTo(reason)
              .asType(MethodType.methodType(RuntimeException.class));
      // (RuntimeException)R
      MethodHandle raise = MethodHandles.throwException(type.returnType(), RuntimeException.class);
      // (A...)R
      return MethodHandles.dropArguments(
          MethodHandles.collectArguments(raise, 0, create), 0, type.parameterList());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return the JDK's refusal with the remedy in its message} */
  private static IllegalCallerException accessDenied(IllegalCallerException refusal) {
    return new IllegalCallerException(
        "dio calls the operating system through the Foreign Function & Memory API, and native"
            + " access is denied to it. Start java with --enable-native-access=io.dio.align if dio"
            + " is on the module path, or with --enable-native-access=ALL-UNNAMED if it is on the"
            + " class path (here it is on the "
            + (Native.class.getModule().isNamed() ? "module" : "class")
            + " path). Instead of the flag, the manifest of an executable jar may say"
            + " Enable-Native-Access: ALL-UNNAMED, and jlink may build it into a runtime image with"
            + " --add-options=--enable-native-access=io.dio.align",
        refusal);
  }

  // ---------------------------------------------------------------------------- argument checking

  private static void requireSystemCall(
      String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
    requireNotCritical(symbol, options);
    Class<?> result = descriptor.toMethodType().returnType();
    if (result != int.class && result != long.class) {
      throw new IllegalArgumentException(
          "descriptor of " + symbol + " returns " + result.getName() + ", not int or long");
    }
  }

  private static void requireNotCritical(String symbol, Linker.Option... options) {
    Objects.requireNonNull(symbol, "symbol");
    for (Linker.Option option : options) {
      if (option.equals(Linker.Option.critical(false))
          || option.equals(Linker.Option.critical(true))) {
        throw new IllegalArgumentException(
            "options of " + symbol + " contain critical: it would hold up every safepoint");
      }
    }
  }
}
