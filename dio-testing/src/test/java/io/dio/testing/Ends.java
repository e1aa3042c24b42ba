// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.ErrnoException;
import io.dio.iosched.OpResult;
import io.dio.iosched.Ticket;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The results of the operations of a ticket, in few words that a test can compare. */
final class Ends {
  private Ends() {}

  /** {@return what another thread finds out, while this one waits for it} */
  static <V> V seenByAnotherThread(Callable<V> question) {
    FutureTask<V> task = new FutureTask<>(question);
    Thread _ = Thread.startVirtualThread(task);
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * {@return for each operation its count, {@code "short 512"}, or the name of its errno, when all
   * have ended}
   */
  @SuppressWarnings("EmptyCatch") // each result shows its own failure
  static List<String> of(Ticket ticket) {
    try {
      long _ = ticket.await();
    } catch (IOException e) {
      // seen below
    }
    return ticket.results().stream().map(Ends::describe).toList();
  }

  private static String describe(OpResult result) {
    if (result.failure().isEmpty()) {
      return String.valueOf(result.bytesTransferred());
    }
    IOException failure = result.failure().get();
    return failure instanceof ShortTransferException
        ? "short " + result.bytesTransferred()
        : ErrnoException.find(failure).map(ErrnoException::errnoName).orElseGet(failure::toString);
  }
}
