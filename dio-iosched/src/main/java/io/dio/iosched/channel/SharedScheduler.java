// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.iosched.IoScheduler;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The scheduler of the process for virtual threads that use a channel without a scheduler of its
 * own. It lives as long as the process, because opening one takes half a millisecond. While it has
 * nothing to do, its threads sleep or have ended.
 */
final class SharedScheduler {
  private static final ReentrantLock OPENING = new ReentrantLock();

  /**
   * Null until the first use. Not set by an initialiser, so that a failed opening can be retried.
   */
  private static volatile IoScheduler scheduler;

  private SharedScheduler() {}

  /** {@return the scheduler, which is opened if this is the first use} */
  static IoScheduler get() {
    IoScheduler open = scheduler;
    return open != null ? open : open();
  }

  private static IoScheduler open() {
    OPENING.lock();
    try {
      if (scheduler == null) {
        scheduler = IoScheduler.open();
      }
      return scheduler;
    } finally {
      OPENING.unlock();
    }
  }
}
