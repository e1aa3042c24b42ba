// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.PageKind;
import io.dio.align.foreign.CompletionThread;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The part that both kinds of pool share: their vocabulary, and how threads wait.
 *
 * <p>It is not a public type, so a user sees its methods as those of {@link MmapPool} and {@link
 * SlabPool}. They are not final, because only then the compiler gives both classes methods that
 * reflection can call.
 *
 * @param <M> the memory that the pool lends
 */
abstract sealed class Pool<M extends PooledMemory> implements AutoCloseable
    permits MmapPool, SlabPool {

  private static final SlowWarning NO_WARNING = new SlowWarning(AcquireQueue.FOREVER, slow -> {});

  private final String name;
  private final String noun;
  private final PoolOptions options;
  private final Misuse misuse;
  private final SlottedMemory memory;
  private final AcquireQueue queue;
  private volatile SlowWarning slowWarning = NO_WARNING;

  private record SlowWarning(long thresholdNanos, Consumer<? super SlowAcquire> listener) {}

  /**
   * Maps and commits the memory.
   *
   * @param noun what a piece of the memory is called in messages, such as {@code buffer}
   * @param pieceSize bytes of a piece, a multiple of the block size
   * @param capacity how many pieces, such that all their bytes fit a long
   */
  Pool(String name, String noun, long pieceSize, int capacity, PoolOptions options) {
    this.name = name;
    this.noun = noun;
    this.options = options;
    misuse = new Misuse(options);
    memory = new SlottedMemory("pool \"" + name + "\"", noun, pieceSize, capacity, options, misuse);
    queue = memory.queue();
  }

  /** {@return a new lease of a piece that was claimed} */
  abstract M newLease(SlottedMemory memory, int slot);

  final SlottedMemory memory() {
    return memory;
  }

  final PoolOptions options() {
    return options;
  }

  final Misuse misuse() {
    return misuse;
  }

  /**
   * Takes memory, and waits for it if nothing is free. A virtual thread that waits is parked and
   * leaves its carrier to others. Threads are served in the order in which they came.
   *
   * @return the memory, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IllegalStateException if the pool is closed, also while waiting; or if it would have to
   *     wait on a thread that completes I/O, which may be the one that has to release
   */
  public M acquire() throws InterruptedException {
    return lease(claimOrAwait(AcquireQueue.FOREVER, "acquire()"));
  }

  /**
   * Takes memory, and waits for it a limited time if nothing is free.
   *
   * <p>It does not return null when the time is over: a thread that waits expects memory, and the
   * exception can say what the pool was like. {@link #tryAcquire} is for code that has an
   * alternative.
   *
   * @param timeout how long to wait at most; not at all if zero or negative
   * @return the memory, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws TimeoutException if the time is over
   * @throws IllegalStateException if the pool is closed, also while waiting; or if it would have to
   *     wait on a thread that completes I/O, which may be the one that has to release
   */
  public M acquire(Duration timeout) throws InterruptedException, TimeoutException {
    long timeoutNanos = toNanos(Objects.requireNonNull(timeout, "timeout"));
    int slot;
    if (timeoutNanos > 0) {
      slot = claimOrAwait(timeoutNanos, "acquire(Duration)");
    } else {
      requireNotInterrupted();
      slot = claim();
    }
    if (slot == SlotMask.NONE) {
      throw new TimeoutException(
          "none of the "
              + capacity()
              + " "
              + noun
              + "s of pool \""
              + name
              + "\" was released within "
              + timeout);
    }
    return lease(slot);
  }

  /**
   * Takes memory if some is free right now and no thread waits for it. Never waits.
   *
   * @return the memory, holding its first reference, or null
   * @throws IllegalStateException if the pool is closed
   */
  public M tryAcquire() {
    int slot = claim();
    return slot == SlotMask.NONE ? null : lease(slot);
  }

  /** {@return a slot or NONE, without waiting and without passing those who do} */
  private int claim() {
    if (queue.waiting() != 0) {
      return SlotMask.NONE;
    }
    int slot = memory.claim();
    if (slot >= 0 && queue.waiting() != 0) {
      // A thread waits since we looked, and our slot may have been released only then.
      memory.giveBack(slot);
      return SlotMask.NONE;
    }
    return slot;
  }

  /** {@return a slot, NONE after the timeout, or CLOSED} */
  final int claimOrAwait(long timeoutNanos, String call) throws InterruptedException {
    requireNotInterrupted();
    int slot = claim();
    if (slot != SlotMask.NONE) {
      return slot;
    }
    CompletionThread.refuseBlocking(getClass().getSimpleName() + "." + call);
    SlowWarning warning = slowWarning;
    return queue.await(
        timeoutNanos, warning.thresholdNanos(), waitedNanos -> warn(warning, waitedNanos));
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** {@return the lease of a slot that was claimed} */
  final M lease(int slot) {
    if (slot == SlotMask.CLOSED) {
      throw memory.closed();
    }
    M lease = null;
    try {
      lease = newLease(memory, slot);
    } finally {
      if (lease == null) { // no heap for it: the slot must not be lost
        memory.giveBack(slot);
      }
    }
    return lease;
  }

  /**
   * Logs a warning whenever a thread has waited for memory as long as the threshold, and each time
   * it has passed again. It goes to the {@link System.Logger} named {@code io.dio.mempool}.
   *
   * @param threshold how long is slow; {@link Duration#ZERO} turns the warning off, which is how a
   *     pool starts
   * @throws IllegalArgumentException if the threshold is negative
   */
  public void setSlowAcquireWarning(Duration threshold) {
    setSlowAcquireWarning(threshold, this::log);
  }

  /**
   * Calls a listener whenever a thread has waited for memory as long as the threshold, and each
   * time it has passed again. Threads that wait already keep the listener that they began with.
   *
   * @param threshold how long is slow; {@link Duration#ZERO} turns the warning off, which is how a
   *     pool starts
   * @param listener called on the waiting thread, which keeps its place in the queue; an exception
   *     is logged and the thread goes on waiting
   * @throws IllegalArgumentException if the threshold is negative
   */
  public void setSlowAcquireWarning(Duration threshold, Consumer<? super SlowAcquire> listener) {
    Objects.requireNonNull(threshold, "threshold");
    Objects.requireNonNull(listener, "listener");
    if (threshold.isNegative()) {
      throw new IllegalArgumentException("threshold is " + threshold + ", must not be negative");
    }
    slowWarning = threshold.isZero() ? NO_WARNING : new SlowWarning(toNanos(threshold), listener);
  }

  private void warn(SlowWarning warning, long waitedNanos) {
    try {
      warning
          .listener()
          .accept(new SlowAcquire(name, outstanding(), capacity(), Duration.ofNanos(waitedNanos)));
    } catch (RuntimeException e) {
      System.getLogger("io.dio.mempool")
          .log(
              System.Logger.Level.ERROR,
              "the listener for slow acquires of pool \"" + name + "\" failed",
              e);
    }
  }

  private void log(SlowAcquire slow) {
    System.getLogger("io.dio.mempool")
        .log(
            System.Logger.Level.WARNING,
            "a thread has been waiting {0} for a {1} of pool \"{2}\": {3} of {4} are out",
            slow.waited(),
            noun,
            slow.poolName(),
            Long.toString(slow.outstanding()),
            Long.toString(slow.capacity()));
  }

  /** A duration of more than 292 years is as good as forever. */
  private static long toNanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : AcquireQueue.FOREVER;
    }
  }

  /** {@return the name in messages} */
  public String name() {
    return name;
  }

  /** {@return how many pieces the pool has, out or not} */
  public long capacity() {
    return memory.slotCount();
  }

  /** {@return how many pieces are out; not more than a guess while others acquire or release} */
  public long outstanding() {
    return memory.leases();
  }

  /**
   * {@return how many pieces can be acquired now, 0 once the pool is closed; not more than a guess
   * while others acquire or release}
   */
  public long available() {
    return memory.isClosed() ? 0 : capacity() - outstanding();
  }

  /** {@return which pages the memory is made of} */
  public PageKind pageKind() {
    return memory.pageKind();
  }

  /** {@return how often the pool was misused, if it counts that: see {@link PoolOptions}} */
  public long misuseCount() {
    return misuse.count();
  }

  /** {@return the name, the size of a piece and how many are out, for diagnostics} */
  @Override
  public String toString() {
    return memory.toString();
  }

  /** {@return how many threads wait} */
  final int waiting() {
    return queue.waiting();
  }

  /**
   * Closes the pool and unmaps its memory. A thread that waits or acquires later gets an {@link
   * IllegalStateException}.
   *
   * <p>With memory out, or while an open scheduler has it registered, this throws, but closes
   * nonetheless: what is out stays usable, and the memory is unmapped when the last of it is
   * released and the scheduler is closed. Closing a pool that is unmapped does nothing.
   *
   * <p>Do not close, nor release the last piece of a closed pool, while a native call that is not
   * ours has a segment of it as argument: the memory cannot be unmapped then. If that happens,
   * calling this again does it.
   *
   * @throws IllegalStateException if memory is out or registered, naming how much; in a pool that
   *     counts misuse this is counted instead
   */
  @Override
  public void close() {
    memory.refuseClaims();
    queue.close();
    memory.unmapOrReport();
  }
}
