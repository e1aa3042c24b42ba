// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.bench.backend.Lane;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A lane with one slot whose writes are followed by a barrier sync. */
final class BarrierLane extends Lane {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final MemorySegment record;
  private Ticket write;

  /** The barrier behind the write; null if the scheduler refused it. */
  private Ticket sync;

  /** Why the scheduler refused the barrier, which must not end the lane before its write ends. */
  private RuntimeException refusal;

  BarrierLane(IoScheduler scheduler, DioFile file, MemorySegment memory, int recordByteSize) {
    super(memory, recordByteSize);
    this.scheduler = scheduler;
    this.file = file;
    this.record = slices(1)[0];
  }

  @Override
  public void read(int slot, long fileOffset) {
    throw new UnsupportedOperationException("a log is written");
  }

  @Override
  public void write(int slot, long fileOffset) {
    sync = null;
    write = scheduler.submit(Op.write(file, record, fileOffset));
    try {
      sync = scheduler.submit(Op.barrierSync(file));
    } catch (RuntimeException e) {
      refusal = e;
    }
  }

  @Override
  public boolean isDone(int slot) {
    return write.isDone() && (sync == null || sync.isDone());
  }

  @Override
  public long await(int slot) throws IOException {
    IOException failure = null;
    try {
      if (sync != null) {
        sync.await();
      }
    } catch (IOException e) {
      failure = e;
    }
    // The barrier has waited for the write, unless the barrier failed.
    long transferred = settledWrite();
    if (failure != null) {
      throw failure;
    }
    if (sync == null) {
      throw refusal;
    }
    return transferred;
  }

  private long settledWrite() throws IOException {
    try {
      return write.await();
    } catch (ShortTransferException e) {
      return e.transferred();
    } catch (SchedulerFailedException e) {
      // This exception is not the operation's: the kernel may still use the buffer.
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
