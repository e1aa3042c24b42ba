// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.liburing.io_uring_probe;
import io.dio.iosched.liburing.io_uring_probe_op;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * The operations that the kernel's io_uring has. See IORING_REGISTER_PROBE in io_uring_register(2).
 */
final class RingOperations {
  private static final int MAX_OPERATIONS = 256;
  private static final long HEADER_BYTES = io_uring_probe.layout().byteSize();
  private static final long OPERATION_BYTES = io_uring_probe_op.layout().byteSize();

  /** Written by the coordinator before the ring is enabled, and not changed afterwards. */
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
      int count = Byte.toUnsignedInt(io_uring_probe.ops_len(answer));
      for (int i = 0; i < count; i++) {
        MemorySegment operation =
            answer.asSlice(HEADER_BYTES + i * OPERATION_BYTES, OPERATION_BYTES);
        if ((io_uring_probe_op.flags(operation) & liburing_h.IO_URING_OP_SUPPORTED()) != 0) {
          opcodes.set(Byte.toUnsignedInt(io_uring_probe_op.op(operation)));
        }
      }
      return 0;
    }
  }

  boolean contains(int opcode) {
    return opcodes.get(opcode);
  }
}
