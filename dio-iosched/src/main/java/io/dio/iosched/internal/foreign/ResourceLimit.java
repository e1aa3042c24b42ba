// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.foreign.Host;
import io.dio.align.foreign.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The soft limits of this process, see getrlimit(2). */
public enum ResourceLimit {
  /** RLIMIT_NOFILE. */
  OPEN_FILES(7, 8),
  /** RLIMIT_MEMLOCK, in bytes. */
  LOCKED_MEMORY(8, 6);

  /** rlim_cur and rlim_max, 64 bits each on every supported host. */
  private static final long RLIMIT_BYTES = 2 * Long.BYTES;

  private static final SystemCall GETRLIMIT = SystemCall.returningInt("getrlimit");

  private final int onLinux;
  private final int onDarwin;

  ResourceLimit(int onLinux, int onDarwin) {
    this.onLinux = onLinux;
    this.onDarwin = onDarwin;
  }

  /** {@return the limit; {@link Long#MAX_VALUE} if there is none or it cannot be read} */
  public long current() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(RLIMIT_BYTES, Long.BYTES);
      int result = (int) GETRLIMIT.call(Host.isLinux() ? onLinux : onDarwin, limit.address());
      long current = limit.get(JAVA_LONG, 0);
      // RLIM_INFINITY has all bits set on Linux, and all bits except the sign on macOS.
      return result < 0 || current < 0 ? Long.MAX_VALUE : current;
    }
  }
}
