// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.SlabPool;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How a scheduler is to be set up: an immutable value, made from {@link #defaults} by {@code with}
 * methods. What a backend has no use for, it ignores: POSIX calls have no ring.
 */
public final class SchedulerOptions {
  /** The callback executor unless another is given: a new virtual thread for each callback. */
  public static final Executor VIRTUAL_THREAD_EACH = task -> Thread.ofVirtual().start(task);

  /** The most threads that {@link #withWorkers} takes: each is a thread of the system's. */
  public static final int MAX_WORKERS = 1_024;

  /** The most file slots that {@link #withFileSlots} takes, the kernel's own limit. */
  public static final int MAX_FILE_SLOTS = 32_768;

  /** The kernel's own limit, IORING_MAX_ENTRIES. */
  private static final int MAX_RING_DEPTH = 32_768;

  /**
   * Submission queue entries unless told otherwise. The completion queue has twice as many, so 510
   * operations are in flight at most; deeper queues gain nothing on the devices we know, and cost
   * memory.
   */
  private static final int DEFAULT_RING_DEPTH = 256;

  private static final SchedulerOptions DEFAULTS = new SchedulerOptions(new Draft());

  /** The values while one of them is changed. */
  private static final class Draft {
    int ringDepth = DEFAULT_RING_DEPTH;
    LiburingSource liburing = LiburingSource.AUTO;
    Executor callbackExecutor = VIRTUAL_THREAD_EACH;
    int workers;
    int fileSlots;
    List<SlabPool> slabs = List.of();
    boolean registrationRequired;
    boolean coalescing = true;
    int maxInFlight;
    boolean sqPoll;
    int maxKernelWorkers;
    IoPriority ioPriority = IoPriority.INHERITED;
    boolean inlineReads = true;
  }

  private final int ringDepth;
  private final LiburingSource liburing;
  private final Executor callbackExecutor;
  private final int workers;
  private final int fileSlots;
  private final List<SlabPool> slabs;
  private final boolean registrationRequired;
  private final boolean coalescing;
  private final int maxInFlight;
  private final boolean sqPoll;
  private final int maxKernelWorkers;
  private final IoPriority ioPriority;
  private final boolean inlineReads;

  private SchedulerOptions(Draft draft) {
    this.ringDepth = draft.ringDepth;
    this.liburing = draft.liburing;
    this.callbackExecutor = draft.callbackExecutor;
    this.workers = draft.workers;
    this.fileSlots = draft.fileSlots;
    this.slabs = draft.slabs;
    this.registrationRequired = draft.registrationRequired;
    this.coalescing = draft.coalescing;
    this.maxInFlight = draft.maxInFlight;
    this.sqPoll = draft.sqPoll;
    this.maxKernelWorkers = draft.maxKernelWorkers;
    this.ioPriority = draft.ioPriority;
    this.inlineReads = draft.inlineReads;
  }

