// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.door.Door;
import io.dio.iosched.internal.ticket.ManualTicket;
import java.io.IOException;

/**
 * A ticket that its creator completes. It is meant for test doubles of {@link IoScheduler} and for
 * wrappers that inject faults.
 *
 * <p>It is thread-safe and behaves like a scheduler's own ticket in every method of {@link Ticket}.
 * Each callback runs on a new virtual thread.
 *
 * @since 0.1.0
 */
public sealed interface CompletableTicket extends Ticket permits ManualTicket {

  /** {@return a ticket that is still running} */
  static CompletableTicket create() {
    return Door.completableTicket();
  }

  /**
   * {@return a ticket that has already completed successfully}
   *
   * @param byteCount the number of bytes transferred
   */
  static CompletableTicket completed(long byteCount) {
    CompletableTicket ticket = create();
    ticket.complete(byteCount);
    return ticket;
  }

  /**
   * {@return a ticket that has already failed}
   *
   * @param cause the failure; see {@link #fail} for the exceptions that waiting threads get
   */
  static CompletableTicket failed(IOException cause) {
    CompletableTicket ticket = create();
    ticket.fail(cause);
    return ticket;
  }

  /**
   * Completes the ticket successfully.
   *
   * @param byteCount the number of bytes transferred, 0 to {@link Op#maxTransferBytes}
   * @return false if the ticket was already complete; it does not change in that case
   */
  boolean complete(long byteCount);

  /**
   * Completes the ticket with a failure. Each wait throws a new exception. The new exception has
   * the type of {@code cause} if that is an {@link IOException} of dio, or one of the types that
   * {@link io.dio.sys.DioFile} lists for paths. Otherwise it is a plain {@link IOException}. Its
   * cause is {@code cause}, or the {@link io.dio.align.ErrnoException} that is the cause of {@code
   * cause}.
   *
   * @param cause the failure of the operation
   * @return false if the ticket was already complete; it does not change in that case
   */
  boolean fail(IOException cause);

  /**
   * Notes the request and does nothing else. The creator of the ticket decides how the operation
   * ends.
   */
  @Override
  void cancel();

  /** {@return whether {@link #cancel} was called} */
  boolean isCancelRequested();
}
