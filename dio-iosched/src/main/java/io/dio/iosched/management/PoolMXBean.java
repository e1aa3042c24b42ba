// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.management;

/**
 * The state of a pool, as {@link io.dio.mempool.MmapPool} and {@link io.dio.mempool.SlabPool}
 * describe it. More attributes may be added in later versions.
 *
 * @since 0.1.0
 */
public interface PoolMXBean {
  /** {@return the name of the pool} */
  String getName();

  /** {@return the kind of pages of the memory} */
  String getPageKind();

  /** {@return bytes of a buffer or slot} */
  long getPieceBytes();

  /** {@return buffers or slots of the pool} */
  long getCapacity();

  /** {@return buffers or slots in use} */
  long getOutstanding();

  /** {@return buffers or slots that can be acquired now} */
  long getAvailable();

  /** {@return threads that wait for memory} */
  int getWaiting();

  /** {@return how often the pool was misused, if it counts misuse} */
  long getMisuseCount();
}
