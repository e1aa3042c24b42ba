// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.foreign.CompletionThread;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A scheduler's blocking reads and writes as plain system calls of the calling thread. */
final class DirectCalls {
  private DirectCalls() {}

  static long read(BlockingCalls calls, DioFile file, MemorySegment target, long fileOffset)
      throws IOException {
    CompletionThread.refuseBlocking("IoScheduler.read()");
    BlockingCalls.Lane lane = calls.enter(file);
    try {
      long count = file.read(target, fileOffset);
      lane.count(Verb.READ, (int) count, count < target.byteSize());
      return count;
    } finally {
      calls.exit(lane);
    }
  }

  static long write(BlockingCalls calls, DioFile file, MemorySegment source, long fileOffset)
      throws IOException {
    CompletionThread.refuseBlocking("IoScheduler.write()");
    BlockingCalls.Lane lane = calls.enter(file);
    try {
      long count = file.write(source, fileOffset);
      boolean isShort = count < source.byteSize();
      lane.count(Verb.WRITE, (int) count, isShort);
      if (isShort) {
        throw new ShortTransferException(
            "write to " + file + " at offset " + fileOffset, source.byteSize(), count);
      }
      return count;
    } finally {
      calls.exit(lane);
    }
  }
}
