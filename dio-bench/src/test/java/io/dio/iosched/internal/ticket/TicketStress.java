// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.dio.iosched.CompletableTicket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The completion of tickets, under jcstress. */
public final class TicketStress {
  /** A wake-up counts as lost after more time than a thread is kept from running. */
  private static final Duration LOST = Duration.ofSeconds(10);

  private TicketStress() {}

  /** A ticket whose callbacks run on the thread that completes it. */
  static final class BareTicket extends AbstractTicket {
    @Override
    public Executor callbackExecutor() {
      return Runnable::run;
    }

    @Override
    public IOException failure(int result) {
      return null;
    }

    @Override
    public void cancel() {}
  }

  /** A ticket, completed in the two halves that an engine makes. */
  abstract static class Rig {
    final BareTicket ticket = new BareTicket();

    static void complete(BareTicket... published) {
      for (BareTicket each : published) {
        each.publish(7);
      }
      AbstractTicket.fenceBeforeWake();
      for (BareTicket each : published) {
        each.wake(ImmediateWakes.INSTANCE);
      }
    }
  }

  /** A thread that polls, and the completing thread. */
  @JCStressTest
  @State
  @Description(
      "One thread reads bytes and publishes the result, another polls. If it sees the ticket done,"
          + " it sees the result and the bytes.")
  @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "Not done yet.")
  @Outcome(id = "7, 5", expect = ACCEPTABLE, desc = "Done, with everything.")
  @Outcome(expect = FORBIDDEN, desc = "Done without its result or its bytes.")
  public static class Publish extends Rig {
    private int bytes;

    /** The completing thread. */
    @Actor
    public void engine() {
      bytes = 5;
      ticket.publish(7);
    }

    /** A caller. */
    @Actor
    public void caller(II_Result r) {
      boolean done = ticket.isDone();
      r.r1 = done ? (int) ticket.bytesTransferred() : -1;
      r.r2 = done ? bytes : -1;
    }
  }

  /** A thread that waits, and the completing thread. */
  @JCStressTest
  @State
  @Description(
      "A thread waits for a ticket that is completed at the same time. It is woken, and sees the"
          + " result and the bytes. The wait has a limit, so that a lost wake-up is an outcome.")
  @Outcome(id = "7, 5", expect = ACCEPTABLE, desc = "The thread has the result.")
  @Outcome(expect = FORBIDDEN, desc = "The wake-up is lost, or the bytes are not visible.")
  public static class Await extends Rig {
    private int bytes;

    /** The completing thread. */
    @Actor
    public void engine() {
      bytes = 5;
      complete(ticket);
    }

    /** A caller. */
    @Actor
    public void caller(II_Result r) {
      try {
        r.r1 = (int) ticket.await(LOST);
        r.r2 = bytes;
      } catch (TimeoutException | IOException | InterruptedException _) {
        r.r1 = -1;
      }
    }
  }

  /** A callback that is added while the ticket is completed. */
  @JCStressTest
  @State
  @Description("A callback is added to a ticket that is completed at the same time. It runs once.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "It ran once.")
  @Outcome(expect = FORBIDDEN, desc = "It ran twice or never.")
  public static class CallbackAndComplete extends Rig {
    private int runs;

    /** The completing thread. */
    @Actor
    public void engine() {
      complete(ticket);
    }

    /** A caller. */
    @Actor
    public void caller() {
      ticket.onCompletion(_ -> runs++);
    }

    /** Counts. */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = runs;
    }
  }

  /** Callbacks of two tickets that are completed with one fence. */
  @JCStressTest
  @State
  @Description(
      "An engine publishes two results and wakes after one fence, while callbacks are added to both"
          + " tickets. Each callback runs once.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each ran once.")
  @Outcome(expect = FORBIDDEN, desc = "One ran twice or never.")
  public static class BatchOfCompletions extends Rig {
    private final BareTicket other = new BareTicket();
    private int runs;
    private int runsOfOther;

    /** The completing thread. */
    @Actor
    public void engine() {
      complete(ticket, other);
    }

    /** A caller. */
    @Actor
    public void caller() {
      other.onCompletion(_ -> runsOfOther++);
      ticket.onCompletion(_ -> runs++);
    }

    /** Counts. */
    @Arbiter
    public void end(II_Result r) {
      r.r1 = runs;
      r.r2 = runsOfOther;
    }
  }

  /** A callback that is added while another waiter gives up. */
  @JCStressTest
  @State
  @Description(
      "A timed wait ends and takes its entry out of the list, while a callback is added to it. The"
          + " callback runs once when the ticket is completed.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The wait ended and the callback ran.")
  @Outcome(expect = FORBIDDEN, desc = "The callback is lost, or ran twice.")
  public static class CallbackAndTimeout extends Rig {
    private int runs;

    /** A thread whose time is over at once. */
    @Actor
    public void impatient(II_Result r) {
      try {
        ticket.await(Duration.ZERO);
      } catch (TimeoutException _) {
        r.r1 = 1;
      } catch (IOException | InterruptedException _) {
        r.r1 = 2;
      }
    }

    /** A caller. */
    @Actor
    public void caller() {
      ticket.onCompletion(_ -> runs++);
    }

    /** Completes and counts. */
    @Arbiter
    public void end(II_Result r) {
      complete(ticket);
      r.r2 = runs;
    }
  }

  /** Two threads that run the same callback. */
  @JCStressTest
  @State
  @Description(
      "An executor that failed may have queued a callback all the same. Of two threads that run it,"
          + " one does.")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "It ran once.")
  @Outcome(expect = FORBIDDEN, desc = "It ran twice or never.")
  public static class CallbackRunTwice extends Rig {
    private int runs;
    private final Callback callback = new Callback(ticket, _ -> runs++);

    /** One thread. */
    @Actor
    public void one() {
      callback.run();
    }

    /** Another thread. */
    @Actor
    public void other() {
      callback.run();
    }

    /** Counts. */
    @Arbiter
    public void end(I_Result r) {
      r.r1 = runs;
    }
  }

  /** Two threads that let a deferred ticket start, and its end. */
  @JCStressTest
  @State
  @Description(
      "A deferred ticket is completed while a thread lets it start. It is done afterwards, with its"
          + " result.")
  @Outcome(id = "0, 7", expect = ACCEPTABLE, desc = "It was done first.")
  @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "It was let start first.")
  @Outcome(expect = FORBIDDEN, desc = "The result is lost.")
  public static class StartAndPublish extends Rig {
    /** Defers first. */
    public StartAndPublish() {
      ticket.defer();
    }

    /** The completing thread. */
    @Actor
    public void engine() {
      ticket.publish(7);
    }

    /** A caller. */
    @Actor
    public void caller(II_Result r) {
      r.r1 = ticket.startNow() ? 1 : 0;
    }

    /** Looks. */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = ticket.isDone() ? ticket.result() : -1;
    }
  }

  /** Two threads that let a deferred ticket start. */
  @JCStressTest
  @State
  @Description("Two threads let a deferred ticket start. One of them does.")
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "One did.")
  @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
  public static class StartTwice extends Rig {
    /** Defers first. */
    public StartTwice() {
      ticket.defer();
    }

    /** One thread. */
    @Actor
    public void one(II_Result r) {
      r.r1 = ticket.startNow() ? 1 : 0;
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      r.r2 = ticket.startNow() ? 1 : 0;
    }
  }

  /** A ticket that its creator completes and fails. */
  @JCStressTest
  @State
  @Description(
      "One thread completes a CompletableTicket, another fails it. One of them wins, and the ticket"
          + " says what the winner said.")
  @Outcome(id = "1, 0, 7", expect = ACCEPTABLE, desc = "Completed.")
  @Outcome(id = "0, 1, -1", expect = ACCEPTABLE, desc = "Failed.")
  @Outcome(expect = FORBIDDEN, desc = "Both won, or the outcome is that of the loser.")
  public static class CompleteAndFail {
    private final CompletableTicket ticket = new ManualTicket();

    /** One thread. */
    @Actor
    public void completes(III_Result r) {
      r.r1 = ticket.complete(7) ? 1 : 0;
    }

    /** Another thread. */
    @Actor
    public void fails(III_Result r) {
      r.r2 = ticket.fail(new IOException("failed")) ? 1 : 0;
    }

    /** Looks. */
    @Arbiter
    public void end(III_Result r) {
      try {
        r.r3 = (int) ticket.await();
      } catch (IOException _) {
        r.r3 = -1;
      }
    }
  }
}
