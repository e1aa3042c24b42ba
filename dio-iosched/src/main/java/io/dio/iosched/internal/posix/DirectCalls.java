// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.observe.Observation;
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
    Observation observation = calls.beginObservation();
    calls.limit().acquire(1);
    try {
      return readOnce(calls, observation, file, target, fileOffset);
    } finally {
      calls.limit().release(1);
    }
  }

  private static long readOnce(
      BlockingCalls calls,
      Observation observation,
      DioFile file,
      MemorySegment target,
      long fileOffset)
      throws IOException {
    BlockingCalls.Lane lane = calls.enter(file);
    begun(observation);
    try {
      long count = file.read(target, fileOffset);
      lane.count(Verb.READ, (int) count, count < target.byteSize());
      BlockingCalls.end(observation, Verb.READ, file, fileOffset, target, (int) count);
      return count;
    } catch (IOException e) {
      lane.countFailure(Verb.READ);
      BlockingCalls.end(observation, Verb.READ, file, fileOffset, target, errnoOf(e));
      throw e;
    } finally {
      calls.exit(lane);
    }
  }

  public static long write(BlockingCalls calls, DioFile file, MemorySegment source, long fileOffset)
      throws IOException {
    CompletionThread.refuseBlocking("IoScheduler.write()");
    Objects.requireNonNull(file, "file");
    Observation observation = calls.beginObservation();
    calls.limit().acquire(1);
    long count;
    try {
      count = writeOnce(calls, observation, file, source, fileOffset);
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
      BlockingCalls calls,
      Observation observation,
      DioFile file,
      MemorySegment source,
      long fileOffset)
      throws IOException {
    BlockingCalls.Lane lane = calls.enter(file);
    begun(observation);
    try {
      long count = file.write(source, fileOffset);
      countDurable(file, lane);
      lane.count(Verb.WRITE, (int) count, count < source.byteSize());
      BlockingCalls.end(observation, Verb.WRITE, file, fileOffset, source, (int) count);
      return count;
    } catch (IOException e) {
      countDurable(file, lane);
      lane.countFailure(Verb.WRITE);
      BlockingCalls.end(observation, Verb.WRITE, file, fileOffset, source, errnoOf(e));
      throw e;
    } finally {
      calls.exit(lane);
    }
  }

  /** The wait for the limit is over, and the call begins. */
  private static void begun(Observation observation) {
    if (observation != null) {
      observation.begun();
    }
  }

  private static int errnoOf(IOException failure) {
    return -ErrnoException.find(failure).map(ErrnoException::errno).orElse(Errno.EIO);
  }

  private static void countDurable(DioFile file, BlockingCalls.Lane lane) {
    if (FILES.writesDurably(file)) {
      lane.counters().countSyncs(1);
      lane.counters().countSyncCall();
    }
  }
}
