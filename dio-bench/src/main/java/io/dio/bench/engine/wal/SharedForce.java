// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leader and followers over {@link FileChannel#force}. An engine does this today: while one thread
 * forces, the others gather, and one of them forces for all.
 *
 * <p>It is thread-safe.
 */
public final class SharedForce {
  private final FileChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean running;
  private long started;
  private long completed;

  /** Shares the calls of one channel, which the caller closes. */
  public SharedForce(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Returns when a call that began after this one has ended. Then everything that the caller wrote
   * is durable.
   *
   * @throws IOException if the call of this thread failed; the others call again
   */
  public void force() throws IOException {
    lock.lock();
    try {
      long needed = started + 1;
      while (completed < needed) {
        if (running) {
          ended.awaitUninterruptibly();
        } else {
          lead();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void lead() throws IOException {
    running = true;
    long mine = ++started;
    boolean succeeded = false;
    lock.unlock();
    try {
      channel.force(false);
      succeeded = true;
    } finally {
      lock.lock();
      running = false;
      completed = succeeded ? mine : completed;
      ended.signalAll();
    }
  }

  /** {@return the number of calls up to now} */
  public long forces() {
    lock.lock();
    try {
      return started;
    } finally {
      lock.unlock();
    }
  }
}
