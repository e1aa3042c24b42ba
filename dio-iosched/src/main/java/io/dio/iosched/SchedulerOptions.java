// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The settings of a scheduler: an immutable value. Start from {@link #defaults} and change single
 * settings with the {@code with} methods. A backend ignores options that do not apply to it. For
 * example, the POSIX backends ignore the ring depth.
 *
 * @since 0.1.0
 */
public final class SchedulerOptions {
  /** The default callback executor: it starts a new virtual thread for each callback. */
  public static final Executor VIRTUAL_THREAD_EACH = new VirtualThreadEach();

  /**
   * The largest limit of worker threads that {@link #withWorkers} accepts. Each is a platform
   * thread.
   */
  public static final int MAX_WORKERS = 1_024;

  /**
   * The largest number of file slots that {@link #withFileSlots} accepts. It is the kernel's own
   * limit.
   */
  public static final int MAX_FILE_SLOTS = 32_768;

  /** The kernel's own limit, IORING_MAX_ENTRIES. */
  private static final int MAX_RING_DEPTH = 32_768;

  /**
   * The default number of submission queue entries. The completion queue has twice as many, so at
   * most 510 operations are in flight. Deeper queues cost memory and gain little: a direct read of
   * 4 KiB took 9.1 us with 256 in flight and 8.4 us with 1,024 (virtual disk, two processors).
   */
  private static final int DEFAULT_RING_DEPTH = 256;

  private static final SchedulerOptions DEFAULTS = new SchedulerOptions(new Draft());

  /** A mutable copy of the settings, used while one of them is changed. */
  private static final class Draft {
    int ringDepth = DEFAULT_RING_DEPTH;
    LiburingSource liburing = LiburingSource.AUTO;
    Executor callbackExecutor = VIRTUAL_THREAD_EACH;
    int workers;
    int fileSlots;
    List<SlabPool> slabs = List.of();
    List<MmapPool> bufferPools = List.of();
    boolean registrationRequired;
    boolean coalescing = true;
    int maxInFlight;
    boolean sqPoll;
    int maxKernelWorkers;
    IoPriority ioPriority = IoPriority.INHERITED;
    boolean inlineReads = true;
    boolean latencyHistograms;
    Polling polling = Polling.NONE;
  }

  private final int ringDepth;
  private final LiburingSource liburing;
  private final Executor callbackExecutor;
  private final int workers;
  private final int fileSlots;
  private final List<SlabPool> slabs;
  private final List<MmapPool> bufferPools;
  private final boolean registrationRequired;
  private final boolean coalescing;
  private final int maxInFlight;
  private final boolean sqPoll;
  private final int maxKernelWorkers;
  private final IoPriority ioPriority;
  private final boolean inlineReads;
  private final boolean latencyHistograms;
  private final Polling polling;

  private SchedulerOptions(Draft draft) {
    this.ringDepth = draft.ringDepth;
    this.liburing = draft.liburing;
    this.callbackExecutor = draft.callbackExecutor;
    this.workers = draft.workers;
    this.fileSlots = draft.fileSlots;
    this.slabs = draft.slabs;
    this.bufferPools = draft.bufferPools;
    this.registrationRequired = draft.registrationRequired;
    this.coalescing = draft.coalescing;
    this.maxInFlight = draft.maxInFlight;
    this.sqPoll = draft.sqPoll;
    this.maxKernelWorkers = draft.maxKernelWorkers;
    this.ioPriority = draft.ioPriority;
    this.inlineReads = draft.inlineReads;
    this.latencyHistograms = draft.latencyHistograms;
    this.polling = draft.polling;
  }

