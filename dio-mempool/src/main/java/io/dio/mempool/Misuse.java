// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.util.concurrent.atomic.AtomicLong;

/** Handles misuse of a pool: throws an exception, or counts the misuse and continues. */
final class Misuse {

  private final boolean counted;
  private final AtomicLong count = new AtomicLong();

  Misuse(PoolOptions options) {
    counted = options.misuseCounted();
  }

  /** Throws the message, or counts the misuse and returns. */
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
