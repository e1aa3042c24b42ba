// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** This library: one {@link IoScheduler} and one {@link DioFile} for all threads. */
final class SchedulerBackend extends Backend {
  /** The kernel's own limit, IORING_MAX_ENTRIES. */
  private static final int MAX_RING_DEPTH = 32_768;

  /** What {@link IoScheduler#open} takes without io_uring. */
  private static final int WORKERS = 16;

  private final IoScheduler scheduler;
  private final DioFile file;
  private final OpenRequest request;
  private final boolean ticketed;

  /** The memory of the lanes, if it is to be registered, else null. */
  private final SlabPool slab;

  private final Queue<Slot> slots = new ConcurrentLinkedQueue<>();
  private final AtomicInteger fileSlotsTaken = new AtomicInteger();

  private SchedulerBackend(
      IoScheduler scheduler, DioFile file, OpenRequest request, boolean ticketed, SlabPool slab) {
    this.scheduler = scheduler;
    this.file = file;
    this.request = request;
    this.ticketed = ticketed;
    this.slab = slab;
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

  /** Opens over blocking calls on threads of the scheduler. */
  static SchedulerBackend workers(OpenRequest request)
      throws IOException, BackendUnavailableException {
    return open(request, options -> IoScheduler.posix(options.withWorkers(WORKERS)), true);
  }

  private static SchedulerBackend open(
      OpenRequest request, Function<SchedulerOptions, IoScheduler> opener, boolean ticketed)
      throws IOException, BackendUnavailableException {
    SlabPool slab = request.features().slab() ? newSlab(request) : null;
    IoScheduler scheduler = null;
    boolean opened = false;
    try {
      scheduler = opener.apply(options(request, slab));
      SchedulerBackend backend =
          new SchedulerBackend(scheduler, openFile(request), request, ticketed, slab);
      opened = true;
      return backend;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // Of the options that a job makes, too many file slots is what a machine may refuse.
      throw new BackendUnavailableException(e.getMessage(), e);
    } finally {
      if (!opened) {
        close(scheduler, slab);
      }
    }
  }

  private static SlabPool newSlab(OpenRequest request) {
    return new SlabPool(request.lanes() * request.laneByteSize(), request.laneByteSize());
  }

  /** A ring as deep as the job, or the job would not be as deep as it claims to be. */
  private static SchedulerOptions options(OpenRequest request, SlabPool slab) {
    SchedulerOptions options = SchedulerOptions.defaults();
    long inFlight = Math.clamp(request.inFlight(), options.ringDepth(), MAX_RING_DEPTH);
    options =
        options
            .withRingDepth((int) (Long.highestOneBit(inFlight - 1) << 1))
            .withCoalescing(request.features().coalescing());
    if (slab != null) {
      options = options.withSlabs(List.of(slab));
    }
    if (request.features().chain()) {
      // The threads of the measured phase have theirs, and those that verify afterwards.
      options = options.withFileSlots(Math.toIntExact(2 * request.inFlight()));
    }
    return options;
  }

  static DioFile openFile(OpenRequest request, OpenOption... more) throws IOException {
    Set<OpenOption> options = new HashSet<>(List.of(more));
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
  public MemorySegment laneMemory(long byteSize, Arena arena) {
    if (slab == null) {
      return super.laneMemory(byteSize, arena);
    }
    Slot slot = slab.acquire();
    slots.add(slot);
    return slot.segment().asSlice(0, byteSize);
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    Features features = request.features();
    if (features.chain()) {
      int first = fileSlotsTaken.getAndAdd(slots);
      List<FileSlot> own = scheduler.fileSlots().subList(first, first + slots);
      return new ChainLane(scheduler, request.path(), file.isDirect(), own, memory, blockByteSize);
    }
    if (features.batch() > 0) {
      return new BatchLane(scheduler, file, memory, slots, blockByteSize, features.batch());
    }
    return ticketed || features.durable()
        ? new TicketLane(scheduler, file, memory, slots, blockByteSize, features.durable())
        : new BlockingLane(scheduler, file, memory, slots, blockByteSize);
  }

  @Override
  public boolean isRegistered() {
    return scheduler.registration().isRegistered();
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
  public Optional<String> unregisteredReason() {
    return scheduler.registration().unregisteredReason();
  }

  @Override
  public Optional<Traffic> traffic() {
    SchedulerStats stats = scheduler.stats();
    return Optional.of(
        new Traffic(stats.operations(), stats.systemCalls(), stats.coalescedWrites()));
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
      slots.forEach(Slot::release);
      close(null, slab);
      file.close();
    }
  }

  private static void close(IoScheduler scheduler, SlabPool slab) {
    if (scheduler != null) {
      scheduler.close();
    }
    if (slab != null) {
      slab.close();
    }
  }
}
