// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.ring.Ring;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Cancellations on their way into the kernel: one at a time, so that one place kept in the
 * completion queue is enough for any number of them. Coordinator's thread only.
 */
final class Cancellations {
  private final Ring ring;
  private final InFlightTable inFlight;
  private final Queue<Long> waiting = new ArrayDeque<>();
  private boolean placed;

  Cancellations(Ring ring, InFlightTable inFlight) {
    this.ring = ring;
    this.inFlight = inFlight;
  }

  /** Asks to cancel the entry that carries {@code userData}. */
  void add(long userData) {
    waiting.add(userData);
  }

  boolean hasUnplaced() {
    return !placed && !waiting.isEmpty();
  }

  /** {@return whether there is one that the kernel has not answered} */
  boolean isPending() {
    return placed || !waiting.isEmpty();
  }

  /** Places the next one whose entry is still there, if there is room. */
  void place() {
    while (hasUnplaced()) {
      if (!inFlight.holds(waiting.element())) {
        waiting.remove();
      } else if (ring.placeCancel(waiting.element(), Ring.CANCEL)) {
        waiting.remove();
        placed = true;
      } else {
        return;
      }
    }
  }

  /** The kernel answered; what it did, the entry's own completion tells. */
  void completed() {
    placed = false;
  }
}
