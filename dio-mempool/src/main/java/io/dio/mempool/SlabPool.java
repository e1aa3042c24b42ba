// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.PageKind;
import io.dio.mempool.internal.PinnedSlab;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * One mapping cut into slots of equal size, handed out without locks and without waiting.
 *
 * <p>All memory is made and committed by the constructor: acquiring a slot is neither a system call
 * nor, later, a page fault. It is of {@linkplain #pageKind() 2 MiB pages} when its size is a
 * multiple of them and they can be had. Forked children do not get it. A scheduler can register the
 * whole slab with the kernel once, which makes operations on its slots cheaper.
 *
 * <p>Every slot begins at a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}, 4096 bytes. It
 * begins at a page as well if its size is a multiple of the host's pages, which are larger than
 * that on some aarch64 hosts.
 *
 * <p>Acquire and release take the same time however many slots there are, scale with the threads
 * that do it, and allocate the {@link Slot} object, 24 bytes of heap, and nothing else. Unlike a
 * {@link MmapPool} a slab makes nobody wait: it says that it is exhausted.
 *
 * <p>A pool is to be closed. One that became unreachable, with all its slots and their segments,
 * without having been closed is reported by a warning of the {@link System.Logger} named {@code
 * io.dio.mempool}, and unmapped.
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
   * @param totalSize how many bytes all slots have at least; rounded up to whole slots
   * @param slotSize bytes of a slot, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @throws IllegalArgumentException if a number is less than 1 or there would be more than {@link
   *     #MAX_SLOT_COUNT} slots
   * @throws OutOfMemoryError if the system does not have that much memory for this process
   */
  public SlabPool(long totalSize, long slotSize) {
    this(totalSize, slotSize, PoolOptions.defaults());
  }

  /**
   * Creates a pool and commits its memory.
   *
   * @param totalSize how many bytes all slots have at least; rounded up to whole slots
   * @param slotSize bytes of a slot, at least 1; rounded up to a multiple of {@link
   *     io.dio.align.Alignment#BLOCK_SIZE}
   * @param options what to do about misuse
   * @throws IllegalArgumentException if a number is less than 1 or there would be more than {@link
   *     #MAX_SLOT_COUNT} slots
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
   * @return the slot, holding its first reference; or null if every slot was seen taken
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
      if (lease == null) { // no heap for it: the slot must not be lost
        memory.release(slot);
      }
    }
    return lease;
  }

  /**
   * Takes a slot, never waiting for one.
   *
   * @return the slot, holding its first reference
   * @throws SlabExhaustedException if every slot was seen taken
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
   * <p>False for a segment of length 0, for one on the heap, and for any once the pool is unmapped.
   * It says nothing about who holds these slots.
   *
   * @param segment any segment
   */
  public boolean contains(MemorySegment segment) {
    return segment.isNative()
        && segment.byteSize() > 0
        && memory.contains(segment.address(), segment.byteSize());
  }

  /** {@return bytes of a slot, a multiple of {@link io.dio.align.Alignment#BLOCK_SIZE}} */
  public long slotSize() {
    return memory.slotSize();
  }

  /** {@return how many slots there are, out or not} */
  public int slotCount() {
    return memory.slotCount();
  }

  /** {@return how many slots are out; not more than a guess while others acquire or release} */
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

  /** {@return the sizes and how many slots are out, for diagnostics} */
  @Override
  public String toString() {
    return memory.toString();
  }

  private PinnedSlab pin() {
    memory.pin();
    return new PinnedSlab(memory.slotsSegment(), memory.slotSize(), memory::unpin);
  }

  /**
   * Closes the pool and unmaps its memory. Whoever acquires later gets an {@link
   * IllegalStateException}.
   *
   * <p>With slots out, or while an open scheduler has the slab registered, it throws, but closes
   * nonetheless: the slots stay usable, and the memory is unmapped when the last of them is
   * released and the scheduler is closed. Closing a pool that is unmapped does nothing.
   *
   * <p>Do not close, nor release the last slot of a closed pool, while a native call that is not
   * ours has a segment of it as argument: the memory cannot be unmapped then. If that happens,
   * calling this again does it.
   *
   * @throws IllegalStateException if slots are out or the slab is registered, naming how many; in a
   *     pool that counts misuse this is counted instead
   */
  @Override
  public void close() {
    memory.refuseClaims();
    memory.unmapOrReport();
  }
}
