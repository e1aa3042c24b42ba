// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.SystemCall;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.liburing.io_cqring_offsets;
import io.dio.iosched.liburing.io_sqring_offsets;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_cq;
import io.dio.iosched.liburing.io_uring_cqe;
import io.dio.iosched.liburing.io_uring_params;
import io.dio.iosched.liburing.io_uring_sq;
import io.dio.iosched.liburing.io_uring_sqe;
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
    MemorySegment sqOffsets = io_uring_params.sq_off(params);
    MemorySegment cqOffsets = io_uring_params.cq_off(params);
    int sqEntries = io_uring_params.sq_entries(params);
    int cqEntries = io_uring_params.cq_entries(params);
    long sqBytes =
        Integer.toUnsignedLong(io_sqring_offsets.array(sqOffsets))
            + (long) sqEntries * Integer.BYTES;
    long cqBytes =
        Integer.toUnsignedLong(io_cqring_offsets.cqes(cqOffsets))
            + cqEntries * io_uring_cqe.layout().byteSize();
    long ringBytes = Math.max(sqBytes, cqBytes);
    long ringAddress = map(descriptor, ringBytes, OFFSET_SQ_RING);
    if (ringAddress < 0) {
      return (int) ringAddress;
    }
    long sqeBytes = sqEntries * io_uring_sqe.layout().byteSize();
    long sqesAddress = map(descriptor, sqeBytes, OFFSET_SQES);
    if (sqesAddress < 0) {
      Mapping.munmap(ringAddress, ringBytes);
      return (int) sqesAddress;
    }
    Mapping.excludeFromFork(ringAddress, ringBytes);
    Mapping.excludeFromFork(sqesAddress, sqeBytes);
    ring.fill((byte) 0);
    describeSq(io_uring.sq(ring), sqOffsets, ringAddress, ringBytes, sqesAddress, sqEntries);
    if ((io_uring_params.flags(params) & liburing_h.IORING_SETUP_NO_SQARRAY()) == 0) {
      io_uring_sq.array(io_uring.sq(ring), at(ringAddress, io_sqring_offsets.array(sqOffsets)));
    }
    describeCq(io_uring.cq(ring), cqOffsets, ringAddress, ringBytes, cqEntries);
    io_uring.flags(ring, io_uring_params.flags(params));
    io_uring.features(ring, io_uring_params.features(params));
    io_uring.ring_fd(ring, descriptor);
    io_uring.enter_ring_fd(ring, descriptor);
    return 0;
  }

  private static void describeSq(
      MemorySegment sq,
      MemorySegment offsets,
      long ringAddress,
      long ringBytes,
      long sqesAddress,
      int entries) {
    io_uring_sq.khead(sq, at(ringAddress, io_sqring_offsets.head(offsets)));
    io_uring_sq.ktail(sq, at(ringAddress, io_sqring_offsets.tail(offsets)));
    io_uring_sq.kring_mask(sq, at(ringAddress, io_sqring_offsets.ring_mask(offsets)));
    io_uring_sq.kring_entries(sq, at(ringAddress, io_sqring_offsets.ring_entries(offsets)));
    io_uring_sq.kflags(sq, at(ringAddress, io_sqring_offsets.flags(offsets)));
    io_uring_sq.kdropped(sq, at(ringAddress, io_sqring_offsets.dropped(offsets)));
    io_uring_sq.sqes(sq, MemorySegment.ofAddress(sqesAddress));
    io_uring_sq.ring_sz(sq, ringBytes);
    io_uring_sq.ring_ptr(sq, MemorySegment.ofAddress(ringAddress));
    io_uring_sq.ring_mask(sq, entries - 1);
    io_uring_sq.ring_entries(sq, entries);
  }

  private static void describeCq(
      MemorySegment cq, MemorySegment offsets, long ringAddress, long ringBytes, int entries) {
    io_uring_cq.khead(cq, at(ringAddress, io_cqring_offsets.head(offsets)));
    io_uring_cq.ktail(cq, at(ringAddress, io_cqring_offsets.tail(offsets)));
    io_uring_cq.kring_mask(cq, at(ringAddress, io_cqring_offsets.ring_mask(offsets)));
    io_uring_cq.kring_entries(cq, at(ringAddress, io_cqring_offsets.ring_entries(offsets)));
    io_uring_cq.koverflow(cq, at(ringAddress, io_cqring_offsets.overflow(offsets)));
    io_uring_cq.kflags(cq, at(ringAddress, io_cqring_offsets.flags(offsets)));
    io_uring_cq.cqes(cq, at(ringAddress, io_cqring_offsets.cqes(offsets)));
    io_uring_cq.ring_sz(cq, ringBytes);
    io_uring_cq.ring_ptr(cq, MemorySegment.ofAddress(ringAddress));
    io_uring_cq.ring_mask(cq, entries - 1);
    io_uring_cq.ring_entries(cq, entries);
  }

  private static MemorySegment at(long address, int unsignedOffset) {
    return MemorySegment.ofAddress(address + Integer.toUnsignedLong(unsignedOffset));
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
    MemorySegment sq = io_uring.sq(ring);
    long sqesAddress = io_uring_sq.sqes(sq).address();
    long sqeBytes = io_uring_sq.ring_entries(sq) * io_uring_sqe.layout().byteSize();
    long ringAddress = io_uring_sq.ring_ptr(sq).address();
    long ringBytes = io_uring_sq.ring_sz(sq);
    int descriptor = io_uring.ring_fd(ring);
    if (ringBytes != 0) {
      io_uring_sq.ring_sz(sq, 0);
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
