// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * A ticket that its creator completes: the building block for test doubles of {@link IoScheduler}
 * and for wrappers that inject faults.
 *
 * <p>Thread-safe. It behaves like a scheduler's own ticket in every method of {@link Ticket};
 * callbacks run on a new virtual thread each.
 */
public final class CompletableTicket extends AbstractTicket {
  private boolean claimed;
  private volatile IOException cause;
  private volatile boolean cancelRequested;

  /** Creates a ticket that is still running. */
  public CompletableTicket() {}

  /**
   * {@return a ticket that already completed}
   *
   * @param byteCount the bytes transferred
   */
  public static CompletableTicket completed(int byteCount) {
    CompletableTicket ticket = new CompletableTicket();
    ticket.complete((long) byteCount);
    return ticket;
  }

  /**
   * {@return a ticket that already failed}
   *
   * @param cause what each wait's exception is caused by
   */
  public static CompletableTicket failed(IOException cause) {
    CompletableTicket ticket = new CompletableTicket();
    ticket.fail(cause);
    return ticket;
  }

  /**
   * Completes the ticket successfully.
   *
   * @param byteCount the bytes transferred, 0 to {@link Op#maxTransferBytes}
   * @return false if it was complete already; then nothing changes
   */
  public boolean complete(long byteCount) {
    if (byteCount < 0 || byteCount > Op.maxTransferBytes()) {
      throw new IllegalArgumentException(
          "byteCount " + byteCount + " is not in 0.." + Op.maxTransferBytes());
    }
    if (!claim()) {
      return false;
    }
    complete((int) byteCount);
    return true;
  }

  /**
   * Completes the ticket with a failure. Each wait throws a fresh exception. It has the type of
   * {@code cause} if that is an {@link IOException} of dio, or one of those that {@link
   * io.dio.sys.DioFile} names for paths; else it is a plain {@link IOException}. Its cause is
   * {@code cause}, or the {@link io.dio.align.ErrnoException} that caused that.
   *
   * @param cause why the operation failed
   * @return false if it was complete already; then nothing changes
   */
  public boolean fail(IOException cause) {
    Objects.requireNonNull(cause, "cause");
    if (!claim()) {
      return false;
    }
    this.cause = cause;
    complete(0);
    return true;
  }

  /** Does nothing but note it: what the operation stands for is the test's to end. */
  @Override
  public void cancel() {
    cancelRequested = true;
  }

  /** {@return whether somebody asked to cancel the operation} */
  public boolean isCancelRequested() {
    return cancelRequested;
  }

  private synchronized boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }

  @Override
  IOException failure(int result) {
    IOException seen = cause;
    return seen == null ? null : Failures.fresh(seen);
  }

  @Override
  Executor callbackExecutor() {
    return SchedulerOptions.VIRTUAL_THREAD_EACH;
  }
}
