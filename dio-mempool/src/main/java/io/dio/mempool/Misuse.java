// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.concurrent.atomic.AtomicLong;

/** What a pool does about misuse: throw, or count and carry on. */
final class Misuse {

  private final boolean counted;
  private final AtomicLong count = new AtomicLong();

  Misuse(PoolOptions options) {
    counted = options.misuseCounted();
  }

  /** Returns only if misuse is counted. */
  void report(String message) {
    if (!counted) {
      throw new IllegalStateException(message);
    }
    count.incrementAndGet();
  }

  long count() {
    return count.get();
  }
}
