// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.Errno;
import io.dio.align.foreign.Host;
import io.dio.align.foreign.Native;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * What {@link DarwinFiles} asks of the system: a seam, so that its requests can be checked as data.
 */
interface DarwinCalls {
  /** See fcntl(2). */
  int fcntl(int descriptor, int command, long argument);

  /** See fsync(2). */
  int fsync(int descriptor);

  /** See ftruncate(2). */
  int ftruncate(int descriptor, long byteSize);

  /** See stat(2). */
  int fstat(int descriptor, long stat);

  /** See ioctl(2). */
  int ioctl(int descriptor, long request, long argument);

  /** The system's own. */
  final class Libc implements DarwinCalls {
    private final MethodHandle fstat;
    private final MethodHandle ioctl;

    Libc(Host.Arch arch) {
      fstat =
          Native.systemCall(
              fstatSymbol(arch), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
      ioctl =
          Native.systemCall(
              "ioctl",
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
              Linker.Option.firstVariadicArg(2));
    }

    /** On x86_64 the plain name still fills the structure with 32-bit inode numbers. */
    static String fstatSymbol(Host.Arch arch) {
      return switch (arch) {
        case X86_64 -> "fstat$INODE64";
        case AARCH64 -> "fstat";
      };
    }

    @Override
    public int fcntl(int descriptor, int command, long argument) {
      return FileCalls.fcntl(descriptor, command, argument);
    }

    @Override
    public int fsync(int descriptor) {
      return FileCalls.fsync(descriptor);
    }

    @Override
    public int ftruncate(int descriptor, long byteSize) {
      return FileCalls.ftruncate(descriptor, byteSize);
    }

    @Override
    public int fstat(int descriptor, long stat) {
      int result;
      do {
        try {
          result = (int) fstat.invokeExact(descriptor, stat);
        } catch (Throwable e) {
          throw Native.unexpected(e);
        }
      } while (result == -Errno.EINTR);
      return result;
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) {
      int result;
      do {
        try {
          result = (int) ioctl.invokeExact(descriptor, request, argument);
        } catch (Throwable e) {
          throw Native.unexpected(e);
        }
      } while (result == -Errno.EINTR);
      return result;
    }
  }
}
