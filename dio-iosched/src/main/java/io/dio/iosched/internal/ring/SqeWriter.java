// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.foreign.UringStructs.Sqe;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.verb.RingEntry;
import io.dio.iosched.liburing.liburing_h;

/**
 * Writes submission queue entries, with one method per opcode. Each method first clears all 64
 * bytes, because the memory still contains the previous entry.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/io_uring_enter.2.html">io_uring_enter(2)</a>
 */
final class SqeWriter {
  static final long BYTE_SIZE = Sqe.BYTE_SIZE;

  private static final long OPCODE = Sqe.OPCODE;
  private static final long DESCRIPTOR = Sqe.FD;
  private static final long OFFSET = Sqe.OFF;
  private static final long ADDRESS = Sqe.ADDR;
  private static final long LENGTH = Sqe.LEN;
  private static final long RW_FLAGS = Sqe.RW_FLAGS;

  /** The flags of all commands are at the same place, in a union. */
  private static final long COMMAND_FLAGS = Sqe.RW_FLAGS;

  private static final long FILE_INDEX = Sqe.FILE_INDEX;
  private static final long IO_PRIORITY = Sqe.IOPRIO;
  private static final long BUFFER_INDEX = Sqe.BUF_INDEX;
  private static final long FLAGS = Sqe.FLAGS;
  private static final long USER_DATA = Sqe.USER_DATA;

  private static final byte NOP = (byte) liburing_h.IORING_OP_NOP();
  private static final byte READ = (byte) liburing_h.IORING_OP_READ();
  private static final byte WRITE = (byte) liburing_h.IORING_OP_WRITE();
  private static final byte READ_FIXED = (byte) liburing_h.IORING_OP_READ_FIXED();
  private static final byte WRITE_FIXED = (byte) liburing_h.IORING_OP_WRITE_FIXED();
  private static final byte READV = (byte) liburing_h.IORING_OP_READV();
  private static final byte WRITEV = (byte) liburing_h.IORING_OP_WRITEV();
  private static final byte FILES_UPDATE = (byte) liburing_h.IORING_OP_FILES_UPDATE();
  private static final byte CLOSE = (byte) liburing_h.IORING_OP_CLOSE();
  private static final byte ASYNC_CANCEL = (byte) liburing_h.IORING_OP_ASYNC_CANCEL();
  private static final int IO_LINK = liburing_h.IOSQE_IO_LINK();
  private static final int IO_ASYNC = liburing_h.IOSQE_ASYNC();
  private static final int FIXED_FILE = liburing_h.IOSQE_FIXED_FILE();

  private SqeWriter() {}

  /**
   * Writes {@code op} at {@code sqe}. {@code iovecs} is the address of its list of pieces, if it
   * has one. An opening into a slot installs the descriptor that {@link FileSlot#arrives} has set.
   */
  static void write(long sqe, Request op, long iovecs, long userData) {
    switch (op.verb) {
      case READ -> transfer(sqe, READ, op, op.address, (int) op.byteSize, userData);
      case WRITE -> transfer(sqe, WRITE, op, op.address, (int) op.byteSize, userData);
      case READV -> transfer(sqe, READV, op, iovecs, op.pieceCount(), userData);
      case WRITEV -> transfer(sqe, WRITEV, op, iovecs, op.pieceCount(), userData);
      case OPEN_INTO -> install(sqe, op, userData);
      case CLOSE -> closeSlot(sqe, op, userData);
      case DRAIN, OPEN -> throw new AssertionError(op.verb + " is not for the ring");
      default -> command(sqe, op, op.command.ringEntry(), userData);
    }
  }

  /** Writes one entry for {@code count} contiguous writes, starting with {@code first}. */
  static void writeRun(long sqe, Request first, long iovecs, int count, long userData) {
    transfer(sqe, WRITEV, first, iovecs, count, userData);
  }

  /**
   * Adds the fields that do not depend on the opcode to an entry: slot, flags, and the link to the
   * next entry.
   */
  static void modify(long sqe, Request op, int rwFlags, IoPriority ioPriority, Request.Link link) {
    int flags =
        switch (link) {
          case NONE -> 0;
          case SOFT -> IO_LINK;
          // The kernel would start the next entry even if this one is cancelled.
          case HARD -> throw new AssertionError("a hard link is not for the ring: " + op);
        };
    if (op.slot != null && op.verb != Verb.OPEN_INTO && op.verb != Verb.CLOSE) {
      flags |= FIXED_FILE;
    }
    if (flags != 0) {
      RawMemory.setByte(sqe + FLAGS, (byte) flags);
    }
    if (rwFlags != 0) {
      RawMemory.setInt(sqe + RW_FLAGS, rwFlags);
    }
    if (op.verb.isTransfer()) {
      // The kernel refuses a priority for other operations.
      RawMemory.setShort(sqe + IO_PRIORITY, (short) ioPriority.value());
    }
  }

  /** Changes an entry of a read or write so that it uses the registered {@code buffer}. */
  static void useBuffer(long sqe, Request op, int buffer) {
    RawMemory.setByte(sqe + OPCODE, op.verb.isWrite() ? WRITE_FIXED : READ_FIXED);
    RawMemory.setShort(sqe + BUFFER_INDEX, (short) buffer);
  }

  /** Writes an entry that cancels the request with {@code target}. */
  static void cancel(long sqe, long target, long userData) {
    start(sqe, ASYNC_CANCEL, -1, userData);
    RawMemory.setLong(sqe + ADDRESS, target);
  }

  /** Writes an entry that does nothing on a worker thread of the kernel. */
  static void startWorker(long sqe, long userData) {
    start(sqe, NOP, -1, userData);
    RawMemory.setByte(sqe + FLAGS, (byte) IO_ASYNC);
  }

  /** Writes a read of the eight bytes of an eventfd's counter. */
  static void readCounter(long sqe, int descriptor, long target, long userData) {
    start(sqe, READ, descriptor, userData);
    RawMemory.setLong(sqe + ADDRESS, target);
    RawMemory.setInt(sqe + LENGTH, Long.BYTES);
  }

  private static void transfer(
      long sqe, byte opcode, Request op, long address, int length, long userData) {
    start(sqe, opcode, op.descriptor(), userData);
    RawMemory.setLong(sqe + OFFSET, op.fileOffset);
    RawMemory.setLong(sqe + ADDRESS, address);
    RawMemory.setInt(sqe + LENGTH, length);
  }

  private static void command(long sqe, Request op, RingEntry entry, long userData) {
    start(sqe, (byte) entry.opcode(), op.descriptor(), userData);
    RawMemory.setLong(sqe + OFFSET, entry.offset());
    RawMemory.setLong(sqe + ADDRESS, entry.address());
    RawMemory.setInt(sqe + LENGTH, entry.length());
    RawMemory.setInt(sqe + COMMAND_FLAGS, entry.flags());
  }

  /** Writes a files_update: the address of one descriptor is in addr, 1 in len, the slot in off. */
  private static void install(long sqe, Request op, long userData) {
    start(sqe, FILES_UPDATE, -1, userData);
    RawMemory.setLong(sqe + ADDRESS, op.slot.arrivalAddress());
    RawMemory.setInt(sqe + LENGTH, 1);
    RawMemory.setLong(sqe + OFFSET, op.slot.index());
  }

  private static void closeSlot(long sqe, Request op, long userData) {
    start(sqe, CLOSE, 0, userData);
    RawMemory.setInt(sqe + FILE_INDEX, op.slot.index() + 1);
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
