// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.RawMemory;
import io.dio.align.foreign.SystemCall;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.internal.foreign.UringStructs.Cq;
import io.dio.iosched.internal.foreign.UringStructs.CqOffsets;
import io.dio.iosched.internal.foreign.UringStructs.Cqe;
import io.dio.iosched.internal.foreign.UringStructs.Params;
import io.dio.iosched.internal.foreign.UringStructs.Sq;
import io.dio.iosched.internal.foreign.UringStructs.SqOffsets;
import io.dio.iosched.internal.foreign.UringStructs.Sqe;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.MemorySegment;

/**
 * The three system calls of io_uring, made through {@code syscall(2)}, so that nothing needs to be
 * installed. It fills the same {@code struct io_uring} as liburing would.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/io_uring_setup.2.html">io_uring_setup(2)</a>
 */
public final class EmbeddedRingCalls implements RingCalls {
  /**
   * The numbers are the same on every architecture, because they were added after the call tables
   * were unified.
   */
  private static final long NR_IO_URING_SETUP = 425;

  private static final long NR_IO_URING_ENTER = 426;
  private static final long NR_IO_URING_REGISTER = 427;

  private static final long OFFSET_SQ_RING = 0;
  private static final long OFFSET_SQES = 0x1000_0000L;

  /** long syscall(long number, ...); all arguments travel as longs. */
  private static final SystemCall SYSCALL = SystemCall.returningLong("syscall");

  private static final SystemCall CLOSE = SystemCall.returningInt("close");

  public static final EmbeddedRingCalls INSTANCE = new EmbeddedRingCalls();

  private EmbeddedRingCalls() {}

  @Override
  public int queueInit(int entries, MemorySegment ring, MemorySegment params) {
    int descriptor = syscall(NR_IO_URING_SETUP, entries, params.address(), 0, 0);
    if (descriptor < 0) {
      return descriptor;
    }
    int result = map(descriptor, ring, params);
    if (result < 0) {
      close(descriptor);
    }
    return result;
  }

  /** Maps both rings, which share one mapping since Linux 5.4, and the entries. */
  private static int map(int descriptor, MemorySegment ring, MemorySegment params) {
    long sqOffsets = params.address() + Params.SQ_OFF;
    long cqOffsets = params.address() + Params.CQ_OFF;
    int sqEntries = RawMemory.getInt(params.address() + Params.SQ_ENTRIES);
    int cqEntries = RawMemory.getInt(params.address() + Params.CQ_ENTRIES);
    int flags = RawMemory.getInt(params.address() + Params.FLAGS);
    long sqBytes = unsigned(sqOffsets + SqOffsets.ARRAY) + (long) sqEntries * Integer.BYTES;
    long cqBytes = unsigned(cqOffsets + CqOffsets.CQES) + cqEntries * Cqe.BYTE_SIZE;
    long ringBytes = Math.max(sqBytes, cqBytes);
    long ringAddress = map(descriptor, ringBytes, OFFSET_SQ_RING);
    if (ringAddress < 0) {
      return (int) ringAddress;
    }
    long sqeBytes = sqEntries * Sqe.BYTE_SIZE;
    long sqesAddress = map(descriptor, sqeBytes, OFFSET_SQES);
    if (sqesAddress < 0) {
      Mapping.munmap(ringAddress, ringBytes);
      return (int) sqesAddress;
    }
    Mapping.excludeFromFork(ringAddress, ringBytes);
    Mapping.excludeFromFork(sqesAddress, sqeBytes);
    long target = ring.address();
    for (long offset = 0; offset < UringStructs.Ring.BYTE_SIZE; offset += Long.BYTES) {
      RawMemory.setLong(target + offset, 0);
    }
    long sq = target + UringStructs.Ring.SQ;
    describeSq(sq, sqOffsets, ringAddress, ringBytes, sqesAddress, sqEntries);
    if ((flags & liburing_h.IORING_SETUP_NO_SQARRAY()) == 0) {
      RawMemory.setLong(sq + Sq.ARRAY, ringAddress + unsigned(sqOffsets + SqOffsets.ARRAY));
    }
    describeCq(target + UringStructs.Ring.CQ, cqOffsets, ringAddress, ringBytes, cqEntries);
    RawMemory.setInt(target + UringStructs.Ring.FLAGS, flags);
    RawMemory.setInt(
        target + UringStructs.Ring.FEATURES, RawMemory.getInt(params.address() + Params.FEATURES));
    RawMemory.setInt(target + UringStructs.Ring.RING_FD, descriptor);
    RawMemory.setInt(target + UringStructs.Ring.ENTER_RING_FD, descriptor);
    return 0;
  }

