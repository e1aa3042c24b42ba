// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool.internal;

import io.dio.mempool.SlabPool;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The memory of a {@link SlabPool} that a scheduler registers with the kernel. It stays mapped
 * until {@link #close}, even if the pool is closed.
 *
 * <p>Each scheduler has its own pin. If the pool is closed meanwhile, it refuses to hand out slots
 * at once. It unmaps its memory when the last pin is closed and the last slot is released.
 *
 * <p>While the memory is pinned, its pages must not be given back to the kernel (MADV_DONTNEED),
 * because the ring would continue to use the old pages.
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
   * Only {@link SlabPool} calls this. It passes a function that pins a pool, so that its public API
   * needs no such method.
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

  /** {@return the address of the first slot} */
  public long address() {
    return memory.address();
  }

  /** {@return the total size of all slots in bytes, a multiple of {@link #slotSize}} */
  public long byteSize() {
    return memory.byteSize();
  }

  /** {@return the size of a slot in bytes} */
  public long slotSize() {
    return slotSize;
  }

  /**
   * Allows the pool to unmap its memory. It must be called only when the kernel uses none of the
   * memory.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      unpin.run();
    }
  }
}
