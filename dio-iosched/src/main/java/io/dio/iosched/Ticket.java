// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The receipt for one submitted {@link Op}: it completes exactly once, when the kernel is done with
 * the operation's memory, and can be awaited by any number of threads.
 *
 * <p>All methods are thread-safe. A ticket that is dropped unawaited costs nothing and loses
 * nothing: the operation runs all the same, only its outcome goes unread.
 *
 * <p>The interface is open on purpose: a storage engine's tests can hand out a {@link
 * CompletableTicket}, or tickets of their own.
 */
public interface Ticket {

  /**
   * Waits until the operation completed.
   *
   * <p>An interrupt does not end the wait, because the memory is the kernel's until the completion
   * arrives: the interrupt flag is restored when this method returns. A virtual thread parks; it
   * does not pin its carrier.
   *
   * @return the bytes transferred, of a chain by its first operation; 0 for operations that
   *     transfer none, and for a read at the end of the file. A read may return less than was asked
   *     for.
   * @throws io.dio.align.ErrnoException if the kernel refused or failed the operation, of a chain
   *     the first that failed; a fresh exception for each call
   * @throws java.nio.file.FileSystemException if that operation was an opening, of the types that
   *     {@link DioFile} names; a fresh exception for each call, caused by the ErrnoException
   * @throws ShortTransferException if a write transferred less than was asked for
   * @throws SchedulerFailedException if the scheduler died before it could learn the outcome
   * @throws IllegalStateException if called on a thread that completes operations (in a callback on
   *     a direct executor) while the operation is still running: it would wait for itself
   */
  long await() throws IOException;

  /**
   * Waits until the operation completed, at most for {@code timeout}.
   *
   * <p>A time-out or an interrupt ends the wait, not the operation: its memory stays the kernel's
   * until {@link #isDone()}.
   *
   * @param timeout how long to wait; zero or less looks once
   * @return as {@link #await()}
   * @throws TimeoutException if the operation was still running after {@code timeout}
   * @throws InterruptedException if the thread was interrupted before or while it waited; the flag
   *     is cleared
   * @throws IOException as {@link #await()}
   * @throws IllegalStateException as {@link #await()}
   */
  long await(Duration timeout) throws IOException, InterruptedException, TimeoutException;

  /** {@return whether the operation completed, with whatever outcome} Never blocks. */
  boolean isDone();

  /**
   * Asks that the operation be cancelled, and does not wait for that.
   *
   * <p>The ticket completes when the kernel is done with the memory, not before: with ECANCELED if
   * the operation had not started or could be stopped, else as if nobody had asked. What was not
   * given to the kernel yet is not issued; in a chain this includes everything behind the operation
   * that is running, whatever the link. A read that was stopped when it had a part of its bytes
   * ends with ECANCELED too. A transfer that runs on a disk can no longer be stopped. A write that
   * was merged with others is not cancelled any more.
   */
  void cancel();

  /**
   * {@return the bytes that the operation, of a chain the first, transferred} Readable after a
   * failure too: after a {@link ShortTransferException} it is the part that was written, after any
   * other error 0.
   *
   * @throws IllegalStateException if the operation is still running
   */
  long bytesTransferred();

  /**
   * {@return what became of each operation: of a single one, or of a chain's in their order}
   *
   * @throws IllegalStateException if the ticket is not done
   */
  List<OpResult> results();

  /**
   * {@return the file that {@link Op#open} opened} It is handed over once; who gets it closes it.
   * One that nobody took is closed when the scheduler is closed or the ticket is unreachable.
   *
   * @throws IllegalStateException if the operation was another one, is still running, failed, or
   *     its file was handed over already
   */
  default DioFile file() {
    throw new IllegalStateException("opens no file: " + this);
  }

  /**
   * Has {@code callback} called once, with this ticket, when the operation completed; at once if it
   * already has.
   *
   * <p>Callbacks run on the scheduler's callback executor: a new virtual thread for each unless
   * {@link SchedulerOptions#withCallbackExecutor} says otherwise. Callbacks of one ticket run in no
   * particular order. An exception thrown by a callback is logged and harms nobody.
   *
   * @param callback what to run
   * @return this ticket
   */
  Ticket onCompletion(Consumer<? super Ticket> callback);

  /**
   * {@return a new future of the bytes transferred} It fails with what {@link #await()} would
   * throw, and is completed on the scheduler's callback executor, so that its dependents run there.
   * Cancelling the future abandons the future, not the operation.
   */
  CompletableFuture<Long> toCompletableFuture();
}