  private static void describeSq(
      long sq, long offsets, long ringAddress, long ringBytes, long sqesAddress, int entries) {
    RawMemory.setLong(sq + Sq.KHEAD, ringAddress + unsigned(offsets + SqOffsets.HEAD));
    RawMemory.setLong(sq + Sq.KTAIL, ringAddress + unsigned(offsets + SqOffsets.TAIL));
    RawMemory.setLong(sq + Sq.KRING_MASK, ringAddress + unsigned(offsets + SqOffsets.RING_MASK));
    RawMemory.setLong(
        sq + Sq.KRING_ENTRIES, ringAddress + unsigned(offsets + SqOffsets.RING_ENTRIES));
    RawMemory.setLong(sq + Sq.KFLAGS, ringAddress + unsigned(offsets + SqOffsets.FLAGS));
    RawMemory.setLong(sq + Sq.KDROPPED, ringAddress + unsigned(offsets + SqOffsets.DROPPED));
    RawMemory.setLong(sq + Sq.SQES, sqesAddress);
    RawMemory.setLong(sq + Sq.RING_SZ, ringBytes);
    RawMemory.setLong(sq + Sq.RING_PTR, ringAddress);
    RawMemory.setInt(sq + Sq.RING_MASK, entries - 1);
    RawMemory.setInt(sq + Sq.RING_ENTRIES, entries);
  }

  private static void describeCq(
      long cq, long offsets, long ringAddress, long ringBytes, int entries) {
    RawMemory.setLong(cq + Cq.KHEAD, ringAddress + unsigned(offsets + CqOffsets.HEAD));
    RawMemory.setLong(cq + Cq.KTAIL, ringAddress + unsigned(offsets + CqOffsets.TAIL));
    RawMemory.setLong(cq + Cq.KRING_MASK, ringAddress + unsigned(offsets + CqOffsets.RING_MASK));
    RawMemory.setLong(
        cq + Cq.KRING_ENTRIES, ringAddress + unsigned(offsets + CqOffsets.RING_ENTRIES));
    RawMemory.setLong(cq + Cq.KOVERFLOW, ringAddress + unsigned(offsets + CqOffsets.OVERFLOW));
    RawMemory.setLong(cq + Cq.KFLAGS, ringAddress + unsigned(offsets + CqOffsets.FLAGS));
    RawMemory.setLong(cq + Cq.CQES, ringAddress + unsigned(offsets + CqOffsets.CQES));
    RawMemory.setLong(cq + Cq.RING_SZ, ringBytes);
    RawMemory.setLong(cq + Cq.RING_PTR, ringAddress);
    RawMemory.setInt(cq + Cq.RING_MASK, entries - 1);
    RawMemory.setInt(cq + Cq.RING_ENTRIES, entries);
  }

  /** {@return the unsigned 32-bit value at an address} */
  private static long unsigned(long address) {
    return Integer.toUnsignedLong(RawMemory.getInt(address));
  }

  private static long map(int descriptor, long byteSize, long offset) {
    return Mapping.mmap(
        0,
        byteSize,
        Mapping.PROT_READ | Mapping.PROT_WRITE,
        Mapping.MAP_SHARED | Mapping.MAP_POPULATE,
        descriptor,
        offset);
  }

  @Override
  public int enter(int descriptor, int toSubmit, int minComplete, int flags) {
    return syscall(NR_IO_URING_ENTER, descriptor, toSubmit, minComplete, flags);
  }

  @Override
  public int enterFor(int descriptor, int toSubmit, int minComplete, int flags, WaitArgument wait) {
    return (int)
        SYSCALL.call(
            NR_IO_URING_ENTER,
            descriptor,
            toSubmit,
            minComplete,
            flags | WaitArgument.FLAG,
            wait.address(),
            WaitArgument.BYTE_SIZE);
  }

  @Override
  public int register(int descriptor, int opcode, MemorySegment argument, int count) {
    return syscall(NR_IO_URING_REGISTER, descriptor, opcode, argument.address(), count);
  }

  /**
   * A caller that ran out of memory in this method calls it again. It must not unmap an address
   * twice, because the address may have another owner by then. So everything that needs memory
   * comes first. Then the ring gets a note that its mappings are gone. A failure after the note
   * leaks the mappings.
   */
  @Override
  public void queueExit(MemorySegment ring) {
    long sq = ring.address() + UringStructs.Ring.SQ;
    long sqesAddress = RawMemory.getLong(sq + Sq.SQES);
    long sqeBytes = RawMemory.getInt(sq + Sq.RING_ENTRIES) * Sqe.BYTE_SIZE;
    long ringAddress = RawMemory.getLong(sq + Sq.RING_PTR);
    long ringBytes = RawMemory.getLong(sq + Sq.RING_SZ);
    int descriptor = RawMemory.getInt(ring.address() + UringStructs.Ring.RING_FD);
    if (ringBytes != 0) {
      RawMemory.setLong(sq + Sq.RING_SZ, 0);
      Mapping.munmap(sqesAddress, sqeBytes);
      Mapping.munmap(ringAddress, ringBytes);
    }
    close(descriptor);
  }

  @Override
  public boolean mayOmitSqArray() {
    return true;
  }

  @Override
  public LiburingSource source() {
    return LiburingSource.EMBEDDED;
  }

  @Override
  public String version() {
    return "";
  }

  private static int syscall(long number, long first, long second, long third, long fourth) {
    // The signal mask and its size, for io_uring_enter, are null and 0.
    return (int) SYSCALL.call(number, first, second, third, fourth, 0, 0);
  }

  private static void close(int descriptor) {
    int result = (int) CLOSE.call(descriptor);
    assert result == 0 : "close(ring): " + result;
  }
}
