// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.PageKind;
import io.dio.align.foreign.CompletionThread;
import io.dio.mempool.internal.PinnedPool;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The common part of both kinds of pool: their methods, and how threads wait.
 *
 * <p>It is not a public type, so a user sees its methods as those of {@link MmapPool} and {@link
 * SlabPool}. They are not final, because only then the compiler gives both classes methods that
 * reflection can call.
 *
 * @param <M> the memory that the pool lends
 */
abstract sealed class Pool<M extends PooledMemory> implements AutoCloseable
    permits MmapPool, SlabPool {

  static {
    PinnedPool.connect(pool -> ((Pool<?>) pool).pin());
  }

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
   * @param noun the name of a piece of memory in messages, such as {@code buffer}
   * @param pieceSize the size of a piece in bytes, a multiple of the block size
   * @param capacity the number of pieces; the size of all of them must fit into a long
   */
  Pool(String name, String noun, long pieceSize, int capacity, PoolOptions options) {
    this.name = name;
    this.noun = noun;
    this.options = options;
    misuse = new Misuse(options);
    memory = new SlottedMemory("pool \"" + name + "\"", noun, pieceSize, capacity, options, misuse);
    queue = memory.queue();
  }

  /** {@return a new lease of a claimed piece} */
  abstract M newLease(SlottedMemory memory, int slot);

  final SlottedMemory memory() {
    return memory;
  }

  private PinnedPool pin() {
    // Made first: if there is no memory for it, nothing stays pinned.
    PinnedPool pinned = new PinnedPool(memory.slotsSegment(), memory.slotSize(), memory::unpin);
    memory.pin();
    return pinned;
  }

  final PoolOptions options() {
    return options;
  }

  final Misuse misuse() {
    return misuse;
  }

  /**
   * Takes memory, and waits if none is free. A virtual thread that waits is parked and does not pin
   * its carrier. Threads are served in the order in which they started to wait.
   *
   * @return the memory, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IllegalStateException if the pool is closed, also while waiting; or if the calling
   *     thread completes I/O and would have to wait, because the release may depend on that thread
   */
  public M acquire() throws InterruptedException {
    return lease(claimOrAwait(AcquireQueue.FOREVER, "acquire()"));
  }

  /**
   * Takes memory, and waits for a limited time if none is free.
   *
   * <p>After the timeout it throws and does not return null. A waiting thread expects memory, and
   * the exception can describe the pool. Code that can do without the memory uses {@link
   * #tryAcquire}.
   *
   * @param timeout the longest time to wait; zero or negative to not wait at all
   * @return the memory, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws TimeoutException if the time is over
   * @throws IllegalStateException if the pool is closed, also while waiting; or if the calling
   *     thread completes I/O and would have to wait, because the release may depend on that thread
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
   * Takes memory if some is free and no thread waits for it. It never waits.
   *
   * @return the memory, holding its first reference, or null
   * @throws IllegalStateException if the pool is closed
   */
  public M tryAcquire() {
    int slot = claim();
    return slot == SlotMask.NONE ? null : lease(slot);
  }

  /** {@return a slot or NONE} It does not wait and does not overtake waiting threads. */
  private int claim() {
    if (queue.waiting() != 0) {
      return SlotMask.NONE;
    }
    int slot = memory.claim();
    if (slot >= 0 && queue.waiting() != 0) {
      // A thread has started to wait since the check, and this slot may have been released only
      // then.
      memory.giveBackUnused(slot);
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
    Object event = PoolWaits.begin();
    slot = SlotMask.NONE;
    try {
      slot =
          queue.await(
              timeoutNanos, warning.thresholdNanos(), waitedNanos -> warn(warning, waitedNanos));
    } finally {
      PoolWaits.end(event, this, slot >= 0);
    }
    return slot;
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** {@return the lease of a claimed slot} */
  final M lease(int slot) {
    if (slot == SlotMask.CLOSED) {
      throw memory.closed();
    }
    M lease = null;
    try {
      lease = newLease(memory, slot);
    } finally {
      if (lease == null) { // there is no heap for the lease: the slot must not be lost
        memory.giveBackUnused(slot);
      }
    }
    return lease;
  }

  /**
   * Logs a warning when a thread has waited for memory as long as the threshold, and again after
   * each further threshold. The warning goes to the {@link System.Logger} named {@code
   * io.dio.mempool}.
   *
   * @param threshold the time after which a wait is slow; {@link Duration#ZERO} turns the warning
   *     off, which is the default
   * @throws IllegalArgumentException if the threshold is negative
   */
  public void setSlowAcquireWarning(Duration threshold) {
    setSlowAcquireWarning(threshold, this::log);
  }

  /**
   * Calls a listener when a thread has waited for memory as long as the threshold, and again after
   * each further threshold. Threads that already wait keep the listener with which they began.
   *
   * @param threshold the time after which a wait is slow; {@link Duration#ZERO} turns the warning
   *     off, which is the default
   * @param listener called on the waiting thread, which keeps its place in the queue; if it throws,
   *     the exception is logged and the thread continues to wait
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

  /** A duration of more than 292 years counts as forever. */
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

  /** {@return the number of pieces in the pool, free or in use} */
  public long capacity() {
    return memory.slotCount();
  }

  /**
   * {@return the number of pieces in use; only an estimate while other threads acquire or release}
   */
  public long outstanding() {
    return memory.leases();
  }

  /**
   * {@return the number of pieces that can be acquired now, 0 if the pool is closed; only an
   * estimate while other threads acquire or release}
   */
  public long available() {
    return memory.isClosed() ? 0 : capacity() - outstanding();
  }

  /** {@return the kind of pages of which the memory consists} */
  public PageKind pageKind() {
    return memory.pageKind();
  }

  /** {@return how often the pool was misused, if it counts misuse: see {@link PoolOptions}} */
  public long misuseCount() {
    return misuse.count();
  }

  /** {@return the name, the size of a piece and the number in use, for diagnostics} */
  @Override
  public String toString() {
    return memory.toString();
  }

  /** {@return the number of threads that wait for memory at the moment} */
  public int waiting() {
    return queue.waiting();
  }

  /**
   * Closes the pool and unmaps its memory. A thread that waits or acquires later gets an {@link
   * IllegalStateException}.
   *
   * <p>If memory is in use, or an open scheduler has it registered, this method throws, but the
   * pool is closed. Memory in use stays usable. It is unmapped when the last piece is released and
   * the scheduler is closed. Closing a pool that is already unmapped does nothing.
   *
   * <p>Other native calls than those of dio must not use a segment of the pool while it is closed,
   * or while its last piece is released: the memory cannot be unmapped then. If that happens, call
   * this method again.
   *
   * @throws IllegalStateException if memory is in use or registered; the message tells how much; in
   *     a pool that counts misuse this is counted instead
   */
  @Override
  public void close() {
    memory.refuseClaims();
    queue.close();
    memory.unmapOrReport();
  }
}
