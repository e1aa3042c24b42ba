// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.internal.door.Door;
import io.dio.iosched.internal.ticket.ManualTicket;
import java.io.IOException;

/**
 * A ticket that its creator completes: the building block for test doubles of {@link IoScheduler}
 * and for wrappers that inject faults.
 *
 * <p>Thread-safe. It behaves like a scheduler's own ticket in every method of {@link Ticket}.
 * Callbacks run on a new virtual thread each.
 *
 * {@snippet :
 * CompletableTicket ticket = CompletableTicket.create();
 * Thread.ofVirtual().start(() -> ticket.complete(4096));
 * long bytesTransferred = ticket.await();
 * }
 */
public sealed interface CompletableTicket extends Ticket permits ManualTicket {

  /** {@return a ticket that is still running} */
  static CompletableTicket create() {
    return Door.completableTicket();
  }

  /**
   * {@return a ticket that has completed}
   *
   * @param byteCount the bytes transferred, 0 to {@link Op#maxTransferBytes}
   */
  static CompletableTicket completed(long byteCount) {
    CompletableTicket ticket = create();
    ticket.complete(byteCount);
    return ticket;
  }

  /**
   * {@return a ticket that has failed}
   *
   * @param cause the cause of the exception that each wait throws
   */
  static CompletableTicket failed(IOException cause) {
    CompletableTicket ticket = create();
    ticket.fail(cause);
    return ticket;
  }

  /**
   * Completes the ticket successfully.
   *
   * @param byteCount the bytes transferred, 0 to {@link Op#maxTransferBytes}
   * @return false if the ticket was complete already; then nothing changes
   */
  boolean complete(long byteCount);

  /**
   * Completes the ticket with a failure. Each wait throws a fresh exception. It has the type of
   * {@code cause} if that is an {@link IOException} of dio, or one of those that {@link
   * io.dio.sys.DioFile} names for paths; else it is a plain {@link IOException}. Its cause is
   * {@code cause}, or the {@link io.dio.align.ErrnoException} that caused that.
   *
   * @param cause why the operation failed
   * @return false if the ticket was complete already; then nothing changes
   */
  boolean fail(IOException cause);

  /** Records the request and does nothing else: the ticket's creator decides how it ends. */
  @Override
  void cancel();

  /** {@return whether {@link #cancel} was called} */
  boolean isCancelRequested();
}
