// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.Objects;

/**
 * A fixed number of aligned buffers of one size. {@link #acquire()} waits until a buffer is free,
 * so the capacity also limits how much I/O a program has in progress.
 *
 * {@snippet :
 * try (MmapPool pool = new MmapPool("blocks", 64 * 1024, 128);
 *     MmapBuffer buffer = pool.acquire()) {
 *   long bytesRead = file.read(buffer.segment(), fileOffset);
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
 * <p>Threads are served first come first served, and {@link #tryAcquire} does not jump the queue.
 * {@link SlabPool} has the same methods with the same meaning; its class comment tells when to take
 * which.
 *
 * <p>Close a pool after use. If a pool was not closed and becomes unreachable, together with all
 * its buffers and their segments, its memory is unmapped. The {@link System.Logger} named {@code
 * io.dio.mempool} then reports a warning.
 *
 * <p>Pools are safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class MmapPool extends Pool<MmapBuffer> {

  /**
   * Creates a pool that throws on misuse and commits its memory.
   *
   * @param name the pool's name in messages
   * @param bufferSize the size of a buffer in bytes, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity the number of buffers, at least 1
   * @throws IllegalArgumentException if a number is less than 1, {@code capacity} exceeds an {@code
   *     int}, or all bytes together overflow
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public MmapPool(String name, long bufferSize, long capacity) {
    this(name, bufferSize, capacity, PoolOptions.defaults());
  }

  /**
   * Creates a pool and commits its memory.
   *
   * @param name the pool's name in messages
   * @param bufferSize the size of a buffer in bytes, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity the number of buffers, at least 1
   * @param options how to treat misuse and released memory; it applies also to buffers that {@link
   *     #acquireAligned} allocates
   * @throws IllegalArgumentException if a number is less than 1, {@code capacity} exceeds an {@code
   *     int}, or all bytes together overflow
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public MmapPool(String name, long bufferSize, long capacity, PoolOptions options) {
    super(
        Objects.requireNonNull(name, "name"),
        "buffer",
        Sizes.roundUp("bufferSize", bufferSize),
        Sizes.requireCapacity(capacity, Integer.MAX_VALUE, "bufferSize", bufferSize),
        Objects.requireNonNull(options, "options"));
  }

  @Override
  MmapBuffer newLease(SlottedMemory memory, int slot) {
    return new MmapBuffer(memory, slot, true);
  }

  /**
   * Takes a buffer of at least a given size. If the buffers of the pool are large enough, it takes
   * one as {@link #acquire()} does. Otherwise it allocates a new one as {@link MmapBuffer#allocate}
   * does. A new one counts neither for {@link #capacity} nor for {@link #outstanding}.
   *
   * @param byteSize the number of bytes needed, at least 1
   * @return the buffer, holding its first reference; {@link MmapBuffer#isPooled} tells whether it
   *     belongs to the pool
   * @throws InterruptedException if the thread is interrupted before or while it waits
   * @throws IllegalArgumentException if {@code byteSize} is less than 1 or overflows when rounded
   * @throws IllegalStateException as {@link #acquire()} does
   */
  public MmapBuffer acquireAligned(long byteSize) throws InterruptedException {
    long roundedSize = Sizes.roundUp("byteSize", byteSize);
    if (roundedSize <= bufferSize()) {
      return lease(claimOrAwait(AcquireQueue.FOREVER, "acquireAligned()"));
    }
    if (memory().isClosed()) {
      throw memory().closed();
    }
    return MmapBuffer.allocate(roundedSize, options(), misuse());
  }

  /**
   * {@return the size of a buffer in bytes, a multiple of {@link
   * io.dio.align.Alignment#BLOCK_SIZE}}
   */
  public long bufferSize() {
    return memory().slotSize();
  }
}
