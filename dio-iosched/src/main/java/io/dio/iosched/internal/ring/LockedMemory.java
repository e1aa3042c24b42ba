// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import io.dio.align.Errno;
import java.util.function.IntSupplier;

/**
 * Memory that the kernel locks for a ring, within the limit of the user (RLIMIT_MEMLOCK).
 *
 * <p>Unregistering buffers gives their part back at once. The memory of the ring itself comes back
 * later: the kernel frees a closed ring on a thread of its own, after a grace period of 10 to 100
 * ms. A ring that is opened soon after another was closed may therefore be refused, although the
 * limit suffices for it. Such a call is made again for a moment.
 */
final class LockedMemory {
  /** The time for which the kernel may still hold the memory of a closed ring. */
  private static final long HELD_NANOS = 1_000_000_000;

  /** The waits between the attempts: 1, 2, 4 ms and so on, a quarter of a second in all. */
  private static final int WAITS = 8;

  /** The time when this process last closed a ring, from {@link System#nanoTime}. */
  private static volatile long closedAt = System.nanoTime() - HELD_NANOS;

  private LockedMemory() {}

  /** Notes that a ring was closed. For a while its memory may still count against the limit. */
  static void ringClosed() {
    closedAt = System.nanoTime();
  }

  /** Makes a call, and repeats it while it fails with ENOMEM. {@return its last result} */
  static int retry(IntSupplier call) {
    int result = call.getAsInt();
    for (int i = 0; i < WAITS && result == -Errno.ENOMEM && mayBeHeld(); i++) {
      try {
        // The kernel tells nobody when it has freed a ring, so there is nothing else to wait for.
        Thread.sleep(1L << i);
      } catch (InterruptedException e) {
        // The thread was interrupted, so the caller gets the refusal now.
        Thread.currentThread().interrupt();
        return result;
      }
      result = call.getAsInt();
    }
    return result;
  }

  /**
   * {@return a description of what {@link #retry} did for {@code result}, for the message; may be
   * empty}
   */
  static String explanation(int result) {
    return result == -Errno.ENOMEM && mayBeHeld()
        ? "tried again for "
            + ((1 << WAITS) - 1)
            + " ms, since the kernel gives back the memory of closed rings late"
        : "";
  }

  private static boolean mayBeHeld() {
    return System.nanoTime() - closedAt < HELD_NANOS;
  }
}
