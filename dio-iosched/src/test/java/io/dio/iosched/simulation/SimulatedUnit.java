// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.FileSlot;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.Unit;
import java.util.List;

/** Work that was accepted in one piece, and what its users know about it. */
final class SimulatedUnit {
  final List<SimulatedOperation> operations;

  /** The object that carries it through the coordinator. A batch reuses it later. */
  Unit ticket;

  /** The place in the order of acceptance. */
  int index;

  int acceptedAt;

  /** The time when its end was noticed, or 0. */
  int doneAt;

  /** A member of a batch. No thread waits for it alone. */
  boolean isBatched;

  boolean cancelRequested;

  /** It was cancelled when it was done. Then an opened file is closed if it was not taken. */
  boolean discarded;

  boolean heldOutside;

  /** It is with a thread that opens files. */
  boolean opening;

  SimulatedUnit(List<SimulatedOperation> operations) {
    this.operations = operations;
    for (int i = 0; i < operations.size(); i++) {
      operations.get(i).unit = this;
      operations.get(i).index = i;
    }
  }

  SimulatedOperation first() {
    return operations.getFirst();
  }

  int size() {
    return operations.size();
  }

  boolean isDone() {
    return doneAt > 0 || ticket.isDone();
  }

  boolean opensIntoSlot() {
    for (SimulatedOperation operation : operations) {
      if (operation.verb == Verb.OPEN_INTO) {
        return true;
      }
    }
    return false;
  }

  boolean isInKernel() {
    for (SimulatedOperation operation : operations) {
      if (operation.inKernel) {
        return true;
      }
    }
    return false;
  }

  /** Finds the submitted form of each operation after they were linked. */
  void bind(Request head) {
    Request rest = head;
    for (SimulatedOperation operation : operations) {
      operation.request = rest;
      operation.on = rest.file != null ? rest.file : rest.slot;
      rest = rest.next;
    }
  }

  /** {@return whether it is a sync outside a chain} Others can share its call. */
  boolean isLoneSync() {
    return size() == 1 && first().isSharedSync();
  }

  // ---- the contract: the order of units ----

  boolean isOrdered() {
    for (SimulatedOperation operation : operations) {
      if (operation.target != null
          && (operation.target.slot != null || operation.verb.isBarrier())) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether this must not start before {@code earlier} has ended} */
  boolean waitsFor(SimulatedUnit earlier) {
    for (SimulatedOperation mine : operations) {
      for (SimulatedOperation other : earlier.operations) {
        if (mine.on == null || !mine.on.equals(other.on)) {
          continue;
        }
        boolean opened = mine.on instanceof FileSlot && other.verb == Verb.OPEN_INTO;
        boolean awaited =
            switch (mine.verb) {
              case DRAIN, CLOSE, OPEN_INTO -> true;
              case BARRIER_SYNC -> !other.verb.isRead() && !(size() == 1 && earlier.isLoneSync());
              default -> false;
            };
        if (opened || awaited) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "unit"
        + operations
        + (cancelRequested ? ", cancel requested" : "")
        + (heldOutside ? ", held outside" : "")
        + (ticket != null && ticket.isDone() ? ", done" : "")
        + (opening ? ", being opened" : "");
  }
}
