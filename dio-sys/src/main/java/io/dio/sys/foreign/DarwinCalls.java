// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.foreign;

import io.dio.align.Errno;
import io.dio.align.foreign.Host;
import io.dio.align.foreign.SystemCall;

/** The calls of {@link DarwinFiles}: a seam, so that its requests can be checked as data. */
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
    private static final SystemCall IOCTL = SystemCall.variadicAfterTwo("ioctl");

    private final SystemCall fstat;

    Libc(Host.Arch arch) {
      fstat = SystemCall.returningInt(fstatSymbol(arch));
    }

    /** On x86_64 the plain name still fills the structure with 32-bit inode numbers. */
    static String fstatSymbol(Host.Arch arch) {
      return arch.choose("fstat$INODE64", "fstat");
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
        result = (int) fstat.call(descriptor, stat);
      } while (result == -Errno.EINTR);
      return result;
    }

    @Override
    public int ioctl(int descriptor, long request, long argument) {
      int result;
      do {
        result = (int) IOCTL.call(descriptor, request, argument);
      } while (result == -Errno.EINTR);
      return result;
    }
  }
}
