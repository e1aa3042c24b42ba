// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.ring.Ring;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Cancellations that go to the kernel, one at a time. Therefore one reserved place in the
 * completion queue is enough for any number of them. Only the coordinator's thread uses it.
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

  /** Requests cancellation of the entry with {@code userData}. */
  void add(long userData) {
    waiting.add(userData);
  }

  boolean hasUnplaced() {
    return !placed && !waiting.isEmpty();
  }

  /** {@return whether the kernel has not yet answered a cancellation} */
  boolean isPending() {
    return placed || !waiting.isEmpty();
  }

  /** Places the next cancellation whose entry is still in flight, if there is room. */
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

  /** Notes the kernel's answer. Its effect is known from the completion of the entry itself. */
  void completed() {
    placed = false;
  }
}
