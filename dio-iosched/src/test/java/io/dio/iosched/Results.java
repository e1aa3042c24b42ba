// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.ErrnoException;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.util.List;

/** The results of the operations of a ticket, in few words that a test can compare. */
public final class Results {
  private Results() {}

  /**
   * {@return the results of all operations, when they have ended} A count is {@code "4096"}; a
   * short write is {@code "short 4096"}; a failure is the name of its errno, such as {@code
   * "EPERM"}.
   */
  public static List<String> of(Ticket ticket) {
    try {
      ticket.await();
    } catch (IOException told) {
      // Each result shows its own.
    }
    return ticket.results().stream().map(Results::describe).toList();
  }

  private static String describe(OpResult result) {
    if (result.failure().isEmpty()) {
      return String.valueOf(result.bytesTransferred());
    }
    IOException failure = result.failure().get();
    if (failure instanceof ShortTransferException cut) {
      if (cut.transferred() != result.bytesTransferred()) {
        throw new AssertionError(cut + " against " + result);
      }
      return "short " + cut.transferred();
    }
    if (result.bytesTransferred() != 0) {
      throw new AssertionError("bytes beside a failure: " + result);
    }
    return ErrnoException.find(failure).map(ErrnoException::errnoName).orElseGet(failure::toString);
  }
}
