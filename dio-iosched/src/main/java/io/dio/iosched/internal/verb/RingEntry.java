// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

/**
 * The fields of a ring's entry for a command. The ring adds the file, the flags of the link and the
 * user data. See io_uring_enter(2).
 *
 * @param opcode one of IORING_OP_
 * @param offset the field off, or addr2
 * @param address the field addr
 * @param length the field len
 * @param flags the field that the kernel names after the operation, such as fsync_flags
 */
public record RingEntry(int opcode, long offset, long address, int length, int flags) {
  /** The largest value of the field len, which has 32 bits. */
  static final long MAX_LENGTH = 0xFFFF_FFFFL;
}
