// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Lends the native memory into which the linker saves errno when a call returns.
 *
 * <p>The JVM may run its own system calls between the return of a function and the next bytecode,
 * so errno must be saved by the linker's stub, into memory that no other call uses until it has
 * been read. That memory must be native: the linker refuses a heap segment.
 *
 * <p>A platform thread keeps one capture of its own. It is exclusive without a flag: errno is saved
 * when a call returns and read at once, and no other call of the same thread can come between. A
 * virtual thread borrows a slot from a fixed pool instead: there may be a million of them, and
 * memory for each would have to be allocated and collected. A slot is taken with one
 * compare-and-set and given back with one release store; a free list would need a node per release
 * or suffer from ABA. A blocking native call pins its carrier, so about as many slots as carriers
 * are out at a time; should they all be taken, the call gets memory of its own, which the collector
 * frees.
 */
final class ErrnoCapture {

  private static final MemoryLayout LAYOUT = Linker.Option.captureStateLayout();

  /** Linux and macOS have nothing else to capture. */
  private static final long ERRNO_OFFSET = 0;

  // Holds a class of the JDK. A class of dio would keep dio's class loader alive as long as any
  // thread that ever made a call. An automatic arena ties the memory to the thread's life, and its
  // segments cost no reference counting in a call.
  private static final ThreadLocal<MemorySegment> OF_PLATFORM_THREAD = new ThreadLocal<>();

  private ErrnoCapture() {}

  /** {@return a capture for the caller's exclusive use until the same thread releases it} */
  static MemorySegment acquire() {
    Thread thread = Thread.currentThread();
    if (thread.isVirtual()) {
      return Pool.borrow(thread.threadId());
    }
    MemorySegment capture = OF_PLATFORM_THREAD.get();
    return capture != null ? capture : ofThisPlatformThread();
  }

  private static MemorySegment ofThisPlatformThread() {
    MemorySegment capture = allocate();
    OF_PLATFORM_THREAD.set(capture);
    return capture;
  }

  /** Returns a capture that {@link #acquire} lent to this thread. */
  static void release(MemorySegment capture) {
    if (Thread.currentThread().isVirtual()) {
      Pool.giveBack(capture);
    }
  }

  /** {@return the errno that the last call with this capture left behind} */
  static int errno(MemorySegment capture) {
    return capture.get(JAVA_INT, ERRNO_OFFSET);
  }

  private static MemorySegment allocate() {
    return Arena.ofAuto().allocate(LAYOUT);
  }

  /** The slots of virtual threads. It is a class of its own, so that it costs nothing without. */
  static final class Pool {
    private static final VarHandle IN_USE = JAVA_INT.varHandle();

    // Each slot has its own pair of cache lines, because processors prefetch adjacent lines
    // together. So carriers do not invalidate each other's slot. The flag lies behind the captured
    // state, in a line that the call writes anyway.
    private static final long SLOT_BYTES = 128;
    private static final long IN_USE_OFFSET = 64;

    // Four times the processors, at least 16. The scheduler of virtual threads runs one carrier per
    // processor, and adds some while others are pinned. It is a power of two, for the mask.
    private static final int SLOTS =
        Integer.highestOneBit(Math.max(8, 4 * Runtime.getRuntime().availableProcessors() - 1)) << 1;

    // Empty if there was no memory for it. Then each call of a virtual thread gets memory of its
    // own.
    private static final MemorySegment MEMORY = allocate(SLOTS * SLOT_BYTES);
    private static final MemorySegment[] CAPTURES = slice(MEMORY);

    private Pool() {}

    /**
     * {@return memory for all slots, or none} It does not throw, because an initialiser that fails
     * makes its class unusable.
     */
    static MemorySegment allocate(long byteSize) {
      try {
        return Arena.global().allocate(byteSize, SLOT_BYTES);
      } catch (OutOfMemoryError e) {
        return MemorySegment.NULL;
      }
    }

    private static MemorySegment[] slice(MemorySegment pool) {
      assert LAYOUT.byteSize() <= IN_USE_OFFSET : "captured state would overlap the flag";
      MemorySegment[] captures = new MemorySegment[(int) (pool.byteSize() / SLOT_BYTES)];
      for (int slot = 0; slot < captures.length; slot++) {
        captures[slot] = pool.asSlice(slot * SLOT_BYTES, LAYOUT);
      }
      return captures;
    }

    static MemorySegment borrow(long threadId) {
      int start = (int) threadId;
      for (int attempt = 0; attempt < CAPTURES.length; attempt++) {
        int slot = (start + attempt) & (SLOTS - 1);
        if (IN_USE.compareAndSet(MEMORY, slot * SLOT_BYTES + IN_USE_OFFSET, 0, 1)) {
          return CAPTURES[slot];
        }
      }
      return ErrnoCapture.allocate();
    }

    static void giveBack(MemorySegment capture) {
      // The comparison is unsigned, so memory below the pool counts as outside, as memory above
      // does.
      long offset = capture.address() - MEMORY.address();
      if (Long.compareUnsigned(offset, MEMORY.byteSize()) < 0) {
        // Pairs with the compare-and-set in borrow: the next borrower's call comes after this
        // thread's read.
        IN_USE.setRelease(MEMORY, offset + IN_USE_OFFSET, 0);
      }
    }
  }
}
