// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.foreign.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A file in memory that may not grow (memfd_create(2), F_SEAL_GROW). A write that begins behind its
 * end fails with EPERM. A write across its end is short on some kernels and fails on others (Linux
 * 6.12). It needs no privileges.
 */
public final class SealedFile implements AutoCloseable {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_SEAL_GROW = 4;

  private static final MethodHandle MEMFD_CREATE =
      Native.systemCall("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      Native.systemCall("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FCNTL =
      Native.systemCall(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      Native.systemCall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final int descriptor;

  private SealedFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Creates a file of {@code byteSize} zeros. */
  public static SealedFile create(long byteSize) {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          check(
              (int)
                  MEMFD_CREATE.invokeExact(
                      arena.allocateFrom("dio-sealed"), MFD_CLOEXEC | MFD_ALLOW_SEALING));
      check((int) FTRUNCATE.invokeExact(descriptor, byteSize));
      check((int) FCNTL.invokeExact(descriptor, F_ADD_SEALS, F_SEAL_GROW));
      return new SealedFile(descriptor);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  /** {@return a path to open it by} */
  public Path path() {
    return Path.of("/proc/self/fd", Integer.toString(descriptor));
  }

  @Override
  public void close() {
    try {
      check((int) CLOSE.invokeExact(descriptor));
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException("errno " + -result);
    }
    return result;
  }
}
