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
 * One mapping divided into slots of equal size. It tracks which slots are taken and when the
 * mapping may be unmapped. Both kinds of pools use it.
 *
 * <p>The mapping has one shared arena for its life. The views of the slots are created once, so a
 * claim allocates nothing.
 *
 * <p>Claims and releases take no lock. The lock protects rare events in a pool's life: pinning, and
 * unmapping. The memory is unmapped exactly once, as soon as claims are refused and no slot is
 * taken or pinned.
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

  private final AcquireQueue queue = new AcquireQueue(this);

  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean claimsRefused;
  private int pins;
  private volatile boolean unmapped;

  /**
   * Maps and commits the memory.
   *
   * @param owner the owner of the memory, for messages, such as {@code pool "writes"}
   * @param noun the word for a slot in messages, such as {@code buffer}
   * @param slotSize the size of a slot in bytes, a multiple of the block size
   * @param slotCount the number of slots; their total size must fit a long
   */
  @SuppressWarnings("MustBeClosedChecker") // unmap closes the arena
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
      MappingName.set(segment, owner);
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
   * {@return an object that is reachable as long as any segment of this memory is reachable}
   *
   * <p>The cleaner watches this object and not the pool. A user who lost the pool may still hold a
   * segment, and the kernel may be writing to it. In the JDK every segment refers to its scope.
   * This is not specified, so it is checked here: if the scope were a view that is created on
   * demand, it would be unreachable at once.
   */
  @SuppressWarnings("ReferenceEquality") // reachability depends on object identity
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

  /** {@return whether the memory is mapped and all bytes of a range belong to its slots} */
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
    return owner
        + " ("
        + mask.taken()
        + " of "
        + slotCount
        + " "
        + noun
        + "s of "
        + slotSize
        + " bytes out)";
  }

  void misuse(int slot, String what) {
    misuse.report(describe(slot) + " " + what);
  }

  /** {@return a slot, or {@link SlotMask#NONE}, or {@link SlotMask#CLOSED}} */
  int claim() {
    return mask.claim();
  }

  /** {@return the threads that wait for a slot of this memory} */
  AcquireQueue queue() {
    return queue;
  }

  /**
   * Takes a slot back at the end of its lease, and hands it to a thread that waits for one.
   *
   * <p>The fill comes first. While the slot is taken, no other thread can get it, and the thread
   * that claims it next sees the fill, because a claim sees all that happened before the release.
   */
  void giveBack(int slot) {
    if (options.releasedZeroed()) {
      slots[slot].fill((byte) 0);
    } else if (options.releasedPoisoned()) {
      slots[slot].fill(POISON);
    }
    giveBackUnused(slot);
  }

  /** Takes a slot back that no lease has used, and hands it to a thread that waits for one. */
  void giveBackUnused(int slot) {
    release(slot);
    queue.serve();
  }

  /**
   * Takes a slot back that no lease has used, and unmaps, if it was the last one that was waited
   * for. The caller must then serve the queue.
   */
  void release(int slot) {
    if (mask.release(slot)) {
      unmapIfIdle();
    }
  }

  /** Makes all later claims and pins fail. A second call has no effect. */
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
   * Unmaps the memory if no slot is in use or pinned. It must be called after {@link
   * #refuseClaims}. If the memory is already unmapped, it has no effect.
   *
   * @throws IllegalStateException if slots are in use or pinned, unless misuse is counted
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

  /** Keeps the memory mapped until {@link #unpin}, even if the pool is closed. */
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
      // A native call outside dio uses a segment as an argument. The thread that released the
      // last slot did nothing wrong, so this is no error here. Closing the pool again unmaps the
      // memory. So does the cleaner when the memory becomes unreachable.
      assert !unmapped;
    } finally {
      lock.unlock();
    }
  }

  /** The caller must hold the lock. */
  private void unmap() {
    if (unmapped) {
      return;
    }
    forgotten.disarm(); // done first: once the arena is closed, the address may belong to another
    // mapping
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
