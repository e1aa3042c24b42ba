// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

/**
 * How deep callbacks are inside one another on a thread.
 *
 * <p>A callback that is added to a ticket that is done, on a direct executor, runs at once; if it
 * submits a read that the page cache answers and adds a callback to that, and so on, a loop over a
 * file would end in a stack overflow. From some depth on, another thread goes on: waiting for the
 * outer ones to return first, instead, would deadlock with one that waits for the inner.
 */
final class NestedCallbacks {
  static final int MOST = 32;

  /** The depth, in a class of the JDK: one of ours would keep our class loader alive. */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private NestedCallbacks() {}

  /** {@return whether one more may run on this thread; then {@link #leave} is to follow} */
  static boolean enter() {
    int[] depth = DEPTH.get();
    if (depth[0] == MOST) {
      return false;
    }
    depth[0]++;
    return true;
  }

  /** The callback has returned. */
  static void leave() {
    DEPTH.get()[0]--;
  }
}
