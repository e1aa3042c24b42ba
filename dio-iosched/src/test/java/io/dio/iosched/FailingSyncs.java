// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The example in the Javadoc of {@link IoScheduler}, word for word. */
final class FailingSyncs implements IoScheduler {
  private final IoScheduler wrapped;
  private final AtomicBoolean failNext = new AtomicBoolean();

  FailingSyncs(IoScheduler wrapped) {
    this.wrapped = wrapped;
  }

  void failNextSync() {
    failNext.set(true);
  }

  @Override
  public Ticket submit(Op op) {
    boolean sync = op.verb().isSync() && op.steps().size() == 1;
    if (!sync || !failNext.getAndSet(false)) {
      return wrapped.submit(op);
    }
    ErrnoException failure = new ErrnoException(op.verb().call(), Errno.EIO, op.toString());
    op.file().ifPresent(file -> file.poison(failure));
    op.slot().ifPresent(slot -> slot.poison(failure));
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
