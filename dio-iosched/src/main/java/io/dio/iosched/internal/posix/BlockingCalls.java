// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.unit.InFlightLimit;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The blocking calls in progress of one scheduler, so that closing, draining and counting see work
 * that never passes through a queue.
 *
 * <p>A call claims a lane for its duration with one compare-and-set and counts in that lane without
 * any: lanes are spread over threads, so two calls rarely meet. Leaving stores null with a full
 * fence and then looks for somebody who waits; who waits announces that first and then looks at the
 * lanes: one of the two always sees the other.
 */
public final class BlockingCalls {
  private static final VarHandle OCCUPANT;
  private static final VarHandle USES;
  private static final VarHandle BEGUN;
  private static final VarHandle ENDED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OCCUPANT = lookup.findVarHandle(Lane.class, "occupant", Object.class);
      USES = lookup.findVarHandle(Lane.class, "uses", long.class);
      BEGUN = lookup.findVarHandle(Lane.class, "begun", long.class);
      ENDED = lookup.findVarHandle(Lane.class, "ended", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** In the place of what a call is on, where nobody has to wait for it but who closes. */
  private static final Object NOTHING_IN_PARTICULAR = new Object();

  /** One call at a time. */
  public static final class Lane {
    /** What {@link #vector} has room for. */
    static final int MAX_PIECES = 8;

    private static final long VECTOR_BYTES = MAX_PIECES * (long) Iovec.BYTE_SIZE;

    /**
     * What the call is on: a {@link DioFile}, the first of a list of {@link Unit}s, or nothing in
     * particular. Null while nobody has the lane.
     */
    private Object occupant;

    /** Made when it is first needed. The claimer's, as the counters are. */
    private MemorySegment scratch;

    /** Calls that have ended: tells one from the next. Written by the claimer only. */
    private long uses;

    /**
     * Operations of the calls so far, the one in progress included. Written by the claimer only.
     */
    private long begun;

    /** Those of them that are over. Written by the claimer only. */
    private long ended;

    /** Written by the claimer only; the lane's release orders one claimer after the other. */
    private final OperationCounters counters = new OperationCounters();

    /** So many operations begin. */
    void begin(int operations) {
      BEGUN.setRelease(this, begun + operations);
    }

    /** All that began are over. To be called before anybody is told. */
    void end() {
      ENDED.setRelease(this, begun);
    }

    /** Counts one operation of the call in progress, which is one system call. */
    void count(Verb verb, int result, boolean isShort) {
      counters.countSystemCall();
      counters.count(verb, result, isShort);
    }

    /** Counts one operation that failed in the call in progress. */
    void countFailure(Verb verb) {
      count(verb, -1, false);
    }

    /** {@return counters for the call in progress} */
    OperationCounters counters() {
      return counters;
    }

    /** {@return the address of room for an array of {@code struct iovec}, the claimer's} */
    long vector() {
      if (scratch == null) {
        // From a cache line's boundary: neighbours in memory may belong to other processors.
        scratch = Arena.ofAuto().allocate(VECTOR_BYTES + HostFiles.CACHE_QUERY_BYTES, 64);
      }
      return scratch.address();
    }

    /** {@return the address of room to ask for what is cached, the claimer's} */
    long cacheQuery() {
      return vector() + VECTOR_BYTES;
    }

    private boolean claim(Object target) {
      return OCCUPANT.getOpaque(this) == null && OCCUPANT.compareAndSet(this, null, target);
    }

    private boolean isBusy() {
      return OCCUPANT.getVolatile(this) != null;
    }
  }

  private final SchedulerContext context;

  /** A power of two; grows when more calls than that are in progress at once. Never shrinks. */
  private volatile Lane[] lanes;

  private final Ahead nothing = new Ahead();
  private volatile boolean closed;
  private volatile int waiters;

  public BlockingCalls(SchedulerContext context) {
    this.context = context;
    int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4;
    lanes = extend(new Lane[0], count);
  }

  /** {@return what becomes of slabs where there is no ring} */
  public static Registration registration(SchedulerOptions options) {
    return options.slabs().isEmpty()
        ? Registration.none()
        : Registration.refused("blocking calls take no registered memory");
  }

  /** {@return the limit that a call on a file counts against, to be taken before {@link #enter}} */
  InFlightLimit limit() {
    return context.limit();
  }

  private static Lane[] extend(Lane[] present, int count) {
    Lane[] extended = Arrays.copyOf(present, count);
    for (int i = present.length; i < count; i++) {
      extended[i] = new Lane();
    }
    return extended;
  }

  /**
   * Begins a call, one operation. {@return its lane, to be given to {@link #exit}}
   *
   * @param file what it is on
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public Lane enter(DioFile file) {
    Lane lane = enterOn(file);
    lane.begin(1);
    return lane;
  }

  /**
   * Enters to make the calls of several units, each of which is yet to {@linkplain Lane#begin
   * begin}. {@return their lane, to be given to {@link #exit}}
   *
   * @param first the first of their list
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public Lane enter(Unit first) {
    return enterOn(first);
  }

  /**
   * Enters to read what no barrier has to wait for, since nobody knows yet that it was submitted.
   * {@return its lane, to be given to {@link #exit}}
   *
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public Lane enter() {
    return enterOn(NOTHING_IN_PARTICULAR);
  }

  private Lane enterOn(Object target) {
    Lane lane = claim(target);
    // The claim is a full fence: either we see the flag, or close() sees the claim.
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

  /** Neighbouring thread ids go to distant lanes (the golden ratio in 32 bits). */
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
    // Before the lane is free: a waiter that sees it busy with a call knows which one it is.
    USES.setRelease(lane, lane.uses + 1);
    OCCUPANT.setVolatile(lane, null);
    if (waiters != 0) {
      wakeWaiters();
    }
  }

