// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.foreign.RawMemory;
import io.dio.iosched.IoPriority;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import io.dio.iosched.internal.foreign.UringStructs;
import io.dio.iosched.internal.foreign.UringStructs.Cq;
import io.dio.iosched.internal.foreign.UringStructs.Cqe;
import io.dio.iosched.internal.foreign.UringStructs.Sq;
import io.dio.iosched.internal.foreign.WaitArgument;
import io.dio.iosched.internal.foreign.WakeUp;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.Quarantine;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.verb.Command;
import io.dio.iosched.internal.verb.RingEntry;
import io.dio.iosched.liburing.liburing_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;

/**
 * A real io_uring. It does in Java what liburing does in inline functions, with the addresses in
 * {@code struct io_uring}.
 *
 * <p>Both queues are shared with the kernel. This class owns the tail of the submission queue, and
 * publishes it with a release store that pairs with the kernel's acquire. It owns the head of the
 * completion queue, and its release store returns the read entries to the kernel. There is one such
 * store per batch and queue.
 */
public final class KernelRing implements Ring {
  private static final VarHandle SYSTEM_CALLS;

  static {
    try {
      SYSTEM_CALLS =
          MethodHandles.lookup().findVarHandle(KernelRing.class, "systemCalls", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final long CQE_BYTES = Cqe.BYTE_SIZE;
  private static final long CQE_USER_DATA = Cqe.USER_DATA;
  private static final long CQE_RESULT = Cqe.RES;

  private static final int KEPT_BACK =
      liburing_h.IORING_SQ_TASKRUN() | liburing_h.IORING_SQ_CQ_OVERFLOW();

  private static final int NO_IOWAIT = liburing_h.IORING_ENTER_NO_IOWAIT();

  /**
   * About 20 us, which is several times the time that the kernel thread needs to take a whole
   * queue.
   */
  private static final int TAKEN_SPINS = 1_000;

  private final RingCalls calls;
  private final WakeUp wakeUp;
  private final RingTraits traits;
  private final RegisteredBuffers buffers;
  private final IoPriority ioPriority;
  private final int maxKernelWorkers;
  private final boolean hasFileTable;

  /** The arena of {@link #ring}, of the piece lists and of the wake-up's counter. */
  private final Arena arena;

  private final MemorySegment ring;

  private final RingSetup setup;

  private final Quarantine.Place quarantine = new Quarantine.Place();
  private boolean abandoned;
  private boolean exited;

  private final IovecArea iovecs;
  private final long wakeUpCounter;
  private final WaitArgument wait;

  private final long sqHeadAddress;
  private final long sqTailAddress;
  private final long sqFlagsAddress;
  private final long sqesAddress;
  private final int sqEntries;
  private final long cqHeadAddress;
  private final long cqTailAddress;
  private final long cqesAddress;
  private final int cqEntries;

  private int sqTail;
  private int cqHead;
  private int unsubmitted;

  /** With a kernel thread that submits: whether an entry did not fit since the latest enter. */
  private boolean lackedRoom;

  private long systemCalls;

  /** Takes ownership of all arguments; {@link #close} releases them. */
  KernelRing(
      SchedulerOptions options,
      RingCalls calls,
      RingTraits traits,
      RegisteredBuffers buffers,
      WakeUp wakeUp,
      MemorySegment ring,
      Arena arena) {
    this.buffers = buffers;
    this.ioPriority = options.ioPriority();
    this.maxKernelWorkers = options.maxKernelWorkers();
    this.hasFileTable = options.fileSlots() > 0;
    this.calls = calls;
    this.traits = traits;
    this.wakeUp = wakeUp;
    this.ring = ring;
    this.arena = arena;
    this.setup = new RingSetup(calls, descriptor(), arena);
    this.iovecs = new IovecArea(arena);
    this.wakeUpCounter = arena.allocate(Long.BYTES, Long.BYTES).address();
    this.wait = new WaitArgument(arena);
    long sq = ring.address() + UringStructs.Ring.SQ;
    sqHeadAddress = RawMemory.getLong(sq + Sq.KHEAD);
    sqTailAddress = RawMemory.getLong(sq + Sq.KTAIL);
    sqFlagsAddress = RawMemory.getLong(sq + Sq.KFLAGS);
    sqesAddress = RawMemory.getLong(sq + Sq.SQES);
    sqEntries = RawMemory.getInt(RawMemory.getLong(sq + Sq.KRING_ENTRIES));
    long cq = ring.address() + UringStructs.Ring.CQ;
    cqHeadAddress = RawMemory.getLong(cq + Cq.KHEAD);
    cqTailAddress = RawMemory.getLong(cq + Cq.KTAIL);
    cqesAddress = RawMemory.getLong(cq + Cq.CQES);
    cqEntries = RawMemory.getInt(RawMemory.getLong(cq + Cq.KRING_ENTRIES));
    sqTail = RawMemory.getInt(sqTailAddress);
    cqHead = RawMemory.getInt(cqHeadAddress);
    Optional<Degradation> refusedFlags = RingText.refusedFlags(traits);
    if (refusedFlags.isPresent()) {
      setup.add(refusedFlags.get());
    }
    // Maps entry i of the queue to entry i of the memory, permanently. A ring without an index
    // array (Linux 6.6) has this mapping built in.
    long array = RawMemory.getLong(sq + Sq.ARRAY);
    if (array != 0) {
      for (int i = 0; i < sqEntries; i++) {
        RawMemory.setInt(array + (long) i * Integer.BYTES, i);
      }
    }
  }

  /** {@return the ring's own descriptor} */
  int descriptor() {
    return RingFactory.descriptor(ring);
  }

  /** {@return the memory that is registered with this ring} */
  RegisteredBuffers buffers() {
    return buffers;
  }

  /** Adds to the {@link #degradations}. Only before the ring is enabled. */
  void lacks(Degradation missing) {
    setup.add(missing);
  }

  public LiburingSource liburing() {
    return calls.source();
  }

  /** {@return the version of the system's liburing, empty for the embedded calls} */
  public String liburingVersion() {
    return calls.version();
  }

  /** {@return what the kernel granted this ring} */
  public RingTraits traits() {
    return traits;
  }

  /**
   * Also makes one enter call without entries. A security policy may permit all calls except this
   * one. The ring must then be refused now, while the caller can still fall back.
   */
  @Override
  public int enable() {
    int descriptor = descriptor();
    int result =
        calls.register(
            descriptor, liburing_h.IORING_REGISTER_ENABLE_RINGS(), MemorySegment.NULL, 0);
    if (result < 0) {
      return result;
    }
    setup.registerDescriptor();
    setup.limitKernelWorkers(maxKernelWorkers);
    setup.askForOperations();
    return Math.min(0, calls.enter(setup.enterDescriptor(), 0, 0, setup.enterFlags()));
  }

  @Override
  public boolean has(Command command) {
    RingEntry entry = command.ringEntry();
    return entry != null && setup.has(entry.opcode());
  }

  @Override
  public Registration registration() {
    return buffers.registration();
  }

  @Override
  public List<Degradation> degradations() {
    return setup.degradations();
  }

  @Override
  public String describe() {
    return RingText.describe(calls, traits, sqEntries, capacity());
  }

  /** Two completions are reserved, for the wake-up and for a cancellation. */
  @Override
  public int capacity() {
    return cqEntries - 2;
  }

  @Override
  public int maxChainLength() {
    return Math.min(sqEntries, capacity());
  }

  @Override
  public boolean hasRoomFor(ChainSubmission chain) {
    int pieces = 0;
    for (int i = chain.segmentBegin(); i < chain.segmentEnd(); i++) {
      pieces += chain.member(i).request.pieceCount();
    }
    return hasRoomFor(chain.segmentEnd() - chain.segmentBegin()) && hasRoomForPieces(pieces);
  }

  @Override
  public boolean place(Request request, int rwFlags, Request.Link link, long userData) {
    if (!hasRoom() || !hasRoomForPieces(request.pieceCount())) {
      return false;
    }
    long list = request.pieceCount() == 0 ? 0 : iovecs.write(request);
    long entry = nextEntry();
    SqeWriter.write(entry, request, list, userData);
    SqeWriter.modify(entry, request, rwFlags, ioPriority, link);
    if (request.address != 0) {
      int buffer = buffers.find(request.address, request.byteSize);
      if (buffer != RegisteredBuffers.NONE) {
        SqeWriter.useBuffer(entry, request, buffer);
      }
    }
    return true;
  }

  @Override
  public boolean placeRun(CoalescedRun run, long userData) {
    if (!hasRoom() || !hasRoomForPieces(run.size())) {
      return false;
    }
    Request first = run.member(0).op;
    long entry = nextEntry();
    SqeWriter.writeRun(entry, first, iovecs.write(run), run.size(), userData);
    SqeWriter.modify(entry, first, run.rwFlags(), ioPriority, Request.Link.NONE);
    return true;
  }

  @Override
  public boolean placeSync(SharedSync sync, long userData) {
    return place(sync.request(), 0, Request.Link.NONE, userData);
  }

  @Override
  public boolean placeCancel(long target, long userData) {
    if (!hasRoom()) {
      return false;
    }
    SqeWriter.cancel(nextEntry(), target, userData);
    return true;
  }

  @Override
  public boolean placeWakeUp(long userData) {
    if (!hasRoom()) {
      return false;
    }
    SqeWriter.readCounter(nextEntry(), wakeUp.descriptor(), wakeUpCounter, userData);
    return true;
  }

  @Override
  public boolean placeWorkerStart(long userData) {
    if (!hasRoom()) {
      return false;
    }
    SqeWriter.startWorker(nextEntry(), userData);
    return true;
  }

  private boolean hasRoom() {
    return hasRoomFor(1);
  }

  /**
   * A kernel thread that submits frees entries when it has taken them, and not when this thread
   * enters.
   */
  private boolean hasRoomFor(int count) {
    if (!traits.isSqPolled()) {
      return sqEntries - unsubmitted >= count;
    }
    boolean room = sqEntries - untaken() >= count;
    lackedRoom |= !room;
    return room;
  }

  /** The piece lists, too, are free only when the kernel thread has taken the entries. */
  private boolean hasRoomForPieces(int count) {
    boolean room = iovecs.hasRoomFor(count);
    lackedRoom |= !room;
    return room;
  }

  /** {@return the number of entries that the kernel has not taken} */
  private int untaken() {
    return sqTail - RawMemory.getIntAcquire(sqHeadAddress);
  }

  private long nextEntry() {
    unsubmitted++;
    return sqesAddress + (sqTail++ & (sqEntries - 1)) * SqeWriter.BYTE_SIZE;
  }

  @Override
  public int unsubmitted() {
    return unsubmitted;
  }

  @Override
  public int enter(int minComplete, boolean idle) {
    RawMemory.setIntRelease(sqTailAddress, sqTail);
    int flags = idle && traits.noIowait() ? setup.enterFlags() | NO_IOWAIT : setup.enterFlags();
    if (traits.isSqPolled()) {
      return enterPolled(minComplete, flags);
    }
    int result = call(unsubmitted, minComplete, flags);
    taken(result);
    return result;
  }

  /** The kernel thread submits by itself, unless it sleeps. */
  private int enterPolled(int minComplete, int flags) {
    int submitted = unsubmitted;
    unsubmitted = 0;
    // Pairs with the fence of the kernel thread, which first announces that it sleeps and then
    // reads the tail again.
    VarHandle.fullFence();
    boolean asleep =
        (RawMemory.getIntAcquire(sqFlagsAddress) & liburing_h.IORING_SQ_NEED_WAKEUP()) != 0;
    int wakeUpFlag = asleep ? liburing_h.IORING_ENTER_SQ_WAKEUP() : 0;
    int result = 0;
    if (lackedRoom) {
      result = call(0, 0, setup.enterFlags() | wakeUpFlag);
      if (result >= 0 || result == -Errno.EINTR) {
        result = awaitTaken();
      }
    } else if (asleep || minComplete > 0) {
      result = call(0, minComplete, flags | wakeUpFlag);
    }
    lackedRoom = false;
    if (untaken() == 0) {
      iovecs.reuse();
    }
    // The kernel owns the submitted entries, even if the wait after them failed. If the kernel
    // thread has ended, the next call reports it.
    return submitted > 0 ? submitted : Math.min(0, result);
  }

  /** The kernel thread takes entries in microseconds, unless submitting one blocks. */
  private int awaitTaken() {
    for (int spins = 0; untaken() > 0; spins++) {
      if (spins < TAKEN_SPINS) {
        Thread.onSpinWait();
      } else {
        int result = call(0, 0, setup.enterFlags() | liburing_h.IORING_ENTER_SQ_WAIT());
        if (result < 0 && result != -Errno.EINTR) {
          return result;
        }
      }
    }
    return 0;
  }

  /** Not called with a kernel thread that submits, where no unit is deferred. */
  @Override
  public int enterBriefly(long timeoutNanos, boolean idle) {
    RawMemory.setIntRelease(sqTailAddress, sqTail);
    SYSTEM_CALLS.setOpaque(this, systemCalls + 1);
    int flags = idle && traits.noIowait() ? setup.enterFlags() | NO_IOWAIT : setup.enterFlags();
    int result =
        calls.enterFor(setup.enterDescriptor(), unsubmitted, 1, flags, wait.of(timeoutNanos));
    taken(result);
    return result;
  }

  private void taken(int result) {
    if (result > 0) {
      unsubmitted -= result;
      assert RawMemory.getIntAcquire(sqHeadAddress) == sqTail - unsubmitted;
    }
    if (unsubmitted == 0) {
      iovecs.reuse();
    }
  }

  private int call(int toSubmit, int minComplete, int flags) {
    SYSTEM_CALLS.setOpaque(this, systemCalls + 1);
    return calls.enter(setup.enterDescriptor(), toSubmit, minComplete, flags);
  }

  @Override
  public boolean hasCompletions() {
    return RawMemory.getIntAcquire(cqTailAddress) != cqHead;
  }

  @Override
  public boolean keepsCompletionsBack() {
    return (RawMemory.getIntAcquire(sqFlagsAddress) & KEPT_BACK) != 0;
  }

  @Override
  public int reap(CompletionSink sink) {
    // Pairs with the kernel's release of the tail: entries below it, and the bytes that their
    // operations transferred, are visible.
    int tail = RawMemory.getIntAcquire(cqTailAddress);
    int count = tail - cqHead;
    if (count == 0) {
      return 0;
    }
    try {
      while (cqHead != tail) {
        long entry = cqesAddress + (cqHead & (cqEntries - 1)) * CQE_BYTES;
        cqHead++;
        sink.completed(
            RawMemory.getLong(entry + CQE_USER_DATA), RawMemory.getInt(entry + CQE_RESULT));
      }
    } finally {
      RawMemory.setIntRelease(cqHeadAddress, cqHead);
    }
    return count;
  }

  @Override
  public void signal() {
    wakeUp.signal();
  }

  @Override
  public long systemCalls() {
    return (long) SYSTEM_CALLS.getOpaque(this) + wakeUp.signalCount();
  }

  @Override
  public void close() {
    unregisterResources();
    releaseDescriptors();
    buffers.unpin();
    arena.close();
  }

  /**
   * Releases locked memory and files at once. Otherwise the kernel does it some time after the ring
   * is closed. If the kernel refuses, as it does before the ring is enabled, they are released
   * after that delay.
   */
  private void unregisterResources() {
    int descriptor = descriptor();
    buffers.unregister(calls, descriptor);
    if (hasFileTable) {
      calls.register(descriptor, liburing_h.IORING_UNREGISTER_FILES(), MemorySegment.NULL, 0);
    }
  }

  @Override
  public void abandon() {
    if (!abandoned) {
      abandoned = true;
      // This also keeps its arena and the registered memory.
      Quarantine.keepForever(quarantine, this);
    }
    releaseDescriptors();
  }

  /**
   * If this throws because memory is short, the next call continues at the same point. No
   * descriptor is closed twice.
   */
  private void releaseDescriptors() {
    setup.unregisterDescriptor();
    if (!exited) {
      calls.queueExit(ring);
      exited = true;
      LockedMemory.ringClosed();
    }
    wakeUp.close();
  }
}
