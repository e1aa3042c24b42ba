// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import io.dio.align.AlignedMemory;
import io.dio.align.PageKind;
import io.dio.align.foreign.LateCleaner;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One mapping cut into slots of equal size, who has which, and when it may be unmapped: the part
 * that both kinds of pools share.
 *
 * <p>The mapping has one shared arena for its life. Slots are views that are made once, so handing
 * one out allocates nothing.
 *
 * <p>Claims and releases take no lock. The lock is for what happens a few times in a pool's life:
 * pinning, and unmapping exactly once, as soon as claims are refused and nothing is out or pinned.
 */
final class SlottedMemory {

  private static final LateCleaner CLEANER = new LateCleaner("dio-memory-cleaner");
  private static final byte POISON = (byte) 0xDB;

  private final String owner;
  private final String noun;
  private final long slotSize;
  private final int slotCount;
  private final PoolOptions options;
  private final Misuse misuse;

  private final Arena arena;
  private final MemorySegment segment;
  private final PageKind pageKind;
  private final MemorySegment[] slots;
  private final SlotMask mask;

  private final ForgottenMemory forgotten;
  private final Cleaner.Cleanable whenForgotten;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean claimsRefused;
  private int pins;
  private volatile boolean unmapped;

  /**
   * Maps and commits the memory.
   *
   * @param owner whose memory it is, for messages, such as {@code pool "writes"}
   * @param noun what a slot is called there, such as {@code buffer}
   * @param slotSize bytes of a slot, a multiple of the block size
   * @param slotCount how many slots, such that all their bytes fit a long
   */
  @SuppressWarnings("MustBeClosedChecker") // the arena is closed by unmap
  SlottedMemory(
      String owner, String noun, long slotSize, int slotCount, PoolOptions options, Misuse misuse) {
    this.owner = owner;
    this.noun = noun;
    this.slotSize = slotSize;
    this.slotCount = slotCount;
    this.options = options;
    this.misuse = misuse;
    arena = Arena.ofShared();
    try {
      AlignedMemory memory = AlignedMemory.allocate(slotSize * slotCount, arena);
      segment = memory.segment();
      pageKind = memory.pageKind();
      slots = new MemorySegment[slotCount];
      for (int slot = 0; slot < slotCount; slot++) {
        slots[slot] = segment.asSlice(slot * slotSize, slotSize);
      }
      mask = new SlotMask(slotCount, Runtime.getRuntime().availableProcessors());
      forgotten = new ForgottenMemory(owner, noun, segment.address(), segment.byteSize(), mask);
      whenForgotten = CLEANER.register(scopeSharedByAllSlices(segment), forgotten);
    } catch (Throwable t) {
      arena.close();
      throw t;
    }
  }

  /**
   * {@return an object that is reachable as long as any segment of this memory is}
   *
   * <p>It is watched rather than the pool: a user who has forgotten the pool may still hold a
   * segment, and the kernel may be writing to it. That every segment refers to its scope is how the
   * JDK works and not written down, so it is checked: were the scope a mere view, made on demand,
   * it would be unreachable at once.
   */
  @SuppressWarnings("ReferenceEquality") // reachability is about objects
  private static MemorySegment.Scope scopeSharedByAllSlices(MemorySegment segment) {
    MemorySegment.Scope scope = segment.scope();
    if (segment.asSlice(0, 1).scope() != scope) {
      throw new AssertionError("segments of one arena have different scope objects in this JDK");
    }
    return scope;
  }

  long slotSize() {
    return slotSize;
  }

  int slotCount() {
    return slotCount;
  }

  PageKind pageKind() {
    return pageKind;
  }

  /** {@return all slots as one segment} */
  MemorySegment slotsSegment() {
    return segment.asSlice(0, slotSize * slotCount);
  }

  MemorySegment segment(int slot) {
    return slots[slot];
  }

  /** {@return whether all bytes of a range belong to slots of this memory, while it is mapped} */
  boolean contains(long address, long byteSize) {
    long offset = address - segment.address();
    long allSlots = slotSize * slotCount;
    return !unmapped && offset >= 0 && offset <= allSlots && byteSize <= allSlots - offset;
  }

  int leases() {
    return mask.taken();
  }

  String describe(int slot) {
    return owner + ", " + noun + " " + slot;
  }

  @Override
  public String toString() {
    return owner + " (" + mask.taken() + " of " + slotCount + " " + noun + "s out)";
  }

  void misuse(int slot, String what) {
    misuse.report(describe(slot) + " " + what);
  }

  /** {@return a slot, or {@link SlotMask#NONE}, or {@link SlotMask#CLOSED}} */
  int claim() {
    return mask.claim();
  }

  /** Takes a slot back and unmaps, if it was the last one that was waited for. */
  void release(int slot) {
    if (options.releasedPoisoned()) {
      slots[slot].fill(POISON);
    }
    if (mask.release(slot)) {
      unmapIfIdle();
    }
  }

  /** Makes claims and pins fail from now on; has no effect the second time. */
  void refuseClaims() {
    lock.lock();
    try {
      mask.close();
      claimsRefused = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Unmaps if nothing is out; to be called after {@link #refuseClaims}. Has no effect if the memory
   * is unmapped already.
   *
   * @throws IllegalStateException if leases or pins are out, unless misuse is counted
   */
  void unmapOrReport() {
    lock.lock();
    try {
      if (unmapped) {
        return;
      }
      int leases = mask.taken();
      if (leases > 0 || pins > 0) {
        misuse.report(owner + " was closed with " + inUse(leases) + "; the last release unmaps it");
      } else {
        unmap();
      }
    } finally {
      lock.unlock();
    }
  }

  private String inUse(int leases) {
    String leased = leases + " of " + slotCount + " " + noun + "s not released";
    return pins == 0 ? leased : leased + " and " + pins + " schedulers using it";
  }

  /** Keeps the memory mapped, closed or not, until {@link #unpin}. */
  void pin() {
    lock.lock();
    try {
      if (claimsRefused) {
        throw closed();
      }
      pins++;
    } finally {
      lock.unlock();
    }
  }

  void unpin() {
    lock.lock();
    try {
      assert pins > 0;
      pins--;
    } finally {
      lock.unlock();
    }
    unmapIfIdle();
  }

  boolean isClosed() {
    return claimsRefused;
  }

  IllegalStateException closed() {
    return new IllegalStateException(owner + " is closed");
  }

  private void unmapIfIdle() {
    lock.lock();
    try {
      if (claimsRefused && pins == 0 && mask.taken() == 0) {
        unmap();
      }
    } catch (IllegalStateException e) {
      // A native call of somebody else has a segment as argument. That is no fault of who released
      // last; closing the pool again unmaps the memory, and so does forgetting it.
      assert !unmapped;
    } finally {
      lock.unlock();
    }
  }

  /** To be called with the lock held. */
  private void unmap() {
    if (unmapped) {
      return;
    }
    forgotten.disarm(); // before: with the arena closed, the address may belong to somebody else
    try {
      arena.close();
    } catch (IllegalStateException e) {
      forgotten.arm();
      throw new IllegalStateException(
          owner + " cannot be unmapped while a native call uses its memory; close it again", e);
    } finally {
      unmapped = !arena.scope().isAlive();
    }
    whenForgotten.clean();
  }
}
