// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool.internal;

import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The memory of a pool that a scheduler registers with the kernel. It stays mapped until {@link
 * #close}, even if the pool is closed.
 *
 * <p>Each scheduler has its own pin. If the pool is closed meanwhile, it refuses to hand out memory
 * at once. It unmaps its memory when the last pin is closed and the last piece is released.
 *
 * <p>While the memory is pinned, its pages must not be given back to the kernel (MADV_DONTNEED),
 * because the ring would continue to use the old pages.
 */
public final class PinnedPool implements AutoCloseable {

  private static volatile Function<Object, PinnedPool> pinning;

  private final MemorySegment memory;
  private final long slotSize;
  private final Runnable unpin;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * For pools only: see {@link #pinAll}.
   *
   * @param memory all slots or buffers
   * @param slotSize bytes of one of them
   * @param unpin called once, by {@link #close}
   */
  public PinnedPool(MemorySegment memory, long slotSize, Runnable unpin) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.slotSize = slotSize;
    this.unpin = Objects.requireNonNull(unpin, "unpin");
  }

  /**
   * Only the pools' common class calls this. It passes a function that pins a {@link SlabPool} or
   * an {@link MmapPool}, so that their public API needs no such method.
   *
   * @param pinning pins a pool
   */
  public static void connect(Function<Object, PinnedPool> pinning) {
    PinnedPool.pinning = pinning;
  }

  /**
   * {@return the memory of all pools, pinned; or of none, if it throws}
   *
   * @throws IllegalStateException if a pool is closed
   */
  public static List<PinnedPool> pinAll(List<SlabPool> slabs, List<MmapPool> bufferPools) {
    List<Object> pools = new ArrayList<>(slabs);
    pools.addAll(bufferPools);
    // It never grows: a pin that found no room would be lost.
    List<PinnedPool> pins = new ArrayList<>(pools.size());
    try {
      for (Object pool : pools) {
        pins.add(pinning.apply(pool));
      }
    } catch (Throwable refusal) { // the first pools must not stay pinned, whatever it is
      pins.forEach(PinnedPool::close);
      throw refusal;
    }
    return pins;
  }

  /** {@return the address of the first slot or buffer} */
  public long address() {
    return memory.address();
  }

  /** {@return the size of all of them in bytes, a multiple of {@link #slotSize}} */
  public long byteSize() {
    return memory.byteSize();
  }

  /** {@return the size of a slot or buffer in bytes} */
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
