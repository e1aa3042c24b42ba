// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits how many virtual threads block their carriers in a sync at once. The JDK adds no carrier
 * for such a call. So at least half of the carriers stay free for other virtual threads.
 */
final class CarrierSyncs {
  /** Carriers belong to the process, and so does the limit. */
  static final CarrierSyncs OF_THIS_PROCESS = new CarrierSyncs(parallelism() / 2);

  private final AtomicInteger free;

  CarrierSyncs(int limit) {
    free = new AtomicInteger(limit);
  }

  /** {@return the number of carriers, from the system property that the JDK itself reads} */
  private static int parallelism() {
    return Integer.getInteger(
        "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
  }

  /** {@return whether the current thread may block its carrier; {@link #end} must follow} */
  boolean tryBegin() {
    while (true) {
      int seen = free.get();
      if (seen <= 0) {
        return false;
      }
      if (free.compareAndSet(seen, seen - 1)) {
        return true;
      }
    }
  }

  void end() {
    free.incrementAndGet();
  }
}
