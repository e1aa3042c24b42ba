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
 * {@snippet :
 * try (MmapPool pool = new MmapPool("blocks", 64 * 1024, 128);
 *     MmapBuffer buffer = pool.acquire()) {
 *   int bytesRead = file.read(buffer.segment(), fileOffset);
 *   parse(buffer.segment().asSlice(0, bytesRead));
 * } // closing the buffer returns it to the pool
 * }
 *
 * <p>The constructor maps and commits all memory in one mapping. Therefore acquiring a buffer needs
 * no system call, and using it causes no page fault. The mapping uses {@linkplain #pageKind() 2 MiB
 * pages} if its size is a multiple of 2 MiB and the system has such pages free. Forked child
 * processes do not inherit it.
 *
 * <p>Every buffer begins at a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}, 4096 bytes. It
 * also begins at a page boundary if its size is a multiple of the host's page size, which is larger
 * than 4096 bytes on some aarch64 hosts.
 *
 * <p>Waiting threads get buffers in the order in which they came. {@link #tryAcquire} does not pass
 * them.
 *
 * <p>Close a pool after use. If a pool was not closed and becomes unreachable, together with all
 * its buffers and their segments, its memory is unmapped. The {@link System.Logger} named {@code
 * io.dio.mempool} then reports a warning.
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
   * @param bufferSize the size of a buffer in bytes, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity the number of buffers, at least 1
   * @throws IllegalArgumentException if a number is less than 1, or if the total size overflows a
   *     long
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public MmapPool(String name, long bufferSize, int capacity) {
    this(name, bufferSize, capacity, PoolOptions.defaults());
  }

  /**
   * Creates a pool and commits its memory.
   *
   * @param name the pool's name in messages
   * @param bufferSize the size of a buffer in bytes, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity the number of buffers, at least 1
   * @param options how to treat misuse; also applies to the buffers that {@link #acquireAligned}
   *     allocates
   * @throws IllegalArgumentException if a number is less than 1, or if the total size overflows a
   *     long
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
   * Takes a buffer, and waits until one is free if necessary. A waiting virtual thread parks and
   * releases its carrier.
   *
   * @return the buffer, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IllegalStateException if the pool is closed, before or during the wait; or if this
   *     method would have to wait on a thread that completes I/O, because that thread may be the
   *     one that has to release a buffer
   */
  public MmapBuffer acquire() throws InterruptedException {
    return lease(claimOrAwait(AcquireQueue.FOREVER, "MmapPool.acquire()"));
  }

  /**
   * Takes a buffer, and waits up to a given time until one is free.
   *
   * <p>If the time is over, the method throws an exception that describes the state of the pool; it
   * never returns null. Use {@link #tryAcquire} if the caller has an alternative.
   *
   * @param timeout the longest time to wait; zero or negative does not wait
   * @return the buffer, holding its first reference
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws TimeoutException if no buffer became free in time
   * @throws IllegalStateException if the pool is closed, before or during the wait; or if this
   *     method would have to wait on a thread that completes I/O, because that thread may be the
   *     one that has to release a buffer
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
   * Takes a buffer if one is free now and no other thread waits for it.
   *
   * @return the buffer, holding its first reference; or null if there is none
   * @throws IllegalStateException if the pool is closed
   */
  public MmapBuffer tryAcquire() {
    int slot = claim();
    return slot == SlotMask.NONE ? null : lease(slot);
  }

  /**
   * Takes a buffer of at least a given size. If the pool's buffers are large enough, it takes one
   * of them, as {@link #acquire} does. Otherwise it allocates a new one, as {@link
   * MmapBuffer#allocate} does. Such a buffer does not count in {@link #capacity} or {@link
   * #outstanding}.
   *
   * @param byteSize the number of bytes needed, at least 1
   * @return the buffer, holding its first reference; {@link MmapBuffer#isPooled} tells whether it
   *     belongs to the pool
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

  /** {@return a slot, or NONE; it does not wait and does not pass waiting threads} */
  private int claim() {
    if (queue.waiting() != 0) {
      return SlotMask.NONE;
    }
    int slot = memory.claim();
    if (slot >= 0 && queue.waiting() != 0) {
      // Another thread has started to wait since the check above. The slot that was just claimed
      // may have been released for that thread.
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
      if (buffer == null) { // the object could not be allocated: the slot must not be lost
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
   * Sets the threshold for a warning about slow acquires. When a thread has waited for a buffer as
   * long as the threshold, a warning is logged, and again after each further threshold of waiting.
   * The {@link System.Logger} is named {@code io.dio.mempool}.
   *
   * @param threshold the waiting time after which to warn; {@link Duration#ZERO}, the default,
   *     turns the warning off
   * @throws IllegalArgumentException if the threshold is negative
   */
  public void slowAcquireWarning(Duration threshold) {
    slowAcquireWarning(threshold, MmapPool::log);
  }

  /**
   * Sets a listener for slow acquires. When a thread has waited for a buffer as long as the
   * threshold, the listener is called, and again after each further threshold of waiting. A thread
   * that is already waiting keeps the listener that was set when its wait began.
   *
   * @param threshold the waiting time after which to warn; {@link Duration#ZERO}, the default,
   *     turns the warning off
   * @param listener called on the waiting thread, which keeps its place in the queue. If the
   *     listener throws an exception, it is logged and the thread continues to wait.
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

  /** A duration of more than 292 years does not fit a long; it is treated as forever. */
  private static long toNanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : AcquireQueue.FOREVER;
    }
  }

  /** {@return the name of the pool, used in messages} */
  public String name() {
    return name;
  }

  /**
   * {@return the size of a buffer in bytes, a multiple of {@link
   * io.dio.align.Alignment#BLOCK_SIZE}}
   */
  public long bufferSize() {
    return memory.slotSize();
  }

  /** {@return the number of buffers of the pool, free or in use} */
  public int capacity() {
    return memory.slotCount();
  }

  /**
   * {@return the number of buffers in use; only an estimate while other threads acquire or release}
   */
  public int outstanding() {
    return memory.leases();
  }

  /** {@return the kind of pages that the memory consists of} */
  public PageKind pageKind() {
    return memory.pageKind();
  }

  /** {@return the number of misuses, if the pool counts them; see {@link PoolOptions}} */
  public long misuseCount() {
    return misuse.count();
  }

  /** {@return the name and the number of buffers in use, for diagnostics} */
  @Override
  public String toString() {
    return memory.toString();
  }

  /** {@return the number of threads that wait for a buffer} */
  int waiting() {
    return queue.waiting();
  }

  /**
   * Closes the pool and unmaps its memory. Threads that wait for a buffer get an {@link
   * IllegalStateException}, and so do all later calls that acquire one.
   *
   * <p>If buffers are still in use, this method throws an exception, but the pool is closed all the
   * same. These buffers stay usable, and the memory is unmapped when the last of them is released.
   * If the memory is already unmapped, this method does nothing.
   *
   * <p>While a native call outside dio uses a segment of the pool as an argument, the memory cannot
   * be unmapped. Do not close the pool during such a call, and do not release its last buffer. If
   * that happens, call this method again later to unmap the memory.
   *
   * @throws IllegalStateException if buffers are still in use; the message gives their number. A
   *     pool that counts misuse counts this case and does not throw.
   */
  @Override
  public void close() {
    memory.refuseClaims();
    queue.close();
    memory.unmapOrReport();
  }
}
