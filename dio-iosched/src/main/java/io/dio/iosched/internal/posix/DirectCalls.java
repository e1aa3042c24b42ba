// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** A scheduler's blocking reads and writes as plain system calls of the calling thread. */
public final class DirectCalls {
  private static final FileAccess FILES = FileAccess.instance();

  private DirectCalls() {}

  public static long read(BlockingCalls calls, DioFile file, MemorySegment target, long fileOffset)
      throws IOException {
    CompletionThread.refuseBlocking("IoScheduler.read()");
    Objects.requireNonNull(file, "file");
    calls.limit().acquire(1);
    try {
      return readOnce(calls, file, target, fileOffset);
    } finally {
      calls.limit().release(1);
    }
  }

  private static long readOnce(
      BlockingCalls calls, DioFile file, MemorySegment target, long fileOffset) throws IOException {
    BlockingCalls.Lane lane = calls.enter(file);
    try {
      long count = file.read(target, fileOffset);
      lane.count(Verb.READ, (int) count, count < target.byteSize());
      return count;
    } catch (IOException e) {
      lane.countFailure(Verb.READ);
      throw e;
    } finally {
      calls.exit(lane);
    }
  }

  public static long write(BlockingCalls calls, DioFile file, MemorySegment source, long fileOffset)
      throws IOException {
    CompletionThread.refuseBlocking("IoScheduler.write()");
    Objects.requireNonNull(file, "file");
    calls.limit().acquire(1);
    long count;
    try {
      count = writeOnce(calls, file, source, fileOffset);
    } finally {
      calls.limit().release(1);
    }
    if (count < source.byteSize()) {
      throw new ShortTransferException(
          "write to " + file + " at offset " + fileOffset, source.byteSize(), count);
    }
    return count;
  }

  private static long writeOnce(
      BlockingCalls calls, DioFile file, MemorySegment source, long fileOffset) throws IOException {
    BlockingCalls.Lane lane = calls.enter(file);
    try {
      long count = file.write(source, fileOffset);
      countDurable(file, lane);
      lane.count(Verb.WRITE, (int) count, count < source.byteSize());
      return count;
    } catch (IOException e) {
      countDurable(file, lane);
      lane.countFailure(Verb.WRITE);
      throw e;
    } finally {
      calls.exit(lane);
    }
  }

  private static void countDurable(DioFile file, BlockingCalls.Lane lane) {
    if (FILES.writesDurably(file)) {
      lane.counters().countSyncs(1);
      lane.counters().countSyncCall();
    }
  }
}
