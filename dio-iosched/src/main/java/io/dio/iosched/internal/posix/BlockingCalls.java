// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Degradation;
import io.dio.align.foreign.UninterruptibleWait;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.observe.Observation;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.InFlightLimit;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The blocking calls of one scheduler that are in progress. Closing, draining and counting use it
 * to see work that never passes through a queue.
 *
 * <p>A call claims a lane with one compare-and-set and keeps it until it ends. It counts its
 * operations in the lane without further atomic operations. Lanes are spread over threads, so two
 * calls rarely use the same lane. At its end a call stores null with a full fence and then looks
 * for waiters. A waiter first announces itself and then looks at the lanes. So at least one of the
 * two threads sees the other.
 */
public final class BlockingCalls {
  private static final FileAccess FILES = FileAccess.instance();
  private static final VarHandle OCCUPANT;
  private static final VarHandle WAITERS;
  private static final VarHandle USES;
  private static final VarHandle BEGUN;
  private static final VarHandle ENDED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OCCUPANT = lookup.findVarHandle(Lane.class, "occupant", Object.class);
      WAITERS = lookup.findVarHandle(Lane.class, "waiters", Object.class);
      USES = lookup.findVarHandle(Lane.class, "uses", long.class);
      BEGUN = lookup.findVarHandle(Lane.class, "begun", long.class);
      ENDED = lookup.findVarHandle(Lane.class, "ended", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The occupant of a lane whose call only close() has to wait for. */
  private static final Object NOTHING_IN_PARTICULAR = new Object();

  /** The occupant of a lane in which a sync is made. Other syncs need not wait for it. */
  private record SyncOf(DioFile file) {}

  /**
   * A thread that waits while a condition of a lane holds, an element of a list. The same object is
   * added again after each wake-up, because there may be no memory for another.
   */
  private static final class Waiter implements UninterruptibleWait.Awaited {
    private final Thread thread = Thread.currentThread();
    private final Lane lane;

    /** Null when the wait is over: the list may keep this object longer. */
    private BooleanSupplier condition;

    private Waiter next;

    /** Whether it is in the list of the lane. Cleared by the thread that wakes it. */
    private volatile boolean listed;

    Waiter(Lane lane, BooleanSupplier condition) {
      this.lane = lane;
      this.condition = condition;
    }

    /** Looks at the lane after it is in the list, so that no end is missed. */
    @Override
    public boolean isDone() {
      if (!listed) {
        listed = true;
        do {
          next = (Waiter) WAITERS.getVolatile(lane);
        } while (!WAITERS.compareAndSet(lane, (Object) next, (Object) this));
      }
      return !condition.getAsBoolean();
    }
  }

  /** The place of one call at a time. */
  public static final class Lane {
    /** The number of pieces for which {@link #vector} has room. */
    static final int MAX_PIECES = 8;

    private static final long VECTOR_BYTES = MAX_PIECES * (long) Iovec.BYTE_SIZE;

    /**
     * The target of the call: a {@link DioFile}, a {@link SyncOf} one, the first of a list of
     * {@link Unit}s, or the marker for no target. Null while the lane is free.
     */
    private Object occupant;

    /**
     * The {@link Waiter} of each thread that waits for the end of the call or of one of its units,
     * linked; or null.
     */
    private Object waiters;

    /**
     * Allocated at its first use. Only the thread that has claimed the lane uses it, like the
     * counters.
     */
    private MemorySegment scratch;

    /**
     * The number of calls that have ended; it distinguishes one call from the next. Only the
     * claimer writes it.
     */
    private long uses;

    /**
     * The number of operations of all calls so far, including the call in progress. Only the
     * claimer writes it.
     */
    private long begun;

    /** The number of these operations that have ended. Only the claimer writes it. */
    private long ended;

    /**
     * Only the claimer writes them. The release of the lane makes the writes visible to the next
     * claimer.
     */
    private final OperationCounters counters = new OperationCounters();

    /** Created at its first use, like {@link #scratch}: the first read does not need it. */
    private CopyTurns copyTurns;

    /** Counts operations as started. */
    void begin(int operations) {
      BEGUN.setRelease(this, begun + operations);
    }

    /** Counts all started operations as ended. Call it before any result is published. */
    void end() {
      ENDED.setRelease(this, begun);
    }

    /** Counts one operation of the call in progress, and one system call. */
    void count(Verb verb, int result, boolean isShort) {
      counters.countSystemCall();
      counters.count(verb, result, isShort);
    }

    /** Counts one operation that failed in the call in progress. */
    void countFailure(Verb verb) {
      count(verb, -1, false);
    }

    /** {@return what decides which cached reads the engine copies, for the claimer's use} */
    CopyTurns copyTurns() {
      if (copyTurns == null) {
        copyTurns = new CopyTurns(Runtime.getRuntime().availableProcessors());
      }
      return copyTurns;
    }

    /** {@return the counters for the call in progress} */
    OperationCounters counters() {
      return counters;
    }

    /**
     * {@return the address of memory for an array of {@code struct iovec}, for the claimer's use}
     */
    long vector() {
      if (scratch == null) {
        // Starts at a cache line, because neighbouring memory may belong to threads on other
        // processors.
        scratch = Arena.ofAuto().allocate(VECTOR_BYTES + HostFiles.CACHE_QUERY_BYTES, 64);
      }
      return scratch.address();
    }

    /** {@return the address of memory for a cachestat query, for the claimer's use} */
    long cacheQuery() {
      return vector() + VECTOR_BYTES;
    }

    private boolean claim(Object target) {
      return OCCUPANT.getOpaque(this) == null && OCCUPANT.compareAndSet(this, null, target);
    }

    private boolean isBusy() {
      return OCCUPANT.getVolatile(this) != null;
    }

    private void wakeWaiters() {
      if (WAITERS.getVolatile(this) == null) {
        return;
      }
      Waiter waiter = (Waiter) WAITERS.getAndSet(this, (Object) null);
      while (waiter != null) {
        Waiter rest = waiter.next;
        waiter.listed = false;
        LockSupport.unpark(waiter.thread);
        waiter = rest;
      }
    }
  }

  /** So many looks at one lane take about as long as a write to the page cache. */
  private static final int BRIEF_WAIT_LOOKS = 100;

  private final SchedulerContext context;

  /**
   * The number of lanes is a power of two. It grows if more calls are in progress at once, and
   * never shrinks.
   */
  private volatile Lane[] lanes;

  private final Ahead nothing = new Ahead(null);
  private volatile boolean closed;

  public BlockingCalls(SchedulerContext context) {
    this.context = context;
    int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4;
    lanes = extend(new Lane[0], count);
  }

  /** {@return what becomes of registered memory where there is no ring} */
  public static Registration registration(SchedulerOptions options) {
    return options.slabs().isEmpty() && options.bufferPools().isEmpty()
        ? Registration.none()
        : Registration.refused(
            Degradation.Cause.NOT_SUPPORTED,
            "blocking calls take no registered memory",
            "open a scheduler over io_uring, or leave the pools out");
  }

  /** {@return the limit that a call on a file counts against, to be taken before {@link #enter}} */
  InFlightLimit limit() {
    return context.limit();
  }

  /** {@return the times of a call that begins now, or null if nobody wants them} */
  Observation beginObservation() {
    return context.observer().begin();
  }

  /**
   * Ends the times of a call.
   *
   * @param observation from {@link #beginObservation}
   * @param result a count or a negative errno
   */
  static void end(
      Observation observation,
      Verb verb,
      DioFile file,
      long fileOffset,
      MemorySegment memory,
      int result) {
    if (observation == null) {
      return;
    }
    try {
      boolean durable = verb.isWrite() && FILES.writesDurably(file);
      observation.ended(
          verb, file, fileOffset, memory.byteSize(), durable, result, Outcome::describe);
    } catch (Throwable _) {
      // There was no memory. The caller must get the result all the same.
    }
  }

  private static Lane[] extend(Lane[] present, int count) {
    Lane[] extended = Arrays.copyOf(present, count);
    for (int i = present.length; i < count; i++) {
      extended[i] = new Lane();
    }
    return extended;
  }

  /**
   * Begins a call of one operation. {@return its lane, to be passed to {@link #exit}}
   *
   * @param file the file of the operation
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public Lane enter(DioFile file) {
    Lane lane = enterOn(file);
    lane.begin(1);
    return lane;
  }

  /**
   * Begins a sync. {@return as {@link #enter(DioFile)}}
   *
   * @throws IllegalStateException if the scheduler is closed or died
   */
  Lane enterSync(DioFile file) {
    Lane lane = enterOn(new SyncOf(file));
    lane.begin(1);
    return lane;
  }

  /**
   * Claims a lane for the calls of several units. Each of them must still {@linkplain Lane#begin
   * begin}. {@return their lane, to be passed to {@link #exit}}
   *
   * @param first the first of the list of units
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public Lane enter(Unit first) {
    return enterOn(first);
  }

  /**
   * Claims a lane for an inline read. No barrier waits for it, because its submission is not
   * visible to other threads yet. {@return its lane, to be passed to {@link #exit}}
   *
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public Lane enter() {
    return enterOn(NOTHING_IN_PARTICULAR);
  }

  private Lane enterOn(Object target) {
    Lane lane = claim(target);
    // The claim is a full fence: either this thread sees the flag, or close() sees the claim.
    if (closed || context.isDead()) {
      exit(lane);
      throw context.refusal();
    }
    return lane;
  }

  private Lane claim(Object target) {
    int start = spread(Thread.currentThread().threadId());
    while (true) {
      Lane[] seen = lanes;
      for (int i = 0; i < seen.length; i++) {
        Lane lane = seen[(start + i) & (seen.length - 1)];
        if (lane.claim(target)) {
          return lane;
        }
      }
      grow(seen);
    }
  }

  /** Maps neighbouring thread ids to distant lanes (the golden ratio in 32 bits). */
  private static int spread(long threadId) {
    return ((int) threadId * 0x9E37_79B9) >>> 16;
  }

  private synchronized void grow(Lane[] full) {
    if (lanes.length == full.length) {
      lanes = extend(full, full.length * 2);
    }
  }

  /** Ends a call. */
  public void exit(Lane lane) {
    lane.end();
    // Written before the lane is free, so that a waiter that sees the lane busy knows which call
    // it is.
    USES.setRelease(lane, lane.uses + 1);
    OCCUPANT.setVolatile(lane, null);
    lane.wakeWaiters();
  }

  /**
   * Notes that one unit of the call in {@code lane} is done, whose other units go on. Call it after
   * the fence that follows its result.
   */
  void unitEnded(Lane lane) {
    lane.wakeWaiters();
  }

  /** {@return the number of calls that have ended in the other lanes} It may be a little old. */
  long endedElsewhere(Lane own) {
    long sum = 0;
    for (Lane lane : lanes) {
      if (lane != own) {
        sum += (long) USES.getOpaque(lane);
      }
    }
    return sum;
  }

  /** Refuses all later calls. {@return whether this was the first request} */
  public synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  boolean isClosed() {
    return closed;
  }

  /** The calls that were in progress at one moment. */
  public final class Ahead {
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Long> uses = new ArrayList<>();
    private final List<Object> occupants = new ArrayList<>();

    /** The unit that waits; null if there are no calls. */
    private final Unit unit;

    private Ahead(Unit unit) {
      this.unit = unit;
    }

    private void add(Lane lane, long use, Object occupant) {
      lanes.add(lane);
      uses.add(use);
      occupants.add(occupant);
    }

    public boolean isEmpty() {
      return lanes.isEmpty();
    }

    /** Waits until they have ended; an interrupt does not end the wait, and is kept. */
    public void await() {
      for (int i = 0; i < lanes.size(); i++) {
        awaitEnd(lanes.get(i), uses.get(i), occupants.get(i), unit);
      }
    }
  }

  /**
   * {@return the calls in progress now that {@code unit} has to wait for}
   *
   * @param own a lane that is not counted, or null
   */
  public Ahead ahead(Unit unit, Lane own) {
    if (!unit.op.isBarrierForFiles()) {
      // For example, the many operations on slots end here: everything that they wait for passes
      // through InlineOrder.
      return nothing;
    }
    Ahead ahead = new Ahead(unit);
    for (Lane lane : lanes) {
      if (lane != own) {
        addIfAhead(ahead, lane, unit);
      }
    }
    return ahead;
  }

  /**
   * Waits until the calls in progress now that {@code unit} has to wait for have ended. An
   * interrupt does not end the wait, and is kept. Most are writes to the page cache, which end
   * before this thread could park.
   *
   * @param own a lane that is not counted
   */
  void awaitAhead(Unit unit, Lane own) {
    int looks = BRIEF_WAIT_LOOKS;
    for (Lane lane : lanes) {
      long use = (long) USES.getVolatile(lane);
      Object occupant = OCCUPANT.getVolatile(lane);
      if (lane == own || !isAheadOf(unit, occupant)) {
        continue;
      }
      while (isStill(lane, use, occupant, unit)) {
        if (--looks < 0) {
          ahead(unit, own).await();
          return;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** {@return whether {@code unit} has to wait for the call on {@code occupant}} */
  private static boolean isAheadOf(Unit unit, Object occupant) {
    return switch (occupant) {
      case null -> false;
      case DioFile file -> unit.op.isBarrierFor(file);
      case SyncOf sync -> !unit.op.isSharedSync() && unit.op.isBarrierFor(sync.file());
      case Unit first -> isAheadOf(unit, first);
      default -> {
        if (occupant != NOTHING_IN_PARTICULAR) {
          throw new AssertionError("a lane is for files and units: " + occupant);
        }
        yield false;
      }
    };
  }

  /** Ordered units are handled by {@link InlineOrder}. */
  private static boolean isAheadOf(Unit unit, Unit first) {
    for (Unit other = first; other != null; other = other.next) {
      if (!other.op.ordered && unit.waitsFor(other) && !other.isDone()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds the call of a lane if {@code unit} has to wait for it. Number and occupant together
   * identify a call: a call that ends gets a new number shortly before its lane is free, and the
   * same occupant may come again with the next number.
   */
  private static void addIfAhead(Ahead ahead, Lane lane, Unit unit) {
    while (true) {
      long use = (long) USES.getVolatile(lane);
      Object occupant = OCCUPANT.getVolatile(lane);
      boolean isAhead = isAheadOf(unit, occupant);
      if (use == (long) USES.getVolatile(lane)) {
        if (isAhead) {
          ahead.add(lane, use, occupant);
        }
        return;
      }
    }
  }

  /** Waits until no call is in progress. Call it after {@link #close}. */
  public void awaitAll() {
    for (Lane lane : lanes) {
      awaitFree(lane);
    }
  }

  private void awaitFree(Lane lane) {
    if (lane.isBusy()) {
      await(lane, lane::isBusy);
    }
  }

  /**
   * Waits until the lane is free or busy with another call, or until {@code unit} has nothing more
   * to wait for in it. So a sync need not wait for the sync of another thread behind its write.
   */
  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  private void awaitEnd(Lane lane, long use, Object occupant, Unit unit) {
    await(lane, () -> isStill(lane, use, occupant, unit));
  }

  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  private static boolean isStill(Lane lane, long use, Object occupant, Unit unit) {
    return OCCUPANT.getVolatile(lane) == occupant
        && (long) USES.getVolatile(lane) <= use
        && isAheadOf(unit, occupant);
  }

  private void await(Lane lane, BooleanSupplier condition) {
    Waiter waiter = new Waiter(lane, condition);
    UninterruptibleWait.park(this, waiter);
    waiter.condition = null;
  }

  /** {@return the statistics of all calls so far} Any thread may call it. */
  public SchedulerStats stats() {
    Lane[] seen = lanes;
    SchedulerStats sum = SchedulerStats.builder().inFlight(inFlight(seen)).build();
    for (Lane lane : seen) {
      sum = sum.plus(lane.counters.stats(lane.counters.systemCalls(), 0, 0, 0));
    }
    return sum;
  }

  /**
   * Reads all begun counts first, and then all ended counts. If the end of one operation made room
   * for another that is counted, that end is counted too. So the result is never too high.
   */
  private static long inFlight(Lane[] lanes) {
    long begun = 0;
    for (Lane lane : lanes) {
      begun += (long) BEGUN.getAcquire(lane);
    }
    long ended = 0;
    for (Lane lane : lanes) {
      ended += (long) ENDED.getAcquire(lane);
    }
    return Math.max(0, begun - ended);
  }
}
