// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import java.util.List;

/** A submission queue entry: an operation, a run of writes, a cancellation, or the wake-up. */
final class SimulatedEntry {
  /** The operation, or the operations of a run; empty for the others. */
  final List<SimulatedOperation> operations;

  final int rwFlags;

  /** The link to the next entry. */
  final Request.Link link;

  final long userData;

  /** The user_data of the entry to cancel, else 0. */
  final long cancels;

  /** The entry that is linked behind it, when the kernel has both. */
  SimulatedEntry next;

  /** Whether it runs. Otherwise it waits for the entry before it. */
  boolean started;

  /** Whether it will end with ECANCELED. */
  boolean cancelled;

  /** Whether it will end with EINTR. */
  boolean interrupted;

  /** Whether it is done, with {@link #result}, although its completion was not delivered. */
  boolean performed;

  int result;

  private SimulatedEntry(
      List<SimulatedOperation> operations,
      int rwFlags,
      Request.Link link,
      long userData,
      long cancels) {
    this.operations = operations;
    this.rwFlags = rwFlags;
    this.link = link;
    this.userData = userData;
    this.cancels = cancels;
  }

  static SimulatedEntry of(
      List<SimulatedOperation> operations, int rwFlags, Request.Link link, long userData) {
    return new SimulatedEntry(operations, rwFlags, link, userData, 0);
  }

  static SimulatedEntry cancel(long target, long userData) {
    return new SimulatedEntry(List.of(), 0, Request.Link.NONE, userData, target);
  }

  static SimulatedEntry wakeUp(long userData) {
    return new SimulatedEntry(List.of(), 0, Request.Link.NONE, userData, 0);
  }

  boolean isOperation() {
    return !operations.isEmpty();
  }

  boolean isRun() {
    return operations.size() > 1;
  }

  boolean isWakeUp() {
    return userData == Ring.WAKE_UP;
  }

  boolean isCancel() {
    return userData == Ring.CANCEL;
  }

  boolean isLinked() {
    return link != Request.Link.NONE;
  }

  SimulatedOperation first() {
    return operations.getFirst();
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
    return isWakeUp() ? "wake-up" : isCancel() ? "cancellation" : operations.toString();
  }
}
