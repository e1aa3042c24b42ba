// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.liburing.io_uring_sqe;
import io.dio.iosched.liburing.liburing_h;

/**
 * Writes submission queue entries: one method per opcode, each of which clears all 64 bytes first,
 * since an entry's memory still holds its predecessor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/io_uring_enter.2.html">io_uring_enter(2)</a>
 */
final class SqeWriter {
  static final long BYTE_SIZE = io_uring_sqe.layout().byteSize();

  private static final long OPCODE = io_uring_sqe.opcode$offset();
  private static final long DESCRIPTOR = io_uring_sqe.fd$offset();
  private static final long OFFSET = io_uring_sqe.off$offset();
  private static final long ADDRESS = io_uring_sqe.addr$offset();
  private static final long LENGTH = io_uring_sqe.len$offset();
  private static final long FSYNC_FLAGS = io_uring_sqe.fsync_flags$offset();
  private static final long USER_DATA = io_uring_sqe.user_data$offset();

  private static final byte READ = (byte) liburing_h.IORING_OP_READ();
  private static final byte WRITE = (byte) liburing_h.IORING_OP_WRITE();
  private static final byte READV = (byte) liburing_h.IORING_OP_READV();
  private static final byte WRITEV = (byte) liburing_h.IORING_OP_WRITEV();
  private static final byte FSYNC = (byte) liburing_h.IORING_OP_FSYNC();
  private static final byte FALLOCATE = (byte) liburing_h.IORING_OP_FALLOCATE();
  private static final int FSYNC_DATASYNC = liburing_h.IORING_FSYNC_DATASYNC();

  private SqeWriter() {}

  /** Writes {@code op} at {@code sqe}; {@code iovecs} is the address of its pieces, if any. */
  static void write(long sqe, Op op, long iovecs, long userData) {
    switch (op.verb) {
      case READ -> transfer(sqe, READ, op, op.address, (int) op.byteSize, userData);
      case WRITE -> transfer(sqe, WRITE, op, op.address, (int) op.byteSize, userData);
      case READV -> transfer(sqe, READV, op, iovecs, op.pieceCount(), userData);
      case WRITEV -> transfer(sqe, WRITEV, op, iovecs, op.pieceCount(), userData);
      case SYNC -> sync(sqe, op, 0, userData);
      case DATA_SYNC -> sync(sqe, op, FSYNC_DATASYNC, userData);
      case ALLOCATE -> allocate(sqe, op, userData);
      case DRAIN -> throw new AssertionError("a drain is not for the kernel");
    }
  }

  /** A read of the eight bytes of an eventfd's counter. */
  static void readCounter(long sqe, int descriptor, long target, long userData) {
    start(sqe, READ, descriptor, userData);
    RawMemory.setLong(sqe + ADDRESS, target);
    RawMemory.setInt(sqe + LENGTH, Long.BYTES);
  }

  private static void transfer(
      long sqe, byte opcode, Op op, long address, int length, long userData) {
    start(sqe, opcode, op.descriptor, userData);
    RawMemory.setLong(sqe + OFFSET, op.fileOffset);
    RawMemory.setLong(sqe + ADDRESS, address);
    RawMemory.setInt(sqe + LENGTH, length);
  }

  private static void sync(long sqe, Op op, int flags, long userData) {
    start(sqe, FSYNC, op.descriptor, userData);
    RawMemory.setInt(sqe + FSYNC_FLAGS, flags);
  }

  /** fallocate: offset in off, length in addr, mode in len. */
  private static void allocate(long sqe, Op op, long userData) {
    start(sqe, FALLOCATE, op.descriptor, userData);
    RawMemory.setLong(sqe + ADDRESS, op.byteSize);
  }

  private static void start(long sqe, byte opcode, int descriptor, long userData) {
    for (long at = sqe; at < sqe + BYTE_SIZE; at += Long.BYTES) {
      RawMemory.setLong(at, 0);
    }
    RawMemory.setByte(sqe + OPCODE, opcode);
    RawMemory.setInt(sqe + DESCRIPTOR, descriptor);
    RawMemory.setLong(sqe + USER_DATA, userData);
  }
}
