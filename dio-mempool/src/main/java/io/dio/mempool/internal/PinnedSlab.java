// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool.internal;

import io.dio.mempool.SlabPool;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The memory of a {@link SlabPool} as a scheduler registers it with the kernel, kept mapped until
 * {@link #close}, whatever becomes of the pool.
 *
 * <p>Each scheduler pins the slab for itself. A pool that is closed meanwhile refuses to hand out
 * slots at once and unmaps its memory when the last pin is closed and the last slot released.
 *
 * <p>While it is pinned, nobody may give the pages back to the kernel (MADV_DONTNEED): the ring
 * would go on using the old ones.
 */
public final class PinnedSlab implements AutoCloseable {

  private static volatile Function<SlabPool, PinnedSlab> pinning;

  private final MemorySegment memory;
  private final long slotSize;
  private final Runnable unpin;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * For {@link SlabPool} only: see {@link #pin}.
   *
   * @param memory all slots
   * @param slotSize bytes of a slot
   * @param unpin called once, by {@link #close}
   */
  public PinnedSlab(MemorySegment memory, long slotSize, Runnable unpin) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.slotSize = slotSize;
    this.unpin = Objects.requireNonNull(unpin, "unpin");
  }

  /**
   * For {@link SlabPool} only, which says here how to pin one, so that its public API need not.
   *
   * @param pinning pins a pool
   */
  public static void connect(Function<SlabPool, PinnedSlab> pinning) {
    PinnedSlab.pinning = pinning;
  }

  /**
   * {@return the pool's memory, pinned}
   *
   * @throws IllegalStateException if the pool is closed
   */
  public static PinnedSlab pin(SlabPool pool) {
    return pinning.apply(Objects.requireNonNull(pool, "pool"));
  }

  /** {@return where the first slot begins} */
  public long address() {
    return memory.address();
  }

  /** {@return bytes of all slots together, a multiple of {@link #slotSize}} */
  public long byteSize() {
    return memory.byteSize();
  }

  /** {@return bytes of a slot} */
  public long slotSize() {
    return slotSize;
  }

  /** Lets the pool unmap its memory. To be called when the kernel uses none of it. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      unpin.run();
    }
  }
}
