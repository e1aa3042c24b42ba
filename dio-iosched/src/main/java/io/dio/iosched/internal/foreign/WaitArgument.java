// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.internal.foreign.UringStructs.GeteventsArg;
import io.dio.iosched.internal.foreign.UringStructs.Timespec;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The argument that limits the wait of io_uring_enter(2). The kernel reads it during the call, so
 * one argument serves all calls of a thread.
 */
public final class WaitArgument {
  static final int FLAG = liburing_h.IORING_ENTER_EXT_ARG();
  static final long BYTE_SIZE = GeteventsArg.BYTE_SIZE;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long address;
  private final long secondsAddress;
  private final long nanosAddress;

  public WaitArgument(Arena arena) {
    MemorySegment timespec = arena.allocate(Timespec.BYTE_SIZE, Long.BYTES);
    MemorySegment argument = arena.allocate(GeteventsArg.BYTE_SIZE, Long.BYTES);
    argument.set(JAVA_LONG, GeteventsArg.TS, timespec.address());
    this.address = argument.address();
    this.secondsAddress = timespec.address() + Timespec.TV_SEC;
    this.nanosAddress = timespec.address() + Timespec.TV_NSEC;
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