  private SchedulerOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.ringDepth = ringDepth;
    draft.liburing = liburing;
    draft.callbackExecutor = callbackExecutor;
    draft.workers = workers;
    draft.fileSlots = fileSlots;
    draft.slabs = slabs;
    draft.bufferPools = bufferPools;
    draft.registrationRequired = registrationRequired;
    draft.coalescing = coalescing;
    draft.maxInFlight = maxInFlight;
    draft.sqPoll = sqPoll;
    draft.maxKernelWorkers = maxKernelWorkers;
    draft.ioPriority = ioPriority;
    draft.inlineReads = inlineReads;
    draft.latencyHistograms = latencyHistograms;
    draft.polling = polling;
    change.accept(draft);
    return new SchedulerOptions(draft);
  }

  /** {@return the default options, which suit most programs} */
  public static SchedulerOptions defaults() {
    return DEFAULTS;
  }

  private static int requireIn(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " " + value + " is not in " + least + ".." + most);
    }
    return value;
  }

  /**
   * {@return a copy of these options with the given ring depth} The ring holds up to twice its
   * depth minus two operations, but at least two. Further operations wait in memory: none is
   * refused because the ring is full. A chain can have at most as many operations as the ring
   * depth.
   *
   * @param ringDepth the number of submission queue entries, a power of two in 1..32768
   */
  public SchedulerOptions withRingDepth(int ringDepth) {
    if (ringDepth < 1 || ringDepth > MAX_RING_DEPTH || Integer.bitCount(ringDepth) != 1) {
      throw new IllegalArgumentException(
          "ringDepth " + ringDepth + " is not a power of two in 1.." + MAX_RING_DEPTH);
    }
    return with(draft -> draft.ringDepth = ringDepth);
  }

  /**
   * {@return a copy of these options that uses the given ring implementation}
   *
   * @param liburing whether the system's liburing or the embedded calls drive the ring
   */
  public SchedulerOptions withLiburing(LiburingSource liburing) {
    Objects.requireNonNull(liburing, "liburing");
    return with(draft -> draft.liburing = liburing);
  }

  /**
   * {@return a copy of these options with the given callback executor}
   *
   * @param callbackExecutor runs the callbacks of tickets and completes their futures. A direct
   *     executor ({@code Runnable::run}) is allowed if the callbacks are short. They then run on
   *     the thread that completes operations, and all other completions wait for them. Inside such
   *     a callback every blocking call of dio throws {@link IllegalStateException}, because it
   *     would deadlock. If a ticket is already done when a callback is added, a direct executor
   *     runs the callback on the adding thread. After 32 callbacks nested in this way, the next one
   *     runs on a virtual thread.
   */
  public SchedulerOptions withCallbackExecutor(Executor callbackExecutor) {
    Objects.requireNonNull(callbackExecutor, "callbackExecutor");
    return with(draft -> draft.callbackExecutor = callbackExecutor);
  }

  /**
   * {@return a copy of these options with the given limit of worker threads} Worker threads make
   * the blocking calls of a scheduler that has no ring. {@link IoScheduler#posix(SchedulerOptions)}
   * uses them, and so does {@link IoScheduler#open} if io_uring is not available.
   *
   * <p>The scheduler starts with one thread. It adds threads while operations wait and all threads
   * are busy, up to the limit. A thread that is idle for 10 seconds ends, but one always stays. If
   * the system refuses to start another thread, the scheduler works with the threads that it has
   * and logs a warning. The limit is also the largest number of operations that the workers execute
   * at once.
   *
   * <p>Direct reads of virtual threads take no worker if possible: {@link IoScheduler#read} and
   * {@link Ticket#await()} on a virtual thread read themselves. See {@link IoScheduler#read}.
   *
   * @param workers the most platform threads, 0 to 1024; 0 by default. With 0, {@code posix} makes
   *     the calls on the submitting thread. With 0, {@code open} without io_uring uses up to 64
   *     threads.
   */
  public SchedulerOptions withWorkers(int workers) {
    requireIn("workers", workers, 0, MAX_WORKERS);
    return with(draft -> draft.workers = workers);
  }

  /**
   * {@return a copy of these options with the given number of file slots} See {@link FileSlot}.
   * Without io_uring each file in a slot uses one file descriptor of the process.
   *
   * @param fileSlots the number of slots, 0 to 32768; 0 by default. It cannot exceed the limit of
   *     open files (ulimit -n).
   */
  public SchedulerOptions withFileSlots(int fileSlots) {
    requireIn("fileSlots", fileSlots, 0, MAX_FILE_SLOTS);
    return with(draft -> draft.fileSlots = fileSlots);
  }

  /**
   * {@return a copy of these options with slabs whose memory is registered with the kernel} The
   * kernel then need not pin and unpin the pages for each read or write of this memory. The pages
   * stay locked in memory while the scheduler is open, and they count against the limit of locked
   * memory (ulimit -l). If they cannot be registered, the scheduler works without registration, and
   * {@link IoScheduler#degradations} gives the reason. The POSIX backends do not register memory
   * and do not need to.
   *
   * @param slabs open pools, no pool twice; the list is copied
   */
  public SchedulerOptions withSlabs(List<SlabPool> slabs) {
    List<SlabPool> copy = requireEachOnce("slabs", slabs);
    return with(draft -> draft.slabs = copy);
  }

  /**
   * {@return a copy of these options with pools whose memory is registered with the kernel} It is
   * the same as {@link #withSlabs}, for pools of the other kind, and the memory of both is
   * registered together. A buffer that {@link MmapPool#acquireAligned} allocates because it is
   * larger than those of the pool is not registered, and can be used all the same.
   *
   * @param bufferPools open pools, no pool twice; the list is copied
   */
  public SchedulerOptions withBufferPools(List<MmapPool> bufferPools) {
    List<MmapPool> copy = requireEachOnce("bufferPools", bufferPools);
    return with(draft -> draft.bufferPools = copy);
  }

  private static <P> List<P> requireEachOnce(String name, List<P> pools) {
    List<P> copy = List.copyOf(pools);
    if (copy.stream().distinct().count() != copy.size()) {
      throw new IllegalArgumentException(name + " has the same pool twice: " + copy);
    }
    return copy;
  }

  /**
   * {@return a copy of these options that does or does not require that the {@linkplain #withSlabs
   * slabs} and {@linkplain #withBufferPools buffer pools} are registered} If it is required and
   * they cannot be registered, opening the scheduler fails with an {@link
   * UnsupportedOperationException} that gives the reason.
   *
   * @param registrationRequired true to fail if the memory cannot be registered; false, the
   *     default, to work without registration
   */
  public SchedulerOptions withRegistrationRequired(boolean registrationRequired) {
    return with(draft -> draft.registrationRequired = registrationRequired);
  }

  /**
   * {@return a copy of these options with write merging switched on or off} If it is on, the
   * scheduler may combine several writes into one vectored write. It combines only writes of one
   * segment each, to one file, that were accepted one after the other and are contiguous in the
   * file. Each ticket keeps its own byte count and error. A write that has flags other than {@link
   * Op#durable} is never merged.
   *
   * @param coalescing whether to merge writes; true by default
   */
  public SchedulerOptions withCoalescing(boolean coalescing) {
    return with(draft -> draft.coalescing = coalescing);
  }

  /**
   * {@return a copy of these options with a limit of accepted operations that have not completed}
   * If the limit is reached, {@code submit} waits until other operations complete. It never waits
   * for anything else. A chain or batch with more operations than the limit is refused.
   *
   * @param maxInFlight the largest number of such operations, at least 1; or 0, the default, for no
   *     limit
   */
  public SchedulerOptions withMaxInFlight(int maxInFlight) {
    requireIn("maxInFlight", maxInFlight, 0, Integer.MAX_VALUE);
    return with(draft -> draft.maxInFlight = maxInFlight);
  }

  /**
   * {@return a copy of these options with or without a kernel thread that takes submissions
   * (IORING_SETUP_SQPOLL)} This thread saves the coordinator system calls. It occupies one core
   * while there is work, and for one second afterwards.
   *
   * @param sqPoll whether to use such a thread; false by default
   */
  public SchedulerOptions withSqPoll(boolean sqPoll) {
    return with(draft -> draft.sqPoll = sqPoll);
  }

  /**
   * {@return a copy of these options with a limit of the kernel's own worker threads
   * (IORING_REGISTER_IOWQ_MAX_WORKERS, Linux 5.15)} The kernel starts these threads for operations
   * that would block. By default the kernel limits them to four times the number of processors, and
   * to the limit of processes. If the kernel refuses the given limit, the scheduler works with the
   * kernel's limit, and {@link IoScheduler#degradations} gives the reason.
   *
   * @param maxKernelWorkers the largest number of threads, at least 1; or 0, the default, for the
   *     kernel's own limit
   */
  public SchedulerOptions withMaxKernelWorkers(int maxKernelWorkers) {
    requireIn("maxKernelWorkers", maxKernelWorkers, 0, Integer.MAX_VALUE);
    return with(draft -> draft.maxKernelWorkers = maxKernelWorkers);
  }

  /**
   * {@return a copy of these options with the given priority of reads and writes} Only some I/O
   * schedulers of block devices respect it. A call on the submitting thread always has the priority
   * of that thread. Therefore {@link IoScheduler#posix(SchedulerOptions)} without {@linkplain
   * #withWorkers workers} accepts only {@link IoPriority#INHERITED}.
   *
   * @param ioPriority the priority; {@link IoPriority#INHERITED} by default
   */
  public SchedulerOptions withIoPriority(IoPriority ioPriority) {
    Objects.requireNonNull(ioPriority, "ioPriority");
    return with(draft -> draft.ioPriority = ioPriority);
  }

  /**
   * {@return a copy of these options with inline reads switched on or off} An inline read is a read
   * that the submitting thread serves itself from the page cache. Before a small read is handed
   * over, the submitting thread checks whether the page cache has all its bytes. If it has, the
   * thread copies them, which takes less time than a hand-over, and the ticket is done when {@code
   * submit} returns; a part of a large window is an exception, see below. Otherwise the read is
   * handed over like every other operation. The file is then checked less often, until a check
   * succeeds again. {@link SchedulerStats#inlineReads} counts the inline reads.
   *
   * <p>A read is small if it asks for at most 64 KiB in at most 8 pieces. It must also be of a
   * buffered file, not part of a chain, and without flags.
   *
   * <p>The thread first asks the kernel which pages are cached (cachestat, Linux 6.5). Only then
   * does it copy, with a call that does not wait (preadv2 with RWF_NOWAIT). Therefore the
   * submitting thread starts no device I/O for the bytes that the read asks for. There are two
   * exceptions, and in both the thread may wait for the file system's own metadata. The kernel's
   * read-ahead for a sequential reader may start on the submitting thread. And after 64 inline
   * reads of a file in a row the thread copies without the check, so the first read that is not
   * cached does start I/O.
   *
   * <p>A platform thread that submits many such reads and does not wait for each copies only a part
   * of them. The scheduler's own thread copies the others at the same time, unless other threads
   * read as fast through this scheduler. Those reads are handed over like every other operation:
   * they are not done yet when {@code submit} returns, {@link IoScheduler#closeNow} may cancel
   * them, and they do not count as inline reads. If threads soon wait for them, the submitting
   * thread copies all reads itself again. With {@link #withSqPoll} or {@link #withPolling} it
   * always does.
   *
   * <p>These limits apply:
   *
   * <ul>
   *   <li>Of the operations that are {@linkplain IoScheduler#submitAll submitted in one step}, at
   *       most 1 MiB is copied. Nothing is copied if one of them is a barrier or works on a slot.
   *   <li>Nothing is copied on a thread that completes operations.
   *   <li>Nothing is copied into memory that is mapped from a file.
   *   <li>Nothing is copied if the scheduler has {@linkplain #withIoPriority a priority} of its
   *       own.
   * </ul>
   *
   * <p>If the scheduler is being closed, a submission can be refused although its bytes were
   * already copied. The option has no effect if the submitting thread makes all calls anyway. If
   * the kernel does not support the check, {@link IoScheduler#degradations} says so.
   *
   * @param inlineReads whether to use inline reads; true by default. Pass false for threads that
   *     must not spend time copying, for example threads that poll a network.
   */
  public SchedulerOptions withInlineReads(boolean inlineReads) {
    return with(draft -> draft.inlineReads = inlineReads);
  }

  /**
   * {@return a copy of these options with histograms of queue and device times switched on or off}
   * They are in {@link SchedulerStats#queueTimes}, {@link SchedulerStats#deviceTimes} and {@link
   * SchedulerStats#syncTimes}. Each operation then reads the clock three times and needs a small
   * object more, which takes about 150 ns.
   *
   * @param latencyHistograms whether to measure the times; false by default
   */
  public SchedulerOptions withLatencyHistograms(boolean latencyHistograms) {
    return with(draft -> draft.latencyHistograms = latencyHistograms);
  }

  /**
   * {@return a copy of these options that does or does not poll devices for completions} A polled
   * operation takes no interrupt. On a fast NVMe drive that saves microseconds, and while an
   * operation is in flight it costs one processor.
   *
   * <p>A scheduler over a ring then has a second ring for reads and writes that can be polled:
   * those of a direct file, without flags, on no slot and in no chain. All other operations go
   * through the first ring. {@link SchedulerStats#polledOperations} counts the polled ones. A
   * polled operation cannot be cancelled, and no thread makes its own operations in place of the
   * ring.
   *
   * <p>The device needs queues for polling. For NVMe drives the kernel's parameter {@code
   * nvme.poll_queues} gives their number, and {@code /sys/block/<device>/queue/io_poll} tells
   * whether there are any. If a device or a file system refuses, the scheduler makes the operation
   * again through the first ring, and does not try that file again. If the kernel refuses the
   * second ring, all operations go through the first. {@link IoScheduler#degradations} lists both,
   * with the reason. Backends without a ring ignore this option.
   *
   * @param polling how to poll; {@link Polling#NONE} by default
   */
  public SchedulerOptions withPolling(Polling polling) {
    Objects.requireNonNull(polling, "polling");
    return with(draft -> draft.polling = polling);
  }

  /** {@return the number of submission queue entries of the ring} */
  public int ringDepth() {
    return ringDepth;
  }

  /** {@return the ring implementation} */
  public LiburingSource liburing() {
    return liburing;
  }

  /** {@return the executor that runs callbacks} */
  public Executor callbackExecutor() {
    return callbackExecutor;
  }

  /** {@return the limit of worker threads; see {@link #withWorkers} for 0} */
  public int workers() {
    return workers;
  }

  /** {@return the number of file slots} */
  public int fileSlots() {
    return fileSlots;
  }

  /** {@return the slabs whose memory is registered with the kernel} */
  public List<SlabPool> slabs() {
    return slabs;
  }

  /** {@return the buffer pools whose memory is registered with the kernel} */
  public List<MmapPool> bufferPools() {
    return bufferPools;
  }

  /** {@return whether opening the scheduler fails if the memory cannot be registered} */
  public boolean registrationRequired() {
    return registrationRequired;
  }

  /** {@return whether contiguous writes are merged} */
  public boolean coalescing() {
    return coalescing;
  }

  /** {@return the limit of accepted operations that have not completed; 0 for no limit} */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** {@return whether a kernel thread takes submissions} */
  public boolean sqPoll() {
    return sqPoll;
  }

  /** {@return the limit of the kernel's own worker threads; 0 for the kernel's own limit} */
  public int maxKernelWorkers() {
    return maxKernelWorkers;
  }

  /** {@return the priority of reads and writes} */
  public IoPriority ioPriority() {
    return ioPriority;
  }

  /** {@return whether the submitting thread serves small reads from the page cache} */
  public boolean inlineReads() {
    return inlineReads;
  }

  /** {@return whether queue and device times are measured} */
  public boolean latencyHistograms() {
    return latencyHistograms;
  }

  /** {@return whether and how devices are polled for completions} */
  public Polling polling() {
    return polling;
  }

  @Override
  public String toString() {
    return "SchedulerOptions[ringDepth="
        + ringDepth
        + ", liburing="
        + liburing
        + ", workers="
        + workers
        + ", fileSlots="
        + fileSlots
        + ", slabs="
        + slabs
        + ", bufferPools="
        + bufferPools
        + ", registrationRequired="
        + registrationRequired
        + ", coalescing="
        + coalescing
        + ", maxInFlight="
        + maxInFlight
        + ", sqPoll="
        + sqPoll
        + ", maxKernelWorkers="
        + maxKernelWorkers
        + ", ioPriority="
        + ioPriority
        + ", inlineReads="
        + inlineReads
        + ", latencyHistograms="
        + latencyHistograms
        + ", polling="
        + polling
        + "]";
  }

  /** It is not a lambda, because each program that opens a scheduler comes here. */
  private static final class VirtualThreadEach implements Executor {
    @Override
    public void execute(Runnable task) {
      Thread.ofVirtual().start(task);
    }
  }
}
