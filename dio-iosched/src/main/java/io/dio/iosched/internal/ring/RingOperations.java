// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.UringStructs.Probe;
import io.dio.iosched.internal.foreign.UringStructs.ProbeOp;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * The operations that the kernel's io_uring has. See IORING_REGISTER_PROBE in io_uring_register(2).
 */
final class RingOperations {
  private static final int MAX_OPERATIONS = 256;
  private static final long HEADER_BYTES = Probe.BYTE_SIZE;
  private static final long OPERATION_BYTES = ProbeOp.BYTE_SIZE;

  /** Set by the coordinator before the ring is enabled, and not changed afterwards. */
  private final BitSet opcodes = new BitSet(MAX_OPERATIONS);

  /** Asks the kernel. {@return 0 or a negative errno} */
  int ask(RingCalls calls, int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer =
          arena.allocate(HEADER_BYTES + MAX_OPERATIONS * OPERATION_BYTES, Long.BYTES);
      int opcode = liburing_h.IORING_REGISTER_PROBE();
      int result = calls.register(descriptor, opcode, answer, MAX_OPERATIONS);
      if (result < 0) {
        return result;
      }
      long answerAddress = answer.address();
      int count = Byte.toUnsignedInt(RawMemory.getByte(answerAddress + Probe.OPS_LEN));
      for (int i = 0; i < count; i++) {
        long operation = answerAddress + HEADER_BYTES + i * OPERATION_BYTES;
        if ((RawMemory.getByte(operation + ProbeOp.FLAGS) & liburing_h.IO_URING_OP_SUPPORTED())
            != 0) {
          opcodes.set(Byte.toUnsignedInt(RawMemory.getByte(operation + ProbeOp.OP)));
        }
      }
      return 0;
    }
  }

  boolean contains(int opcode) {
    return opcodes.get(opcode);
  }
}
