// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.Degradation;
import io.dio.bench.backend.Lane;
import io.dio.bench.backend.TicketLane;
import io.dio.bench.engine.Schedulers;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/** A log through a scheduler: by durable writes, or by writes that a barrier sync follows. */
final class SchedulerLog implements LogWriter {
  private final DioFile file;
  private final IoScheduler scheduler;
  private final boolean barrier;

  /**
   * Takes over an open file and a scheduler.
   *
   * @param barrier whether {@link Op#barrierSync} makes a record durable, and not {@link
   *     Op#durable}
   */
  SchedulerLog(DioFile file, IoScheduler scheduler, boolean barrier) {
    this.file = file;
    this.scheduler = scheduler;
    this.barrier = barrier;
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return barrier
        ? new BarrierLane(scheduler, file, memory, blockByteSize)
        : new TicketLane(scheduler, file, memory, slots, blockByteSize, true);
  }

  @Override
  public boolean isDirect() {
    return file.isDirect();
  }

  @Override
  public List<Degradation> degradations() {
    return Schedulers.degradations(file, scheduler);
  }

  @Override
  public OptionalLong syncs() {
    return OptionalLong.of(scheduler.stats().syncCalls());
  }

  @Override
  public void close() throws IOException {
    try {
      scheduler.close();
    } finally {
      file.close();
    }
  }
}
