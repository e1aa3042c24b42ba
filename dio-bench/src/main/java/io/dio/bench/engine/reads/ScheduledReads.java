// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.BlockingLane;
import io.dio.bench.backend.Lane;
import io.dio.bench.backend.TicketLane;
import io.dio.bench.engine.Findings;
import io.dio.bench.engine.Schedulers;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Direct reads through a scheduler: by {@link IoScheduler#read}, or by submitting and awaiting a
 * ticket.
 */
final class ScheduledReads implements Lane.Source, AutoCloseable {
  private final IoScheduler scheduler;
  private final DioFile file;
  private final boolean submitted;

  private ScheduledReads(IoScheduler scheduler, DioFile file, boolean submitted) {
    this.scheduler = scheduler;
    this.file = file;
    this.submitted = submitted;
  }

  /** Opens a scheduler and the file, and records what they have. */
  @SuppressWarnings("MustBeClosed") // the object's own close does it
  static ScheduledReads open(
      BackendKind kind, Path path, long inFlight, boolean submitted, Findings findings)
      throws IOException, BackendUnavailableException {
    IoScheduler scheduler = Schedulers.open(kind, inFlight);
    try {
      DioFile file = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED);
      findings.opened(file.isDirect(), Schedulers.degradations(file, scheduler));
      return new ScheduledReads(scheduler, file, submitted);
    } catch (IOException | RuntimeException | Error e) {
      scheduler.close();
      throw e;
    }
  }

  IoScheduler scheduler() {
    return scheduler;
  }

  DioFile file() {
    return file;
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return submitted
        ? new TicketLane(scheduler, file, memory, slots, blockByteSize, false)
        : new BlockingLane(scheduler, file, memory, slots, blockByteSize);
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