  private SchedulerOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.ringDepth = ringDepth;
    draft.liburing = liburing;
    draft.callbackExecutor = callbackExecutor;
    draft.workers = workers;
    draft.fileSlots = fileSlots;
    draft.slabs = slabs;
    draft.registrationRequired = registrationRequired;
    draft.coalescing = coalescing;
    draft.maxInFlight = maxInFlight;
    draft.sqPoll = sqPoll;
    draft.maxKernelWorkers = maxKernelWorkers;
    draft.ioPriority = ioPriority;
    draft.inlineReads = inlineReads;
    change.accept(draft);
    return new SchedulerOptions(draft);
  }

  /** {@return the options that suit most programs} */
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
   * {@return these options with another ring depth} Operations beyond what the ring holds (twice
   * its depth, less two, and at least two) wait in memory; nothing is refused for lack of depth,
   * but a chain is at most as long as the ring is deep.
   *
   * @param ringDepth submission queue entries, a power of two in 1..32768
   */
  public SchedulerOptions withRingDepth(int ringDepth) {
    if (ringDepth < 1 || ringDepth > MAX_RING_DEPTH || Integer.bitCount(ringDepth) != 1) {
      throw new IllegalArgumentException(
          "ringDepth " + ringDepth + " is not a power of two in 1.." + MAX_RING_DEPTH);
    }
    return with(draft -> draft.ringDepth = ringDepth);
  }

  /**
   * {@return these options with another origin of the ring's system calls}
   *
   * @param liburing who makes them
   */
  public SchedulerOptions withLiburing(LiburingSource liburing) {
    Objects.requireNonNull(liburing, "liburing");
    return with(draft -> draft.liburing = liburing);
  }

  /**
   * {@return these options with another executor of callbacks}
   *
   * @param callbackExecutor runs the callbacks of tickets and completes their futures. A direct
   *     executor ({@code Runnable::run}) is allowed for short callbacks: they then run on the
   *     thread that completes operations, hold up all others meanwhile, and get an {@link
   *     IllegalStateException} from every blocking call of dio instead of a deadlock. One that is
   *     added to a ticket that is done runs on the thread that adds it; of those that come to be 32
   *     inside one another in this way, the next runs on a virtual thread.
   */
  public SchedulerOptions withCallbackExecutor(Executor callbackExecutor) {
    Objects.requireNonNull(callbackExecutor, "callbackExecutor");
    return with(draft -> draft.callbackExecutor = callbackExecutor);
  }

  /**
   * {@return these options with threads that make the blocking calls where there is no ring} Used
   * by {@link IoScheduler#posix(SchedulerOptions)}, and by {@link IoScheduler#open} without
   * io_uring.
   *
   * @param workers platform threads, 0 to 1024. With 0, {@code posix} makes calls on the submitting
   *     thread, and {@code open} without io_uring takes 16: about as many as it takes to keep a
   *     solid state drive busy.
   */
  public SchedulerOptions withWorkers(int workers) {
    requireIn("workers", workers, 0, MAX_WORKERS);
    return with(draft -> draft.workers = workers);
  }

  /**
   * {@return these options with a table of file slots} See {@link FileSlot}. Without io_uring each
   * file in a slot needs a descriptor of the process.
   *
   * @param fileSlots how many, 0 to 32768 and at most the limit of open files (ulimit -n); 0 unless
   *     told otherwise
   */
  public SchedulerOptions withFileSlots(int fileSlots) {
    requireIn("fileSlots", fileSlots, 0, MAX_FILE_SLOTS);
    return with(draft -> draft.fileSlots = fileSlots);
  }

  /**
   * {@return these options with slabs whose memory is registered with the kernel} Reads and writes
   * of memory in them spare the kernel pinning and unpinning its pages each time. The pages are
   * locked in memory as long as the scheduler is open and count against the limit of locked memory
   * (ulimit -l). Where they cannot be registered, the scheduler works without and {@link
   * IoScheduler#registration} says why; POSIX calls never need it.
   *
   * @param slabs open pools, each once; the list is copied
   */
  public SchedulerOptions withSlabs(List<SlabPool> slabs) {
    List<SlabPool> copy = List.copyOf(slabs);
    if (copy.stream().distinct().count() != copy.size()) {
      throw new IllegalArgumentException("slabs has the same pool twice: " + copy);
    }
    return with(draft -> draft.slabs = copy);
  }

  /**
   * {@return these options with registration demanded, or not} If it is, a scheduler that cannot
   * register the slabs is not opened: {@link UnsupportedOperationException} says why.
   *
   * @param registrationRequired whether to fail rather than work without
   */
  public SchedulerOptions withRegistrationRequired(boolean registrationRequired) {
    return with(draft -> draft.registrationRequired = registrationRequired);
  }

  /**
   * {@return these options with the merging of writes switched} Writes of one segment each to one
   * file, accepted next to one another and contiguous in the file, may then travel as one vectored
   * write; each ticket keeps its own count and error. Writes with flags other than {@link
   * Op#durable} are never merged.
   *
   * @param coalescing whether to merge, as is done unless told otherwise
   */
  public SchedulerOptions withCoalescing(boolean coalescing) {
    return with(draft -> draft.coalescing = coalescing);
  }

  /**
   * {@return these options with a limit of operations that are accepted and not completed} Whoever
   * submits above it waits for others to complete; this is the only thing that {@code submit} ever
   * waits for. A chain or a batch of more operations than the limit is refused.
   *
   * @param maxInFlight at least 1, or 0 for no limit
   */
  public SchedulerOptions withMaxInFlight(int maxInFlight) {
    requireIn("maxInFlight", maxInFlight, 0, Integer.MAX_VALUE);
    return with(draft -> draft.maxInFlight = maxInFlight);
  }

  /**
   * {@return these options with a kernel thread that takes submissions (IORING_SETUP_SQPOLL)} It
   * spares the coordinator system calls and costs a core while there is work and for a second
   * afterwards.
   *
   * @param sqPoll whether to have it; not unless told otherwise
   */
  public SchedulerOptions withSqPoll(boolean sqPoll) {
    return with(draft -> draft.sqPoll = sqPoll);
  }

  /**
   * {@return these options with a limit of threads that the kernel starts for operations which
   * would block (IORING_REGISTER_IOWQ_MAX_WORKERS, Linux 5.15)} The kernel's own limit is four
   * times the number of processors, at most the limit of processes. Where the kernel refuses
   * another, the scheduler works with that one and {@link IoScheduler#kernelRefusals} says why.
   *
   * @param maxKernelWorkers at least 1, or 0 for the kernel's own limit
   */
  public SchedulerOptions withMaxKernelWorkers(int maxKernelWorkers) {
    requireIn("maxKernelWorkers", maxKernelWorkers, 0, Integer.MAX_VALUE);
    return with(draft -> draft.maxKernelWorkers = maxKernelWorkers);
  }

  /**
   * {@return these options with a priority of reads and writes, for devices whose I/O scheduler
   * minds it} Calls on the submitting thread have that thread's priority, so {@link
   * IoScheduler#posix(SchedulerOptions)} without {@linkplain #withWorkers workers} refuses any
   * other.
   *
   * @param ioPriority see {@link IoPriority}
   */
  public SchedulerOptions withIoPriority(IoPriority ioPriority) {
    Objects.requireNonNull(ioPriority, "ioPriority");
    return with(draft -> draft.ioPriority = ioPriority);
  }

  /**
   * {@return these options with reads of the page cache by the submitting thread switched} A read
   * of a buffered file, of at most 64 KiB in at most 8 pieces, by itself and without flags, is then
   * tried before it is handed over: if the page cache has all its bytes, the submitting thread
   * copies them in less time than a hand-over takes, and the ticket is done when {@code submit}
   * returns. Else the read goes the way of all operations, and reads of that file are tried less
   * often until one is answered again. {@link SchedulerStats#inlineReads} counts them.
   *
   * <p>The kernel is asked what it has cached (cachestat, Linux 6.5) before it is asked to copy
   * that and not to wait (preadv2 with RWF_NOWAIT), so the submitting thread begins no I/O for what
   * the read asks for. What the kernel reads ahead of a sequential reader may begin there; and a
   * file with 64 such reads in a row is trusted and no longer asked for, so the first read that is
   * not cached then does. Either may wait for the file system's own data.
   *
   * <p>Copied are at most 1 MiB of what is {@linkplain IoScheduler#submitAll submitted in one
   * step}, and nothing of that if work on slots or a barrier is among it; nothing on a thread that
   * completes operations; nothing into memory that is mapped from a file; nothing with another
   * {@linkplain #withIoPriority priority} than the threads' own. What is refused in the end,
   * because the scheduler is being closed, may have been copied all the same. Of no effect where
   * the submitting thread makes all calls; where the kernel cannot be asked, {@link
   * IoScheduler#kernelRefusals} says so.
   *
   * @param inlineReads whether to try, as is done unless told otherwise. Not, for a thread that has
   *     better to do than to copy, such as one that polls a network.
   */
  public SchedulerOptions withInlineReads(boolean inlineReads) {
    return with(draft -> draft.inlineReads = inlineReads);
  }

  /** {@return submission queue entries of the ring} */
  public int ringDepth() {
    return ringDepth;
  }

  /** {@return the origin of the ring's system calls} */
  public LiburingSource liburing() {
    return liburing;
  }

  /** {@return where callbacks run} */
  public Executor callbackExecutor() {
    return callbackExecutor;
  }

  /** {@return threads that make blocking calls, 0 for the submitting thread} */
  public int workers() {
    return workers;
  }

  /** {@return file slots} */
  public int fileSlots() {
    return fileSlots;
  }

  /** {@return slabs to be registered} */
  public List<SlabPool> slabs() {
    return slabs;
  }

  /** {@return whether to fail rather than work without registration} */
  public boolean registrationRequired() {
    return registrationRequired;
  }

  /** {@return whether contiguous writes are merged} */
  public boolean coalescing() {
    return coalescing;
  }

  /** {@return the limit of operations accepted and not completed, 0 for none} */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** {@return whether a kernel thread takes submissions} */
  public boolean sqPoll() {
    return sqPoll;
  }

  /** {@return the limit of the kernel's threads, 0 for its own} */
  public int maxKernelWorkers() {
    return maxKernelWorkers;
  }

  /** {@return the priority of reads and writes} */
  public IoPriority ioPriority() {
    return ioPriority;
  }

  /** {@return whether the submitting thread reads what the page cache has} */
  public boolean inlineReads() {
    return inlineReads;
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
        + "]";
  }
}
