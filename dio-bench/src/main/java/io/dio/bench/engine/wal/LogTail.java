// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Gives each record of one turn its place, one after the other, until the log ends. */
final class LogTail {
  private static final long NO_PLACE = -1;

  private final long recordByteSize;
  private final long capacity;
  private final AtomicLong records = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;

  /**
   * An empty log.
   *
   * @param byteSize the room for records
   * @param recordByteSize the size of each
   */
  LogTail(long byteSize, long recordByteSize) {
    this.capacity = byteSize / recordByteSize;
    this.recordByteSize = recordByteSize;
  }

  /** {@return the offset of the next record, or a negative number if there is no more} */
  long next() {
    if (stopped) {
      return NO_PLACE;
    }
    long record = records.getAndIncrement();
    if (record >= capacity) {
      stop();
      return NO_PLACE;
    }
    return record * recordByteSize;
  }

  /** Gives no more places. */
  void stop() {
    stopped = true;
    ended.countDown();
  }

  /**
   * Waits for the given time, or until there are no more places. {@return whether there are none}
   */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** {@return the bytes of all places that were given} */
  long byteSize() {
    return Math.min(records.get(), capacity) * recordByteSize;
  }
}