  private synchronized void wakeWaiters() {
    notifyAll();
  }

  /** Refuses calls from now on. {@return whether nobody had asked for that before} */
  public synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  boolean isClosed() {
    return closed;
  }

  /** Calls that were in progress at one moment. */
  public final class Ahead {
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Long> uses = new ArrayList<>();
    private final List<Object> occupants = new ArrayList<>();

    private Ahead() {}

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
        awaitEnd(lanes.get(i), uses.get(i), occupants.get(i));
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
      // Such as work on slots, of which there is much: whatever that waits for minds the order
      // itself.
      return nothing;
    }
    Ahead ahead = new Ahead();
    for (Lane lane : lanes) {
      if (lane != own) {
        addIfAhead(ahead, lane, unit);
      }
    }
    return ahead;
  }

  /** {@return whether {@code unit} has to wait for the call on {@code occupant}} */
  private static boolean isAheadOf(Unit unit, Object occupant) {
    return switch (occupant) {
      case null -> false;
      case DioFile file -> unit.op.isBarrierFor(file);
      case Unit first -> isAheadOf(unit, first);
      default -> {
        if (occupant != NOTHING_IN_PARTICULAR) {
          throw new AssertionError("a lane is for files and units: " + occupant);
        }
        yield false;
      }
    };
  }

  /** Those that mind the order themselves are in {@link InlineOrder}. */
  private static boolean isAheadOf(Unit unit, Unit first) {
    for (Unit other = first; other != null; other = other.next) {
      if (!other.op.ordered && unit.waitsFor(other)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Number and occupant together tell a call from every other: one that ends has a new number for a
   * moment before its lane is free, and the same occupant may come again with the next number.
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

  /** After {@link #close}: waits until no call is in progress. */
  public void awaitAll() {
    for (Lane lane : lanes) {
      awaitFree(lane);
    }
  }

  private void awaitFree(Lane lane) {
    await(lane::isBusy);
  }

  /** Waits until the lane is free, or busy with another call than that one. */
  @SuppressWarnings("ReferenceEquality") // which call it is, not what it is like
  private void awaitEnd(Lane lane, long use, Object occupant) {
    await(() -> OCCUPANT.getVolatile(lane) == occupant && (long) USES.getVolatile(lane) <= use);
  }

  private synchronized void await(BooleanSupplier condition) {
    boolean interrupted = false;
    waiters++;
    try {
      while (condition.getAsBoolean()) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      waiters--;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** {@return what all calls so far have done} Any thread. */
  public SchedulerStats stats() {
    Lane[] seen = lanes;
    SchedulerStats sum = SchedulerStats.builder().inFlight(inFlight(seen)).build();
    for (Lane lane : seen) {
      sum = sum.plus(lane.counters.stats(lane.counters.systemCalls(), 0, 0, 0));
    }
    return sum;
  }

  /**
   * First all that began, then all that ended: so no end is missed that made room for a beginning
   * which is counted, and the difference is never more than there were.
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
