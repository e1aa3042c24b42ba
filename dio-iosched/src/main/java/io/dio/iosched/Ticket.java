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
 * The result of one submitted {@link Op}, available once the operation has completed. A ticket
 * completes exactly once, when the kernel no longer uses the operation's memory. Any number of
 * threads can wait for it.
 *
 * {@snippet :
 * Ticket ticket = scheduler.submit(Op.read(file, buffer, 0));
 * prepareNextRequest(); // the read is in progress meanwhile
 * try {
 *   long bytesRead = ticket.await();
 * } catch (ErrnoException e) {
 *   log("the read failed with errno " + e.errno());
 * }
 * }
 *
 * <p>All methods are thread-safe. It is safe to drop a ticket without waiting for it: the operation
 * runs all the same, and only its result is lost.
 *
 * <p>The interface is not sealed, so that tests of a storage engine can return a {@link
 * CompletableTicket} or their own tickets.
 *
 * @since 0.1.0
 */
public interface Ticket {

  /**
   * Waits until the operation has completed.
   *
   * <p>An interrupt does not end the wait, because the kernel may use the memory until the
   * completion arrives. The interrupt flag is restored when this method returns. A virtual thread
   * parks and does not pin its carrier. A thread may make the operation itself, as {@link
   * IoScheduler#submit} says.
   *
   * @return the number of bytes transferred; for a chain, by its first operation. It is 0 for
   *     operations that transfer nothing, and for a read at the end of the file. A read that
   *     reaches the end of the file returns fewer bytes than requested.
   * @throws io.dio.align.ErrnoException if the system call failed; for a chain, the error of the
   *     first operation that failed. Each call of this method throws a new exception.
   * @throws java.nio.file.FileSystemException if the failed operation was an opening; the subtypes
   *     are listed in {@link DioFile}. Each call throws a new exception, and its cause is the
   *     ErrnoException.
   * @throws ShortTransferException if a write transferred fewer bytes than requested
   * @throws SchedulerFailedException if the scheduler failed before it learned the result
   * @throws IllegalStateException if called in a callback on a direct executor while the operation
   *     is still running, because the thread would wait for itself
   */
  long await() throws IOException;

  /**
   * Waits until the operation has completed, but no longer than {@code timeout}.
   *
   * <p>A timeout or an interrupt ends only the wait, not the operation. The kernel may use the
   * memory until {@link #isDone()} returns true.
   *
   * @param timeout the longest time to wait; with zero or less the method checks once and does not
   *     wait
   * @return as {@link #await()}
   * @throws TimeoutException if the operation was still running after {@code timeout}
   * @throws InterruptedException if the thread was interrupted before or while it waited; the flag
   *     is cleared
   * @throws IOException as {@link #await()}
   * @throws IllegalStateException as {@link #await()}
   */
  long await(Duration timeout) throws IOException, InterruptedException, TimeoutException;

  /** {@return whether the operation has completed, successfully or not} Never blocks. */
  boolean isDone();

  /**
   * Requests cancellation of the operation and returns at once.
   *
   * <p>The ticket completes only when the kernel no longer uses the memory. If the operation had
   * not started or could be stopped, the ticket fails with ECANCELED. Otherwise it completes as if
   * there had been no request.
   *
   * <ul>
   *   <li>An operation that was not yet given to the kernel is not issued. In a chain this applies
   *       to every operation behind the running one, whatever links them.
   *   <li>A read that is stopped after it has transferred some bytes also fails with ECANCELED.
   *   <li>A write that is stopped after it has transferred some bytes fails with {@link
   *       ShortTransferException}, which tells how many were written.
   *   <li>A transfer that the disk is already executing cannot be stopped.
   *   <li>A write that was merged with others cannot be cancelled.
   * </ul>
   */
  void cancel();

  /**
   * {@return the number of bytes that the operation transferred; for a chain, its first operation}
   * It is available after a failure too. After a {@link ShortTransferException} it is the number of
   * bytes that were written. After any other error it is 0.
   *
   * @throws IllegalStateException if the operation is still running
   */
  long bytesTransferred();

  /**
   * {@return the result of each operation, in the order of the chain; a single operation has one
   * result}
   *
   * @throws IllegalStateException if the operation is still running
   */
  List<OpResult> results();

  /**
   * {@return the file that {@link Op#open} opened} The file is returned only once, and the caller
   * must close it. If nobody calls this method, the file is closed when the scheduler is closed or
   * when the ticket becomes unreachable.
   *
   * @throws IllegalStateException if the operation is not an {@link Op#open}, is still running or
   *     has failed, or if the file was already returned
   */
  default DioFile file() {
    throw new IllegalStateException("opens no file: " + this);
  }

  /**
   * Registers a callback that is called once, with this ticket, when the operation completes. If it
   * has already completed, the callback is called at once.
   *
   * <p>Callbacks run on the scheduler's callback executor. By default this is a new virtual thread
   * for each callback; see {@link SchedulerOptions#withCallbackExecutor}. The callbacks of one
   * ticket run in no particular order. If a callback throws an exception, the exception is logged
   * and has no further effect.
   *
   * @param callback the code to run
   * @return this ticket
   */
  Ticket onCompletion(Consumer<? super Ticket> callback);

  /**
   * {@return a new future of the number of bytes transferred} If the operation fails, the future
   * fails with the exception that {@link #await()} would throw. The scheduler's callback executor
   * completes the future, so dependent stages run there. Cancelling the future does not cancel the
   * operation.
   */
  CompletableFuture<Long> toCompletableFuture();
}
