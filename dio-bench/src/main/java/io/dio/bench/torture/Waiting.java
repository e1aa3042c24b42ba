// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.torture.TortureFault.Kind;
import io.dio.iosched.Ticket;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Waits for tickets in all the ways that there are. */
final class Waiting {
  private static final int LONGEST_TIMEOUT_NANOS = 300_000;
  private static final int WAYS = 8;
  private static final int WAYS_OF_PATIENT_ONES = 64;

  private final Stage stage;
  private int ways = WAYS;

  Waiting(Stage stage) {
    this.stage = stage;
  }

  /** Chooses whether most waits are plain ones. */
  void setPatient(boolean patient) {
    ways = patient ? WAYS_OF_PATIENT_ONES : WAYS;
  }

  /** Waits in a random way. {@return the failure of the ticket, or null} */
  IOException await(Ticket ticket, Random random) {
    switch (random.nextInt(ways)) {
      case 0 -> interrupted(ticket, random);
      case 1 -> timed(ticket, Duration.ofNanos(random.nextInt(LONGEST_TIMEOUT_NANOS)));
      case 2 -> future(ticket);
      case 3 -> callback(ticket);
      default -> {}
    }
    try {
      long bytes = ticket.await();
      if (!ticket.isDone()) {
        throw new TortureFault(Kind.WRONG_COUNT, "await returned before completion: " + ticket);
      }
      TortureFault.requireCount(bytes, ticket.bytesTransferred(), ticket);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** An interrupt ends a timed wait, and not a wait without limit. */
  private void interrupted(Ticket ticket, Random random) {
    stage.tally().event("interrupts");
    Thread.currentThread().interrupt();
    if (random.nextBoolean()) {
      try {
        ticket.await(Duration.ofSeconds(1));
        throw new TortureFault(Kind.WRONG_FAILURE, "a timed wait ignored an interrupt");
      } catch (InterruptedException e) {
        return;
      } catch (IOException | TimeoutException e) {
        throw new TortureFault(Kind.WRONG_FAILURE, "an interrupted wait ended with " + e, e);
      }
    }
    try {
      ticket.await();
    } catch (IOException e) {
      // The caller asks again.
    }
    if (!Thread.interrupted()) {
      throw new TortureFault(Kind.WRONG_FAILURE, "await lost an interrupt: " + ticket);
    }
  }

  private void timed(Ticket ticket, Duration timeout) {
    try {
      ticket.await(timeout);
    } catch (TimeoutException e) {
      stage.tally().event("timeouts");
    } catch (InterruptedException e) {
      stage.tally().event("interrupted waits"); // by the interrupter
    } catch (IOException e) {
      // The caller asks again.
    }
  }

  private void future(Ticket ticket) {
    stage.tally().event("futures");
    try {
      ticket.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof IOException)) {
        throw e;
      }
    }
  }

  private void callback(Ticket ticket) {
    stage.tally().event("callbacks");
    stage.expectCallback();
    ticket.onCompletion(_ -> stage.callbackRan());
  }
}
