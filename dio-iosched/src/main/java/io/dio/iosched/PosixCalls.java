// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Operations as blocking system calls: results as a ring gives them, {@code >= 0} or -errno. */
final class PosixCalls {
  private PosixCalls() {}

  static int execute(Op op) {
    HostFiles host = HostFiles.current();
    return switch (op.verb) {
      case READ -> (int) FileCalls.pread(op.descriptor, op.address, op.byteSize, op.fileOffset);
      case WRITE -> (int) FileCalls.pwrite(op.descriptor, op.address, op.byteSize, op.fileOffset);
      case READV, WRITEV -> vector(op);
      case SYNC -> host.sync(op.descriptor);
      case DATA_SYNC -> host.dataSync(op.descriptor);
      case ALLOCATE -> host.allocate(op.descriptor, op.byteSize);
      case DRAIN -> throw new AssertionError("a drain is not for the kernel");
    };
  }

  private static int vector(Op op) {
    int count = op.pieceCount();
    try (Arena arena = Arena.ofConfined()) {
      long vector = arena.allocate((long) count * Iovec.BYTE_SIZE, Long.BYTES).address();
      for (int i = 0; i < count; i++) {
        MemorySegment piece = op.piece(i);
        Iovec.put(vector, i, piece.address(), piece.byteSize());
      }
      return (int)
          (op.verb == Verb.READV
              ? FileCalls.preadv(op.descriptor, vector, count, op.fileOffset)
              : FileCalls.pwritev(op.descriptor, vector, count, op.fileOffset));
    }
  }
}
