// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.OpResult;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.Ticket;
import io.dio.iosched.UnsupportedFlagException;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;

/** Checks that a ticket reports to its users what its results say. */
final class SimulatedTold {
  private SimulatedTold() {}

  static void requireTold(SimulatedProgram program, SimulatedUnit unit) {
    Ticket ticket = unit.ticket;
    List<OpResult> results = ticket.results();
    IOException first = null;
    for (SimulatedOperation operation : unit.operations) {
      int result = SimulatedJudge.resultOf(operation);
      OpResult told = results.get(operation.index);
      IOException failure = told.failure().orElse(null);
      if (told.bytesTransferred() != Math.max(0, result) || !isRight(operation, result, failure)) {
        throw program.violation("told " + told + " of " + operation);
      }
      first = first == null ? failure : first;
    }
    requireAwait(program, unit, first);
  }

  private static boolean isRight(SimulatedOperation operation, int result, IOException failure) {
    if (result >= 0) {
      if (operation.verb.isWrite() && result < operation.length) {
        return failure instanceof ShortTransferException tooShort
            && tooShort.transferred() == result
            && tooShort.expected() == operation.length;
      }
      return failure == null;
    }
    return switch (result) {
      case Outcome.SCHEDULER_DIED -> failure instanceof SchedulerFailedException;
      case Outcome.MEMORY_CLOSED ->
          failure != null && failure.getMessage().contains("arena of its memory was closed");
      case Outcome.FILE_POISONED -> failure instanceof ErrnoException;
      default ->
          operation.verb == Verb.OPEN
              || (operation.verb == Verb.OPEN_INTO && refusedPath(failure, -result))
              || (failure instanceof ErrnoException refused && refused.errno() == -result)
              || (failure instanceof UnsupportedFlagException
                  && result == -Errno.EOPNOTSUPP
                  && operation.request.rwFlags() != 0);
    };
  }

  private static boolean refusedPath(IOException failure, int errno) {
    return failure instanceof FileSystemException
        && failure.getCause() instanceof ErrnoException refused
        && refused.errno() == errno;
  }

  private static void requireAwait(
      SimulatedProgram program, SimulatedUnit unit, IOException first) {
    try {
      long bytes = unit.ticket.await();
      if (first != null || bytes != unit.ticket.bytesTransferred()) {
        throw program.violation("await gave " + bytes + " in spite of " + first + ": " + unit);
      }
    } catch (IOException e) {
      if (first == null
          || e.equals(first)
          || e.getClass() != first.getClass()
          || !e.getMessage().equals(first.getMessage())) {
        throw program.violation("await threw " + e + ", not " + first + ": " + unit);
      }
    }
  }
}
