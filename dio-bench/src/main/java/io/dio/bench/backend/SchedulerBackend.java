// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** This library: one {@link IoScheduler} and one {@link DioFile} for all threads. */
final class SchedulerBackend extends Backend {
  /** The kernel's own limit, IORING_MAX_ENTRIES. */
  private static final int MAX_RING_DEPTH = 32_768;

  private final IoScheduler scheduler;
  private final DioFile file;
  private final boolean ticketed;

  private SchedulerBackend(IoScheduler scheduler, DioFile file, boolean ticketed) {
    this.scheduler = scheduler;
    this.file = file;
    this.ticketed = ticketed;
  }

  /** Opens over io_uring; every operation goes through the ring, also one at a time. */
  static SchedulerBackend uring(OpenRequest request)
      throws IOException, BackendUnavailableException {
    return open(request, IoScheduler::uring, true);
  }

  /** Opens over blocking calls on the threads of the job. */
  static SchedulerBackend posix(OpenRequest request)
      throws IOException, BackendUnavailableException {
    return open(request, IoScheduler::posix, false);
  }

  private static SchedulerBackend open(
      OpenRequest request, Function<SchedulerOptions, IoScheduler> opener, boolean ticketed)
      throws IOException, BackendUnavailableException {
    IoScheduler scheduler;
    try {
      scheduler = opener.apply(options(request));
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException(e.getMessage(), e);
    }
    try {
      return new SchedulerBackend(scheduler, openFile(request), ticketed);
    } catch (IOException | RuntimeException e) {
      scheduler.close();
      throw e;
    }
  }

  /** A ring as deep as the job, or the job would not be as deep as it claims to be. */
  private static SchedulerOptions options(OpenRequest request) {
    SchedulerOptions options = SchedulerOptions.defaults();
    long inFlight = Math.clamp(request.inFlight(), options.ringDepth(), MAX_RING_DEPTH);
    return options.withRingDepth((int) (Long.highestOneBit(inFlight - 1) << 1));
  }

  static DioFile openFile(OpenRequest request) throws IOException {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    if (request.writable()) {
      options.add(StandardOpenOption.WRITE);
    }
    if (request.direct()) {
      options.add(DirectMode.PREFERRED);
    }
    return DioFile.open(request.path(), options);
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return ticketed
        ? new TicketLane(scheduler, file, memory, slots, blockByteSize)
        : new BlockingLane(scheduler, file, memory, slots, blockByteSize);
  }

  @Override
  public boolean isDirect() {
    return file.isDirect();
  }

  @Override
  public Optional<String> fallbackReason() {
    return file.fallbackReason();
  }

  @Override
  public Optional<Traffic> traffic() {
    SchedulerStats stats = scheduler.stats();
    return Optional.of(new Traffic(stats.operations(), stats.systemCalls(), 0));
  }

  @Override
  public void sync() throws IOException {
    file.dataSync();
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
