// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Backend;
import io.dio.iosched.CompletableTicket;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A scheduler whose commits a test can hold up or fail, as a failed sync fails them. */
final class FaultyScheduler implements IoScheduler {
  private final IoScheduler wrapped = IoScheduler.posix();
  private final AtomicInteger writes = new AtomicInteger();
  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore permits = new Semaphore(0);
  private volatile boolean held;
  private volatile boolean failing;

  /** From now on each commit waits for a {@link #permit}. */
  void hold() {
    held = true;
  }

  /** Waits until a commit is held. */
  void awaitHeld() {
    arrived.acquireUninterruptibly();
  }

  /** Lets so many held commits go on. */
  void permit(int commits) {
    permits.release(commits);
  }

  /** From now on commits fail with EIO and poison their file. */
  void fail() {
    failing = true;
  }

  /** {@return the number of commits that were tried} */
  int writes() {
    return writes.get();
  }

  @Override
  public Ticket submit(Op op) {
    if (op.verb() != Verb.WRITE) {
      return wrapped.submit(op);
    }
    writes.incrementAndGet();
    if (held) {
      arrived.release();
      permits.acquireUninterruptibly();
    }
    if (!failing) {
      return wrapped.submit(op);
    }
    ErrnoException failure = new ErrnoException("fdatasync", Errno.EIO, op.toString());
    op.file().orElseThrow().poison(failure);
    return CompletableTicket.failed(failure);
  }

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    return wrapped.read(file, target, fileOffset);
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    return wrapped.write(file, source, fileOffset);
  }

  @Override
  public List<FileSlot> fileSlots() {
    return wrapped.fileSlots();
  }

  @Override
  public List<Degradation> degradations() {
    return wrapped.degradations();
  }

  @Override
  public SchedulerStats stats() {
    return wrapped.stats();
  }

  @Override
  public Backend backend() {
    return wrapped.backend();
  }

  @Override
  public void close() {
    wrapped.close();
  }
}
