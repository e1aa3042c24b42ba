// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing.kernel;

import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ring.Ring;
import java.util.List;

/** A submission queue entry: an operation, a run of writes, a cancellation, or the wake-up. */
public class QueueEntry {
  /** The operation, or the operations of a run; empty for the others. */
  public final List<Request> requests;

  public final int rwFlags;

  /** The link to the next entry. */
  public final Request.Link link;

  public final long userData;

  /** Whether it is one sync for all its operations, some of which can be written writes. */
  public final boolean sharedSync;

  /** The user_data of the entry to cancel, else 0. */
  public final long cancels;

  /** Whether it will end with ECANCELED, because it was cancelled before it began. */
  public boolean cancelled;

  /** The entry that is linked behind it, when the kernel has both. */
  QueueEntry next;

  /** Whether it runs. Otherwise it waits for the entry before it. */
  boolean started;

  /** Makes an entry for an operation or a run. */
  public QueueEntry(List<Request> requests, int rwFlags, Request.Link link, long userData) {
    this(requests, rwFlags, link, userData, false, 0);
  }

  /** Makes an entry for a sync that {@code requests} share. */
  public QueueEntry(List<Request> requests, long userData) {
    this(requests, 0, Request.Link.NONE, userData, true, 0);
  }

  /** Makes an entry for a cancellation of {@code cancels}, or, if that is 0, the wake-up. */
  public QueueEntry(long cancels, long userData) {
    this(List.of(), 0, Request.Link.NONE, userData, false, cancels);
  }

  private QueueEntry(
      List<Request> requests,
      int rwFlags,
      Request.Link link,
      long userData,
      boolean sharedSync,
      long cancels) {
    this.sharedSync = sharedSync;
    this.requests = requests;
    this.rwFlags = rwFlags;
    this.link = link;
    this.userData = userData;
    this.cancels = cancels;
  }

  public final boolean isOperation() {
    return !requests.isEmpty();
  }

  public final boolean isRun() {
    return requests.size() > 1 && !sharedSync;
  }

  public final boolean isWakeUp() {
    return userData == Ring.WAKE_UP;
  }

  public final boolean isCancel() {
    return userData == Ring.CANCEL;
  }

  public final boolean isLinked() {
    return link != Request.Link.NONE;
  }

  public final boolean isStarted() {
    return started;
  }

  /** {@return whether {@code following}, the next entry, can be what this one is linked to} */
  protected boolean isFollowedBy(QueueEntry following) {
    return following.isOperation();
  }

  /**
   * {@return whether the kernel cancels the entries that are linked behind it if it ends with
   * {@code result}} A sync, or a change of storage, that failed is not marked as failed, unless it
   * never began.
   */
  final boolean breaksLink(int result) {
    Request request = requests.getFirst();
    boolean unnoticed = !cancelled && request.verb.failsUnnoticedInChains();
    return request.breaksLink(result) && !unnoticed;
  }

  @Override
  public String toString() {
    return isWakeUp() ? "wake-up" : isCancel() ? "cancellation" : requests.toString();
  }
}
