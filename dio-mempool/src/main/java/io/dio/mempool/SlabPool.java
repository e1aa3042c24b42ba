// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * One mapping cut into slots of equal size, for many threads.
 *
 * <p>It has the methods of {@link MmapPool} with the same meaning: {@link #acquire()} waits for a
 * slot, and {@link #tryAcquire} returns null where none is free. The two pools differ in this:
 *
 * <ul>
 *   <li>{@link #contains} tells whether a segment lies in the slab.
 *   <li>An {@link MmapPool} also serves requests that are larger than its buffers, and can have
 *       more than {@link #MAX_CAPACITY} of them.
 * </ul>
 *
 * <p>A scheduler can register both with the kernel, which makes direct operations on their memory
 * cheaper: {@code SchedulerOptions.withSlabs} and {@code withBufferPools}.
 *
 * <p>All memory is made and committed by the constructor: acquiring a slot is neither a system call
 * nor, later, a page fault. It is of {@linkplain #pageKind() 2 MiB pages} when its size is a
 * multiple of them and they can be had. Forked children do not get it.
 *
 * <p>Every slot begins at a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}, 4096 bytes. It
 * also begins at a page boundary if its size is a multiple of the host's page size, which is larger
 * than 4096 bytes on some aarch64 hosts.
 *
 * <p>While no thread waits, acquire and release take no lock. They take the same time however many
 * slots there are, scale with the threads that do it, and allocate the {@link Slot} object, 24
 * bytes of heap, and nothing else.
 *
 * <p>Close a pool after use. If a pool was not closed and becomes unreachable, together with all
 * its slots and their segments, its memory is unmapped. The {@link System.Logger} named {@code
 * io.dio.mempool} then reports a warning.
 *
 * <p>Pools are safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class SlabPool extends Pool<Slot> {

  /** The largest capacity: {@value} slots. */
  public static final int MAX_CAPACITY = 65_536;

  /**
   * Creates a pool that throws on misuse and commits its memory.
   *
   * @param name the pool's name in messages
   * @param slotSize bytes of a slot, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity how many slots, from 1 to {@link #MAX_CAPACITY}
   * @throws IllegalArgumentException if a number is out of its range or all bytes together overflow
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public SlabPool(String name, long slotSize, long capacity) {
    this(name, slotSize, capacity, PoolOptions.defaults());
  }

  /**
   * Creates a pool and commits its memory.
   *
   * @param name the pool's name in messages
   * @param slotSize bytes of a slot, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param capacity how many slots, from 1 to {@link #MAX_CAPACITY}
   * @param options how to treat misuse and released memory
   * @throws IllegalArgumentException if a number is out of its range or all bytes together overflow
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public SlabPool(String name, long slotSize, long capacity, PoolOptions options) {
    super(
        Objects.requireNonNull(name, "name"),
        "slot",
        Sizes.roundUp("slotSize", slotSize),
        Sizes.requireCapacity(capacity, MAX_CAPACITY, "slotSize", slotSize),
        Objects.requireNonNull(options, "options"));
  }

  @Override
  Slot newLease(SlottedMemory memory, int slot) {
    return new Slot(memory, slot);
  }

  /**
   * {@return whether all bytes of a segment lie in the slots of this pool}
   *
   * <p>False for a segment of length 0, for one on the heap, and for any once the pool is unmapped.
   * It does not tell which of these slots are out.
   *
   * @param segment any segment
   */
  public boolean contains(MemorySegment segment) {
    return segment.isNative()
        && segment.byteSize() > 0
        && memory().contains(segment.address(), segment.byteSize());
  }

  /**
   * {@return the size of a slot in bytes, a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}}
   */
  public long slotSize() {
    return memory().slotSize();
  }
}
