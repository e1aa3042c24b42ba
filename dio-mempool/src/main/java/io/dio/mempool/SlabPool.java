// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.PageKind;
import io.dio.mempool.internal.PinnedSlab;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A pool of slots of equal size in one mapping. Acquiring a slot takes no lock and never waits.
 *
 * <p>The constructor maps and commits all memory. Therefore acquiring a slot needs no system call,
 * and using it causes no page fault. The mapping uses {@linkplain #pageKind() 2 MiB pages} if its
 * size is a multiple of 2 MiB and the system has such pages free. Forked child processes do not
 * inherit it. A scheduler can register the whole slab with the kernel once, which makes operations
 * on its slots cheaper.
 *
 * <p>Every slot begins at a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}, 4096 bytes. It
 * also begins at a page boundary if its size is a multiple of the host's page size, which is larger
 * than 4096 bytes on some aarch64 hosts.
 *
 * <p>The time of acquire and release does not depend on the number of slots, and both scale with
 * the number of threads. An acquire allocates only the {@link Slot} object, 24 bytes of heap.
 * Unlike {@link MmapPool}, a slab never lets a thread wait: if all slots are in use, it reports
 * that it is exhausted.
 *
 * <p>Close a pool after use. If a pool was not closed and becomes unreachable, together with all
 * its slots and their segments, its memory is unmapped. The {@link System.Logger} named {@code
 * io.dio.mempool} then reports a warning.
 *
 * <p>Pools are safe for use by many threads.
 */
public final class SlabPool implements AutoCloseable {

  /** The largest number of slots: {@value}. */
  public static final int MAX_SLOT_COUNT = 65_536;

  static {
    PinnedSlab.connect(SlabPool::pin);
  }

  private final Misuse misuse;
  private final SlottedMemory memory;

  /**
   * Creates a pool that throws on misuse and commits its memory.
   *
   * @param totalSize the total size of all slots in bytes; rounded up to whole slots
   * @param slotSize the size of a slot in bytes, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @throws IllegalArgumentException if a number is less than 1, or if there would be more than
   *     {@link #MAX_SLOT_COUNT} slots
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public SlabPool(long totalSize, long slotSize) {
    this(totalSize, slotSize, PoolOptions.defaults());
  }

  /**
   * Creates a pool and commits its memory.
   *
   * @param totalSize the total size of all slots in bytes; rounded up to whole slots
   * @param slotSize the size of a slot in bytes, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param options how to treat misuse
   * @throws IllegalArgumentException if a number is less than 1, or if there would be more than
   *     {@link #MAX_SLOT_COUNT} slots
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public SlabPool(long totalSize, long slotSize, PoolOptions options) {
    Objects.requireNonNull(options, "options");
    long roundedSize = Sizes.roundUp("slotSize", slotSize);
    int slotCount = slotCount(totalSize, roundedSize);
    misuse = new Misuse(options);
    String owner = "slab pool of " + slotCount + " slots of " + roundedSize + " bytes";
    memory = new SlottedMemory(owner, "slot", roundedSize, slotCount, options, misuse);
  }

  private static int slotCount(long totalSize, long slotSize) {
    if (totalSize < 1) {
      throw new IllegalArgumentException("totalSize is " + totalSize + ", must be at least 1");
    }
    long slotCount = (totalSize - 1) / slotSize + 1;
    if (slotCount > MAX_SLOT_COUNT) {
      throw new IllegalArgumentException(
          "totalSize is "
              + totalSize
              + ", which makes "
              + slotCount
              + " slots of "
              + slotSize
              + " bytes, must be at most "
              + MAX_SLOT_COUNT);
    }
    Sizes.requireTotal("slotCount", (int) slotCount, "slotSize", slotSize);
    return (int) slotCount;
  }

  /**
   * Takes a slot if one is free.
   *
   * @return the slot, holding its first reference; or null if all slots are in use
   * @throws IllegalStateException if the pool is closed
   */
  public Slot tryAcquire() {
    int slot = memory.claim();
    if (slot >= 0) {
      return lease(slot);
    }
    if (slot == SlotMask.CLOSED) {
      throw memory.closed();
    }
    return null;
  }

  private Slot lease(int slot) {
    Slot lease = null;
    try {
      lease = new Slot(memory, slot);
    } finally {
      if (lease == null) { // the object could not be allocated: the slot must not be lost
        memory.release(slot);
      }
    }
    return lease;
  }

  /**
   * Takes a slot and does not wait for one.
   *
   * @return the slot, holding its first reference
   * @throws SlabExhaustedException if all slots are in use
   * @throws IllegalStateException if the pool is closed
   */
  public Slot acquire() {
    Slot slot = tryAcquire();
    if (slot == null) {
      throw new SlabExhaustedException(
          "all " + slotCount() + " slots of " + slotSize() + " bytes are out");
    }
    return slot;
  }

  /**
   * {@return whether all bytes of a segment lie in the slots of this pool}
   *
   * <p>It is false for a segment of length 0, for a heap segment, and for every segment after the
   * pool is unmapped. The result does not tell whether these slots are in use.
   *
   * @param segment any segment
   */
  public boolean contains(MemorySegment segment) {
    return segment.isNative()
        && segment.byteSize() > 0
        && memory.contains(segment.address(), segment.byteSize());
  }

  /**
   * {@return the size of a slot in bytes, a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}}
   */
  public long slotSize() {
    return memory.slotSize();
  }

  /** {@return the number of slots of the pool, free or in use} */
  public int slotCount() {
    return memory.slotCount();
  }

  /**
   * {@return the number of slots in use; only an estimate while other threads acquire or release}
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

  /** {@return the sizes and the number of slots in use, for diagnostics} */
  @Override
  public String toString() {
    return memory.toString();
  }

  private PinnedSlab pin() {
    memory.pin();
    return new PinnedSlab(memory.slotsSegment(), memory.slotSize(), memory::unpin);
  }

  /**
   * Closes the pool and unmaps its memory. Later calls that acquire a slot get an {@link
   * IllegalStateException}.
   *
   * <p>If slots are in use, or if an open scheduler has the slab registered, this method throws an
   * exception, but the pool is closed all the same. The slots stay usable. The memory is unmapped
   * when the last slot is released and the scheduler is closed. If the memory is already unmapped,
   * this method does nothing.
   *
   * <p>While a native call outside dio uses a segment of the pool as an argument, the memory cannot
   * be unmapped. Do not close the pool during such a call, and do not release its last slot. If
   * that happens, call this method again later to unmap the memory.
   *
   * @throws IllegalStateException if slots are in use or the slab is registered; the message gives
   *     the numbers. A pool that counts misuse counts this case and does not throw.
   */
  @Override
  public void close() {
    memory.refuseClaims();
    memory.unmapOrReport();
  }
}
