// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.time.Duration;

/**
 * A thread is waiting long for memory of a pool. Either the pool is too small, or something does
 * not release.
 *
 * @since 0.1.0
 */
public final class SlowAcquire {

  private final String poolName;
  private final long outstanding;
  private final long capacity;
  private final Duration waited;

  SlowAcquire(String poolName, long outstanding, long capacity, Duration waited) {
    this.poolName = poolName;
    this.outstanding = outstanding;
    this.capacity = capacity;
    this.waited = waited;
  }

  /** {@return the pool's name} */
  public String poolName() {
    return poolName;
  }

  /** {@return how many buffers or slots of the pool are out} */
  public long outstanding() {
    return outstanding;
  }

  /** {@return how many buffers or slots the pool has} */
  public long capacity() {
    return capacity;
  }

  /** {@return how long the thread has been waiting; it goes on waiting} */
  public Duration waited() {
    return waited;
  }

  /** {@return all of it, for diagnostics} */
  @Override
  public String toString() {
    return "waiting "
        + waited
        + " for pool \""
        + poolName
        + "\" ("
        + outstanding
        + " of "
        + capacity
        + " out)";
  }
}
