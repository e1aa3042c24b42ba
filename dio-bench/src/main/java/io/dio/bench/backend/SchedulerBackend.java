// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.align.Degradation;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Registration;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * dio: one {@link DioFile} for all threads, and one or several {@link IoScheduler}s. The lanes are
 * assigned to the schedulers in turn.
 */
final class SchedulerBackend extends Backend {
  /** The kernel's limit, IORING_MAX_ENTRIES. */
  private static final int MAX_RING_DEPTH = 32_768;

  /** The number of threads that {@link IoScheduler#open} uses without io_uring. */
  private static final int WORKERS = 16;

  /** A scheduler, and the number of its file slots that lanes have got. */
  private record Member(IoScheduler scheduler, AtomicInteger fileSlotsTaken) {}

  private final List<Member> members;
  private final DioFile file;
  private final OpenRequest request;
  private final boolean ticketed;

  /** The memory of the lanes if it is to be registered, else null. */
  private final SlabPool slab;

  private final Queue<Slot> slots = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lanesMade = new AtomicInteger();

  private SchedulerBackend(
      List<IoScheduler> schedulers,
      DioFile file,
      OpenRequest request,
      boolean ticketed,
      SlabPool slab) {
    this.members =
        schedulers.stream().map(scheduler -> new Member(scheduler, new AtomicInteger())).toList();
    this.file = file;
    this.request = request;
    this.ticketed = ticketed;
    this.slab = slab;
  }

  /** Opens the file over io_uring. Every operation goes through the ring, even one at a time. */
  static SchedulerBackend uring(OpenRequest request)
      throws IOException, BackendUnavailableException {
    return open(request, IoScheduler::uring, true);
  }

  /** Opens the file over blocking calls on the threads of the job. */
  static SchedulerBackend posix(OpenRequest request)
      throws IOException, BackendUnavailableException {
    return open(request, IoScheduler::posix, false);
  }

  /** Opens the file over blocking calls on threads of the scheduler. */
  static SchedulerBackend workers(OpenRequest request)
      throws IOException, BackendUnavailableException {
    return open(request, options -> IoScheduler.posix(options.withWorkers(WORKERS)), true);
  }

  private static SchedulerBackend open(
      OpenRequest request, Function<SchedulerOptions, IoScheduler> opener, boolean ticketed)
      throws IOException, BackendUnavailableException {
    SlabPool slab = request.features().slab() ? newSlab(request) : null;
    List<IoScheduler> schedulers = new ArrayList<>();
    boolean opened = false;
    try {
      SchedulerOptions options = options(request, slab);
      for (int i = 0; i < request.features().schedulers(); i++) {
        schedulers.add(opener.apply(options));
      }
      SchedulerBackend backend =
          new SchedulerBackend(schedulers, openFile(request), request, ticketed, slab);
      opened = true;
      return backend;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      // Of the options that a job sets, a machine can refuse only too many file slots.
      throw new BackendUnavailableException(e.getMessage(), e);
    } finally {
      if (!opened) {
        close(schedulers, slab);
      }
    }
  }

  private static SlabPool newSlab(OpenRequest request) {
    return new SlabPool("lanes", request.laneByteSize(), request.lanes());
  }

  /**
   * The ring is as deep as the scheduler's share of the job. A smaller ring would limit the job to
   * fewer operations in flight than the report says.
   */
  private static SchedulerOptions options(OpenRequest request, SlabPool slab) {
    SchedulerOptions options = SchedulerOptions.defaults();
    long inFlight = Math.clamp(request.inFlight(), options.ringDepth(), MAX_RING_DEPTH);
    options =
        options
            .withRingDepth((int) (Long.highestOneBit(inFlight - 1) << 1))
            .withCoalescing(request.features().coalescing())
            .withInlineReads(request.features().inlineReads())
            .withPolling(request.features().polling());
    if (slab != null) {
      options = options.withSlabs(List.of(slab));
    }
    if (request.features().chain()) {
      // There are lanes for the threads of the measured phase, and for those that verify
      // afterwards.
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
    Slot slot = slab.tryAcquire(); // never null: the slab has a slot for each lane
    slots.add(slot);
    return slot.segment().asSlice(0, byteSize);
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    Features features = request.features();
    Member member = members.get(lanesMade.getAndIncrement() % members.size());
    IoScheduler scheduler = member.scheduler();
    if (features.chain()) {
      int first = member.fileSlotsTaken().getAndAdd(slots);
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
    return members.stream().allMatch(member -> registration(member).isRegistered());
  }

  @Override
  public boolean isDirect() {
    return file.isDirect();
  }

  /** The schedulers have the same options, so the first of them tells for all. */
  @Override
  public List<Degradation> degradations() {
    return Stream.concat(
            file.degradations().stream(), members.getFirst().scheduler().degradations().stream())
        .toList();
  }

  @Override
  public Optional<Traffic> traffic() {
    return stats().stream()
        .map(stats ->
            new Traffic(
                stats.operations(),
                stats.systemCalls(),
                stats.coalescedWrites(),
                stats.inlineReads()))
        .reduce(Traffic::plus);
  }

  /** {@return the counters of each scheduler} */
  List<SchedulerStats> stats() {
    return members.stream().map(member -> member.scheduler().stats()).toList();
  }

  private static Registration registration(Member member) {
    return member.scheduler().registration();
  }

  /** {@return the way to write through the scheduler of the first lane} */
  @Override
  public DurableWrite durableWrite() {
    IoScheduler scheduler = members.getFirst().scheduler();
    return (target, source) ->
        scheduler.submit(Op.write(target, source, 0).link(Op.dataSync(target))).await();
  }

  @Override
  public void sync() throws IOException {
    file.dataSync();
  }

  @Override
  public void close() throws IOException {
    try {
      members.forEach(member -> member.scheduler().close());
    } finally {
      slots.forEach(Slot::release);
      close(List.of(), slab);
      file.close();
    }
  }

  private static void close(List<IoScheduler> schedulers, SlabPool slab) {
    schedulers.forEach(IoScheduler::close);
    if (slab != null) {
      slab.close();
    }
  }
}
