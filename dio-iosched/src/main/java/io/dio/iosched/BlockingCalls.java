// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The blocking calls in progress of one scheduler, so that closing, draining and counting see work
 * that never passes through a queue.
 *
 * <p>A call claims a lane for its duration with one compare-and-set and counts in that lane without
 * any: lanes are spread over threads, so two calls rarely meet. Leaving stores null with a full
 * fence and then looks for somebody who waits; who waits announces that first and then looks at the
 * lanes: one of the two always sees the other.
 */
final class BlockingCalls {
  private static final VarHandle FILE;
  private static final VarHandle USES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      FILE = lookup.findVarHandle(Lane.class, "file", DioFile.class);
      USES = lookup.findVarHandle(Lane.class, "uses", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** One call at a time. */
  static final class Lane {
    private DioFile file;

    /** Tells one call on a file from the next; written by the claimer only. */
    private long uses;

    /** Written by the claimer only; the lane's release orders one claimer after the other. */
    private final OperationCounters counters = new OperationCounters();

    /** Counts one operation of the call in progress. */
    void count(Verb verb, int result, boolean isShort) {
      counters.count(verb, result, isShort);
    }

    /** Counts one operation that failed in the call in progress. */
    void countFailure(Verb verb) {
      counters.count(verb, -1, false);
    }

    private boolean claim(DioFile file) {
      if (FILE.getOpaque(this) == null && FILE.compareAndSet(this, (DioFile) null, file)) {
        USES.setOpaque(this, uses + 1);
        return true;
      }
      return false;
    }

    private boolean isBusy() {
      return FILE.getVolatile(this) != null;
    }
  }

  private final SchedulerContext context;

  /** A power of two; grows when more calls than that are in progress at once. Never shrinks. */
  private volatile Lane[] lanes;

  private volatile boolean closed;
  private volatile int waiters;

  BlockingCalls(SchedulerContext context) {
    this.context = context;
    int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 4;
    lanes = extend(new Lane[0], count);
  }

  private static Lane[] extend(Lane[] present, int count) {
    Lane[] extended = Arrays.copyOf(present, count);
    for (int i = present.length; i < count; i++) {
      extended[i] = new Lane();
    }
    return extended;
  }

  /**
   * Begins a call on {@code file}. {@return its lane, to be given to {@link #exit}}
   *
   * @throws IllegalStateException if the scheduler is closed or died
   */
  Lane enter(DioFile file) {
    Lane lane = claim(file);
    // The claim is a full fence: either we see the flag, or close() sees the claim.
    if (closed || context.isDead()) {
      exit(lane);
      throw context.refusal();
    }
    return lane;
  }

  private Lane claim(DioFile file) {
    int start = spread(Thread.currentThread().threadId());
    while (true) {
      Lane[] seen = lanes;
      for (int i = 0; i < seen.length; i++) {
        Lane lane = seen[(start + i) & (seen.length - 1)];
        if (lane.claim(file)) {
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
  void exit(Lane lane) {
    FILE.setVolatile(lane, (DioFile) null);
    if (waiters != 0) {
      wakeWaiters();
    }
  }

  private synchronized void wakeWaiters() {
    notifyAll();
  }

  /** Refuses calls from now on. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** {@return whether a call on {@code file} is in progress} */
  boolean hasCallOn(DioFile file) {
    for (Lane lane : lanes) {
      if (FILE.getVolatile(lane) == file) {
        return true;
      }
    }
    return false;
  }

  /** Waits until the calls on {@code file} that are in progress now have ended. */
  void awaitCallsOn(DioFile file) {
    Lane[] seen = lanes;
    long[] uses = new long[seen.length];
    boolean[] busy = new boolean[seen.length];
    for (int i = 0; i < seen.length; i++) {
      uses[i] = (long) USES.getOpaque(seen[i]);
      busy[i] = FILE.getVolatile(seen[i]) == file;
    }
    for (int i = 0; i < seen.length; i++) {
      if (busy[i]) {
        awaitEnd(seen[i], uses[i]);
      }
    }
  }

  /** After {@link #close}: waits until no call is in progress. */
  void awaitAll() {
    for (Lane lane : lanes) {
      awaitEnd(lane, Long.MAX_VALUE);
    }
  }

  /** Waits until the lane is free, or busy with a call behind the one numbered {@code use}. */
  private synchronized void awaitEnd(Lane lane, long use) {
    boolean interrupted = false;
    waiters++;
    try {
      while (lane.isBusy() && (long) USES.getOpaque(lane) <= use) {
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

  /** {@return what all calls so far have done, each one system call} Any thread. */
  SchedulerStats stats() {
    SchedulerStats sum = new SchedulerStats(0, 0, 0, 0, 0, 0);
    for (Lane lane : lanes) {
      sum = sum.plus(lane.counters.stats(lane.counters.operations(), lane.isBusy() ? 1 : 0));
    }
    return sum;
  }
}
