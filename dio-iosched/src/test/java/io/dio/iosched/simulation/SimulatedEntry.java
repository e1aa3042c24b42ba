// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.internal.request.Request;
import io.dio.iosched.testing.kernel.QueueEntry;
import java.util.List;

/** A submission queue entry, and what has become of it. */
final class SimulatedEntry extends QueueEntry {
  /** The operation, or the operations of a run; empty for the others. */
  final List<SimulatedOperation> operations;

  /** Whether it will end with EINTR. */
  boolean interrupted;

  /** Whether it is done, with {@link #result}, although its completion was not delivered. */
  boolean performed;

  int result;

  /** Makes an entry for operations that are about to be issued. */
  SimulatedEntry(
      List<SimulatedOperation> operations, int rwFlags, Request.Link link, long userData) {
    super(operations.stream().map(operation -> operation.issued).toList(), rwFlags, link, userData);
    this.operations = operations;
  }

  /** Makes an entry for a sync that {@code operations} share. */
  SimulatedEntry(List<SimulatedOperation> operations, long userData) {
    super(operations.stream().map(operation -> operation.request).toList(), userData);
    this.operations = operations;
  }

  /** Makes an entry for a cancellation of {@code cancels}, or, if that is 0, the wake-up. */
  SimulatedEntry(long cancels, long userData) {
    super(cancels, userData);
    this.operations = List.of();
  }

  @Override
  protected boolean isFollowedBy(QueueEntry following) {
    return following instanceof SimulatedEntry next
        && next.isOperation()
        && next.first().unit == first().unit
        && next.first().index == first().index + 1;
  }

  SimulatedOperation first() {
    return operations.getFirst();
  }

  /** {@return whether it is a whole operation, and not a run or a sync behind writes} */
  boolean isOneOperation() {
    return operations.size() == 1 && !(sharedSync && first().verb.isWrite());
  }

  boolean isSlow() {
    for (SimulatedOperation operation : operations) {
      if (operation.slow) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return isOperation() ? operations.toString() : super.toString();
  }
}
