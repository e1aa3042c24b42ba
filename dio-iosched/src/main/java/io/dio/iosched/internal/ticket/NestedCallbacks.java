// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

/**
 * Counts how deeply callbacks are nested on a thread.
 *
 * <p>On a direct executor, a callback that is added to a done ticket runs at once. It may submit a
 * read that the page cache serves, add a callback to that, and so on. A loop over a file would end
 * in a stack overflow in this way. So beyond a certain depth another thread runs the callback.
 * Delaying it until the outer callbacks return would deadlock if an outer callback waits for the
 * inner one.
 */
final class NestedCallbacks {
  /** The largest number of callbacks that run inside one another on one thread. */
  static final int MOST = 32;

  /**
   * The depth. It is stored in a JDK class, because a class of dio would keep dio's class loader
   * alive.
   */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private NestedCallbacks() {}

  /**
   * {@return whether one more callback may run on this thread; if true, {@link #leave} must follow}
   */
  static boolean enter() {
    int[] depth = DEPTH.get();
    if (depth[0] == MOST) {
      return false;
    }
    depth[0]++;
    return true;
  }

  /** Notes that the callback has returned. */
  static void leave() {
    DEPTH.get()[0]--;
  }
}
