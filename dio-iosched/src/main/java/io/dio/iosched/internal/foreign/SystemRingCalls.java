// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.dio.align.foreign.Native;
import io.dio.align.foreign.PlainCall;
import io.dio.iosched.LiburingSource;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/** The system's {@code liburing.so.2}. */
public final class SystemRingCalls implements RingCalls {
  private static final String NAME = "liburing.so.2";
  private static final String MAPPED_NAME = "/liburing.so.";

  /** The first release that exports all functions that are used here. */
  private static final int MINIMUM_MAJOR = 2;

  private static final int MINIMUM_MINOR = 3;

  private final String version;

  private SystemRingCalls(String version) {
    this.version = version;
  }

  /**
   * The result of the first {@link #lookup} that found a usable library. The library stays loaded
   * for ever, because a ring may outlive every scheduler.
   */
  private static Lookup usable;

  /** Set before {@link Library} is initialised. */
  private static SymbolLookup loaded;

  /**
   * The functions of the library as constants, so that the JIT compiler can inline the calls. It is
   * initialised only after the library is loaded and found usable.
   */
  private static final class Library {
    static final PlainCall QUEUE_INIT = PlainCall.in(loaded, "io_uring_queue_init_params");
    static final PlainCall ENTER = PlainCall.in(loaded, "io_uring_enter");
    static final PlainCall ENTER2 = PlainCall.in(loaded, "io_uring_enter2");
    static final PlainCall REGISTER = PlainCall.in(loaded, "io_uring_register");
    static final PlainCall QUEUE_EXIT = PlainCall.in(loaded, "io_uring_queue_exit");
  }

  /** The result of a lookup: the calls, or the reason why there are none. */
  public record Lookup(Optional<SystemRingCalls> calls, String reason) {
    static Lookup missing(String reason) {
      return new Lookup(Optional.empty(), reason);
    }
  }

  /**
   * {@return the system's liburing, or the reason why it cannot be used} A refusal is not kept,
   * because it may be temporary: without a free descriptor the process cannot open the library or
   * read its version.
   *
   * @throws IllegalCallerException if native access is denied
   */
  public static synchronized Lookup lookup() {
    if (usable == null) {
      Optional<SymbolLookup> found = Native.library(NAME, Arena.global());
      if (found.isEmpty()) {
        return Lookup.missing(NAME + " is not installed");
      }
      loaded = found.get();
      Lookup judged = judge(version(loaded));
      if (judged.calls().isEmpty()) {
        return judged;
      }
      usable = judged;
    }
    return usable;
  }

  /** {@return the calls of a loaded library of this version, or the reason why it is too old} */
  static Lookup judge(int... version) {
    String text = version[0] + "." + version[1];
    if (version[0] < MINIMUM_MAJOR || (version[0] == MINIMUM_MAJOR && version[1] < MINIMUM_MINOR)) {
      return Lookup.missing(
          NAME + " is version " + text + ", older than " + MINIMUM_MAJOR + "." + MINIMUM_MINOR);
    }
    return new Lookup(Optional.of(new SystemRingCalls(text)), "");
  }

  /**
   * {@return the exported version (2.4 and later), or else the version in the name of the mapped
   * file}
   */
  private static int[] version(SymbolLookup library) {
    if (library.find("io_uring_major_version").isPresent()
        && library.find("io_uring_minor_version").isPresent()) {
      return new int[] {
        number(library, "io_uring_major_version"), number(library, "io_uring_minor_version")
      };
    }
    // The name of a mapped file may contain any byte.
    try (FileInputStream maps = new FileInputStream("/proc/self/maps")) {
      return mappedVersion(new String(maps.readAllBytes(), ISO_8859_1));
    } catch (IOException e) {
      return new int[] {0, 0};
    }
  }

  /**
   * {@return the two numbers that follow the name of the library in {@code maps}, or zeros} It is
   * not a regular expression, which would take a fresh JVM some milliseconds.
   */
  static int[] mappedVersion(String maps) {
    int name = maps.indexOf(MAPPED_NAME);
    while (name >= 0) {
      int major = name + MAPPED_NAME.length();
      int majorEnd = endOfDigits(maps, major);
      if (majorEnd > major && majorEnd < maps.length() && maps.charAt(majorEnd) == '.') {
        int minorEnd = endOfDigits(maps, majorEnd + 1);
        if (minorEnd > majorEnd + 1) {
          return new int[] {
            Integer.parseInt(maps, major, majorEnd, 10),
            Integer.parseInt(maps, majorEnd + 1, minorEnd, 10)
          };
        }
      }
      name = maps.indexOf(MAPPED_NAME, major);
    }
    return new int[] {0, 0};
  }

  private static int endOfDigits(String text, int begin) {
    int end = begin;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static int number(SymbolLookup library, String symbol) {
    return (int) PlainCall.in(library, symbol).call();
  }

  @Override
  public int queueInit(int entries, MemorySegment ring, MemorySegment params) {
    return (int) Library.QUEUE_INIT.call(entries, ring.address(), params.address());
  }

  @Override
  public int enter(int descriptor, int toSubmit, int minComplete, int flags) {
    return (int) Library.ENTER.call(descriptor, toSubmit, minComplete, flags, 0);
  }

  @Override
  public int enterFor(int descriptor, int toSubmit, int minComplete, int flags, WaitArgument wait) {
    return (int)
        Library.ENTER2.call(
            descriptor,
            toSubmit,
            minComplete,
            flags | WaitArgument.FLAG,
            wait.address(),
            WaitArgument.BYTE_SIZE,
            0);
  }

  @Override
  public int register(int descriptor, int opcode, MemorySegment argument, int count) {
    return (int) Library.REGISTER.call(descriptor, opcode, argument.address(), count);
  }

  @Override
  public void queueExit(MemorySegment ring) {
    Library.QUEUE_EXIT.call(ring.address());
  }

  /** liburing 2.3 corrupts a ring without an index array. Newer versions request it themselves. */
  @Override
  public boolean mayOmitSqArray() {
    return false;
  }

  @Override
  public LiburingSource source() {
    return LiburingSource.SYSTEM;
  }

  @Override
  public String version() {
    return version;
  }
}
