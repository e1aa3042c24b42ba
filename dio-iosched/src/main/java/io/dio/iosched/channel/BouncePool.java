// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The process's pooled pages for bytes that cannot be transferred without a copy. A pool commits
 * its memory when it is first used, 2 or 4 MiB, and is never closed.
 *
 * <p>If no buffer is free, one of its own is allocated for the transfer. So a device that does not
 * answer cannot make the threads wait that use other devices.
 */
final class BouncePool {
  /** Enough for a block with its neighbour. */
  private static final long SMALL_BYTES = 8 << 10;

  /** At this size, a device works at its full speed. */
  static final long LARGE_BYTES = 128 << 10;

  private static final BouncePool SMALL = new BouncePool("dio-channel-small", SMALL_BYTES, 256);
  private static final BouncePool LARGE = new BouncePool("dio-channel-large", LARGE_BYTES, 32);

  private final String name;
  private final long bufferBytes;
  private final int capacity;
  private final ReentrantLock creating = new ReentrantLock();

  /** Null until the first use. */
  private volatile MmapPool pool;

  private BouncePool(String name, long bufferBytes, int capacity) {
    this.name = name;
    this.bufferBytes = bufferBytes;
    this.capacity = capacity;
  }

  /** {@return a buffer of at least that size, at a page boundary} The caller releases it. */
  static MmapBuffer take(long byteSize) {
    if (byteSize > LARGE_BYTES) {
      return MmapBuffer.allocate(byteSize);
    }
    return (byteSize <= SMALL_BYTES ? SMALL : LARGE).take();
  }

  private MmapBuffer take() {
    MmapPool open = pool;
    MmapBuffer buffer = (open != null ? open : create()).tryAcquire();
    return buffer != null ? buffer : MmapBuffer.allocate(bufferBytes);
  }

  private MmapPool create() {
    creating.lock();
    try {
      if (pool == null) {
        pool = new MmapPool(name, bufferBytes, capacity);
      }
      return pool;
    } finally {
      creating.unlock();
    }
  }
}
