// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.align.foreign.SystemCall;
import java.lang.foreign.Arena;
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

  private static final SystemCall MEMFD_CREATE = SystemCall.returningInt("memfd_create");
  private static final SystemCall FTRUNCATE = SystemCall.returningInt("ftruncate");
  private static final SystemCall FCNTL = SystemCall.variadicAfterTwo("fcntl");
  private static final SystemCall CLOSE = SystemCall.returningInt("close");

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
                  MEMFD_CREATE.call(
                      arena.allocateFrom("dio-sealed").address(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
      check((int) FTRUNCATE.call(descriptor, byteSize));
      check((int) FCNTL.call(descriptor, F_ADD_SEALS, F_SEAL_GROW));
      return new SealedFile(descriptor);
    }
  }

  /** {@return a path to open it by} */
  public Path path() {
    return Path.of("/proc/self/fd", Integer.toString(descriptor));
  }

  @Override
  public void close() {
    check((int) CLOSE.call(descriptor));
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException("errno " + -result);
    }
    return result;
  }
}
