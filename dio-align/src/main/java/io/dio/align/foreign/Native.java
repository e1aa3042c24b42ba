// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Loads libraries and turns addresses into segments, with the remedy in the message where native
 * access is denied. Functions are called through {@link SystemCall} and {@link PlainCall}.
 */
@SuppressWarnings("restricted")
public final class Native {

  private Native() {}

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
   *     segment has become unreachable; must not refer to the segment, and is given the same memory
   *     as a segment that is always alive
   * @throws IllegalStateException if the arena is closed
   * @throws WrongThreadException if the arena is confined to another thread
   * @throws IllegalCallerException if native access is denied; the message names the remedy
   */
  public static MemorySegment segment(
      long address, long byteSize, Arena arena, Consumer<MemorySegment> cleanup) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(cleanup, "cleanup");
    try {
      return MemorySegment.ofAddress(address).reinterpret(byteSize, arena, cleanup);
    } catch (IllegalCallerException e) {
      throw accessDenied(e);
    }
  }

  /**
   * Ends the {@code catch (Throwable t)} that {@code invokeExact} requires: {@code throw
   * Native.unexpected(t)}. Unchecked exceptions and errors are thrown as they are; native functions
   * throw nothing else.
   */
  static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new AssertionError("a native call threw a checked exception", thrown);
  }

  /** {@return the JDK's refusal with the remedy in its message} */
  static IllegalCallerException accessDenied(IllegalCallerException refusal) {
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
}
