// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A scheduler that a user has written around another one, for example to inject faults. It passes
 * every call on except {@link #newBatch}, so it has the default batch of the interface.
 */
final class WrappingScheduler implements IoScheduler {
  private final IoScheduler wrapped;

  WrappingScheduler(IoScheduler wrapped) {
    this.wrapped = wrapped;
  }

  @Override
  public Ticket submit(Op op) {
    return wrapped.submit(op);
  }

  @Override
  public List<Ticket> submitAll(List<Op> ops) {
    return wrapped.submitAll(ops);
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
  public SchedulerStats stats() {
    return wrapped.stats();
  }

  @Override
  public Backend backend() {
    return wrapped.backend();
  }

  @Override
  public List<Degradation> degradations() {
    return wrapped.degradations();
  }

  @Override
  public void close() {
    wrapped.close();
  }
}
