// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.loop;

import io.dio.align.ErrnoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * The ioctl that shuts a file system down: XFS_IOC_GOINGDOWN, which ext4 has as EXT4_IOC_SHUTDOWN
 * under the same number. Only this command needs it, so it is not a part of the library.
 */
@SuppressWarnings("restricted") // bin/dio permits native access
final class ShutDown {
  private static final int O_RDONLY = 0;

  /** {@code _IOR('X', 125, __u32)}. */
  private static final long GOING_DOWN = 0x8004_587DL;

  /** Neither the log nor data is flushed. */
  private static final int NO_LOG_FLUSH = 2;

  private ShutDown() {}

  /**
   * Shuts down the file system that is mounted at a folder.
   *
   * @throws IOException if the file system has no such call, or the process is not root
   */
  static void withoutFlush(Path folder) throws IOException {
    Linker linker = Linker.nativeLinker();
    StructLayout captured = Linker.Option.captureStateLayout();
    VarHandle errno = captured.varHandle(PathElement.groupElement("errno"));
    MethodHandle open =
        call(
            linker,
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            2);
    MethodHandle ioctl =
        call(
            linker,
            "ioctl",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS),
            2);
    MethodHandle close =
        call(linker, "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(captured);
      MemorySegment path = arena.allocateFrom(folder.toAbsolutePath().toString());
      int descriptor = (int) open.invokeExact(state, path, O_RDONLY);
      if (descriptor < 0) {
        throw new ErrnoException("open", (int) errno.get(state, 0L), folder.toString());
      }
      MemorySegment flags = arena.allocateFrom(ValueLayout.JAVA_INT, NO_LOG_FLUSH);
      int result = (int) ioctl.invokeExact(state, descriptor, GOING_DOWN, flags);
      int error = (int) errno.get(state, 0L);
      int _ = (int) close.invokeExact(state, descriptor);
      if (result < 0) {
        throw new ErrnoException("ioctl", error, "GOINGDOWN of " + folder);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** {@return a handle of a C function} The first variadic argument may be behind the last. */
  private static MethodHandle call(
      Linker linker, String name, FunctionDescriptor shape, int firstVariadic) {
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(),
        shape,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }
}
