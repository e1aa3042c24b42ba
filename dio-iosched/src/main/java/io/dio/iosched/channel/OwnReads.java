// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.align.foreign.CompletionThread;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Reads of one file that virtual threads may make themselves. An interrupt during such a read
 * closes a descriptor of the file, and the system then releases the process's locks on it. So there
 * are none once a thread has asked for a lock, through whichever channel.
 */
final class OwnReads {
  /** Held, shared, during a read. */
  private final ReentrantReadWriteLock reading = new ReentrantReadWriteLock();

  /** Guarded by {@link #reading}. */
  private boolean forbidden;

  /**
   * Begins a read of a virtual thread. {@return whether the thread may make it itself} Call {@link
   * #end} afterwards.
   */
  boolean begin() {
    reading.readLock().lock();
    return !forbidden;
  }

  void end() {
    reading.readLock().unlock();
  }

  /** Forbids such reads, and waits for those in progress. */
  void forbid() {
    CompletionThread.lock(reading.writeLock(), "FileChannel.lock()");
    try {
      forbidden = true;
    } finally {
      reading.writeLock().unlock();
    }
  }
}
