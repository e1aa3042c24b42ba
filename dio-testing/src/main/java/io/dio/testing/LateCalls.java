// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls that a thread makes when it holds no lock of this class any more. A callback of a program
 * can run in the thread that ends a ticket. It may wait for another thread, and that one may need
 * any of the locks.
 */
final class LateCalls {
  private static final ThreadLocal<LateCalls> OF_THREAD = ThreadLocal.withInitial(LateCalls::new);

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int locks;

  private LateCalls() {}

  static void lock(ReentrantLock lock) {
    LateCalls mine = OF_THREAD.get();
    lock.lock();
    mine.locks++;
  }

  /** Makes the calls that wait, if this was the last lock. */
  static void unlock(ReentrantLock lock) {
    LateCalls mine = OF_THREAD.get();
    mine.locks--;
    lock.unlock();
    while (mine.locks == 0 && !mine.waiting.isEmpty()) {
      mine.waiting.remove().run();
    }
  }

  /** Makes a call, at once if the thread holds no lock. */
  static void run(Runnable call) {
    LateCalls mine = OF_THREAD.get();
    if (mine.locks == 0) {
      call.run();
    } else {
      mine.waiting.add(call);
    }
  }
}
