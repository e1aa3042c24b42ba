// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.liburing.__kernel_timespec;
import io.dio.iosched.liburing.io_uring_getevents_arg;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The argument that limits the wait of io_uring_enter(2). The kernel reads it during the call, so
 * one argument serves all calls of a thread.
 */
public final class WaitArgument {
  static final int FLAG = liburing_h.IORING_ENTER_EXT_ARG();
  static final long BYTE_SIZE = io_uring_getevents_arg.sizeof();

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long address;
  private final long secondsAddress;
  private final long nanosAddress;

  public WaitArgument(Arena arena) {
    MemorySegment timespec = __kernel_timespec.allocate(arena);
    MemorySegment argument = io_uring_getevents_arg.allocate(arena);
    io_uring_getevents_arg.ts(argument, timespec.address());
    this.address = argument.address();
    this.secondsAddress = timespec.address() + __kernel_timespec.tv_sec$offset();
    this.nanosAddress = timespec.address() + __kernel_timespec.tv_nsec$offset();
  }

  /** {@return this, with another limit in nanoseconds} */
  public WaitArgument of(long nanos) {
    RawMemory.setLong(secondsAddress, nanos / NANOS_PER_SECOND);
    RawMemory.setLong(nanosAddress, nanos % NANOS_PER_SECOND);
    return this;
  }

  long address() {
    return address;
  }
}
