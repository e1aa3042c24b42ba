// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.PageKind;
import io.dio.align.foreign.CompletionThread;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A fixed number of aligned buffers of one size. {@link #acquire} waits until a buffer is free, so
 * the capacity also limits how much I/O a program has in progress.
 *
 * <p>All memory is one mapping, made and committed by the constructor: acquiring a buffer is
 * neither a system call nor, later, a page fault. It is of {@linkplain #pageKind() 2 MiB pages}
 * when its size is a multiple of them and they can be had. Forked children do not get it.
 *
 * <p>Every buffer begins at a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}, 4096 bytes. It
 * begins at a page as well if its size is a multiple of the host's pages, which are larger than
 * that on some aarch64 hosts.
 *
 * <p>Buffers are served first come first served, and {@link #tryAcquire} does not jump the queue.
 *
 * <p>A pool is to be closed. One that became unreachable, with all its buffers and their segments,
 * without having been closed is reported by a warning of the {@link System.Logger} named {@code
 * io.dio.mempool}, and unmapped.
 *
 * <p>Pools are safe for use by many threads.
 */
public final class MmapPool implements AutoCloseable {

  private static final SlowWarning NO_WARNING = new SlowWarning(AcquireQueue.FOREVER, slow -> {});

  private final String name;
  private final PoolOptions options;
  private final Misuse misuse;
  private final SlottedMemory memory;
  private final AcquireQueue queue;
  private volatile SlowWarning slowWarning = NO_WARNING;

  private record SlowWarning(long thresholdNanos, Consumer<? super SlowAcquire> listener) {}

  /**
   * Creates a pool that throws on misuse and commits its memory.
   *
   * @param name the pool's name in messages
   * @param bufferSize bytes of a buffer, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity how many buffers, at least 1
   * @throws IllegalArgumentException if a number is less than 1 or all bytes together overflow
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public MmapPool(String name, long bufferSize, int capacity) {
    this(name, bufferSize, capacity, PoolOptions.defaults());
  }

  /**
   * Creates a pool and commits its memory.
   *
   * @param name the pool's name in messages
   * @param bufferSize bytes of a buffer, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity how many buffers, at least 1
   * @param options what to do about misuse; also for what {@link #acquireAligned} allocates
   * @throws IllegalArgumentException if a number is less than 1 or all bytes together overflow
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public MmapPool(String name, long bufferSize, int capacity, PoolOptions options) {
    this.name = Objects.requireNonNull(name, "name");
    this.options = Objects.requireNonNull(options, "options");
    long roundedSize = Sizes.roundUp("bufferSize", bufferSize);
    Sizes.requireTotal("capacity", capacity, "bufferSize", roundedSize);
    misuse = new Misuse(options);
    String owner = "pool \"" + name + "\"";
    memory = new SlottedMemory(owner, "buffer", roundedSize, capacity, options, misuse);
    queue = new AcquireQueue(memory);
  }

  /**
   * Takes a buffer, waiting for one if necessary. A virtual thread that waits is parked and leaves
   * its carrier to others.
   *
   * @return the buffer, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IllegalStateException if the pool is closed, also while waiting; or if it would have to
   *     wait on a thread that completes I/O, which may be the one that has to release
   */
  public MmapBuffer acquire() throws InterruptedException {
    return lease(claimOrAwait(AcquireQueue.FOREVER, "MmapPool.acquire()"));
  }

  /**
   * Takes a buffer, waiting a limited time for one if necessary.
   *
   * <p>It does not return null when the time is over: who waits expects a buffer, and the exception
   * can say what the pool was like. {@link #tryAcquire} is for those who have an alternative.
   *
   * @param timeout how long to wait at most; not at all if zero or negative
   * @return the buffer, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws TimeoutException if the time is over
   * @throws IllegalStateException if the pool is closed, also while waiting; or if it would have to
   *     wait on a thread that completes I/O, which may be the one that has to release
   */
  public MmapBuffer acquire(Duration timeout) throws InterruptedException, TimeoutException {
    long timeoutNanos = toNanos(Objects.requireNonNull(timeout, "timeout"));
    int slot;
    if (timeoutNanos > 0) {
      slot = claimOrAwait(timeoutNanos, "MmapPool.acquire(Duration)");
    } else {
      requireNotInterrupted();
      slot = claim();
    }
    if (slot == SlotMask.NONE) {
      throw new TimeoutException(
          "none of the "
              + capacity()
              + " buffers of pool \""
              + name
              + "\" was released within "
              + timeout);
    }
    return lease(slot);
  }

  /**
   * Takes a buffer if there is one right now that nobody waits for.
   *
   * @return the buffer, holding its first reference, or null
   * @throws IllegalStateException if the pool is closed
   */
  public MmapBuffer tryAcquire() {
    int slot = claim();
    return slot == SlotMask.NONE ? null : lease(slot);
  }

  /**
   * Takes a buffer of at least a given size: one of the pool, as {@link #acquire} does, if it is
   * large enough, else a new one, as {@link MmapBuffer#allocate} does, which counts towards neither
   * {@link #capacity} nor {@link #outstanding}.
   *
   * @param byteSize how many bytes are needed, at least 1
   * @return the buffer, holding its first reference; {@link MmapBuffer#isPooled} tells which it is
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IllegalArgumentException if {@code byteSize} is less than 1 or overflows when rounded
   * @throws IllegalStateException as {@link #acquire} does
   */
  public MmapBuffer acquireAligned(long byteSize) throws InterruptedException {
    long roundedSize = Sizes.roundUp("byteSize", byteSize);
    if (roundedSize <= bufferSize()) {
      return lease(claimOrAwait(AcquireQueue.FOREVER, "MmapPool.acquireAligned()"));
    }
    if (memory.isClosed()) {
      throw memory.closed();
    }
    return MmapBuffer.allocate(roundedSize, options, misuse);
  }

  /** {@return a slot or NONE, without waiting and without passing those who do} */
  private int claim() {
    if (queue.waiting() != 0) {
      return SlotMask.NONE;
    }
    int slot = memory.claim();
    if (slot >= 0 && queue.waiting() != 0) {
      // Somebody waits since we looked, and what we got may have been released only then.
      memory.release(slot);
      queue.serve();
      return SlotMask.NONE;
    }
    return slot;
  }

  private int claimOrAwait(long timeoutNanos, String call) throws InterruptedException {
    requireNotInterrupted();
    int slot = claim();
    if (slot != SlotMask.NONE) {
      return slot;
    }
    CompletionThread.refuseBlocking(call);
    SlowWarning warning = slowWarning;
    return queue.await(
        timeoutNanos, warning.thresholdNanos(), waitedNanos -> warn(warning, waitedNanos));
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private MmapBuffer lease(int slot) {
    if (slot == SlotMask.CLOSED) {
      throw memory.closed();
    }
    MmapBuffer buffer = null;
    try {
      buffer = new MmapBuffer(this, memory, slot);
    } finally {
      if (buffer == null) { // no heap for it: the slot must not be lost
        memory.release(slot);
        queue.serve();
      }
    }
    return buffer;
  }

  void slotReleased() {
    queue.serve();
  }

  /**
   * Logs a warning whenever a thread has waited for a buffer as long as the threshold, and each
   * time it has passed again. It goes to the {@link System.Logger} named {@code io.dio.mempool}.
   *
   * @param threshold how long is slow; {@link Duration#ZERO} turns the warning off, which is how a
   *     pool starts
   * @throws IllegalArgumentException if the threshold is negative
   */
  public void slowAcquireWarning(Duration threshold) {
    slowAcquireWarning(threshold, MmapPool::log);
  }

  /**
   * Calls a listener whenever a thread has waited for a buffer as long as the threshold, and each
   * time it has passed again. Those who wait already keep the listener that they began with.
   *
   * @param threshold how long is slow; {@link Duration#ZERO} turns the warning off, which is how a
   *     pool starts
   * @param listener called on the waiting thread, which keeps its place in the queue; an exception
   *     is logged and the thread goes on waiting
   * @throws IllegalArgumentException if the threshold is negative
   */
  public void slowAcquireWarning(Duration threshold, Consumer<? super SlowAcquire> listener) {
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

  private static void log(SlowAcquire slow) {
    System.getLogger("io.dio.mempool")
        .log(
            System.Logger.Level.WARNING,
            "a thread has been waiting {0} for a buffer of pool \"{1}\": {2} of {3} are out",
            slow.waited(),
            slow.poolName(),
            Integer.toString(slow.outstanding()),
            Integer.toString(slow.capacity()));
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

  /** {@return bytes of a buffer, a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}} */
  public long bufferSize() {
    return memory.slotSize();
  }

  /** {@return how many buffers there are, out or not} */
  public int capacity() {
    return memory.slotCount();
  }

  /** {@return how many buffers are out; not more than a guess while others acquire or release} */
  public int outstanding() {
    return memory.leases();
  }

  /** {@return which pages the memory is made of} */
  public PageKind pageKind() {
    return memory.pageKind();
  }

  /** {@return how often the pool was misused, if it counts that: see {@link PoolOptions}} */
  public long misuseCount() {
    return misuse.count();
  }

  /** {@return the name and how many buffers are out, for diagnostics} */
  @Override
  public String toString() {
    return memory.toString();
  }

  /** {@return how many threads wait for a buffer} */
  int waiting() {
    return queue.waiting();
  }

  /**
   * Closes the pool and unmaps its memory. Whoever waits for a buffer gets an {@link
   * IllegalStateException}, and so does everyone who comes later.
   *
   * <p>With buffers out it throws, but closes nonetheless: the buffers stay usable, and the memory
   * is unmapped when the last of them is released. Closing a pool that is unmapped does nothing.
   *
   * <p>Do not close, nor release the last buffer of a closed pool, while a native call that is not
   * ours has a segment of it as argument: the memory cannot be unmapped then. If that happens,
   * calling this again does it.
   *
   * @throws IllegalStateException if buffers are out, naming how many; in a pool that counts misuse
   *     this is counted instead
   */
  @Override
  public void close() {
    memory.refuseClaims();
    queue.close();
    memory.unmapOrReport();
  }
}
