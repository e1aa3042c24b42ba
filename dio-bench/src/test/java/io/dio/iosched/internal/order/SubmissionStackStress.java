// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The hand-off from submitters to the coordinator, under jcstress. */
public final class SubmissionStackStress {
  private SubmissionStackStress() {}

  /** A stack and units for it. */
  abstract static class Rig {
    final SubmissionStack stack = new SubmissionStack();
    final Submission first = Submission.marker();
    final Submission second = Submission.marker();

    /** {@return a number for the result of a push: 0, or 1 if a wake-up is owed, or 2} */
    static int number(Push push) {
      return switch (push) {
        case ACCEPTED -> 0;
        case ACCEPTED_WAKE_OWED -> 1;
        case REFUSED -> 2;
      };
    }

    /** {@return the number of units in a list} */
    static int count(Unit oldest) {
      int count = 0;
      for (Unit at = oldest; at != null; at = at.next) {
        count++;
      }
      return count;
    }

    /** {@return how often {@code unit} is in a list} */
    static int count(Unit oldest, Unit unit) {
      int count = 0;
      for (Unit at = oldest; at != null; at = at.next) {
        count += at == unit ? 1 : 0;
      }
      return count;
    }
  }

  /** A consumer that goes to sleep, and a submitter. */
  @JCStressTest
  @State
  @Description(
      "A consumer parks while a submitter pushes. If the park succeeds, the push must owe a"
          + " wake-up, or the consumer would sleep beside work. If it fails, no wake-up is owed.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The work came first.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The consumer sleeps and will be woken.")
  @Outcome(expect = FORBIDDEN, desc = "A wake-up is lost, or sent in vain.")
  public static class PushAndPark extends Rig {
    /** The consumer. */
    @Actor
    public void consumer(II_Result r) {
      r.r1 = stack.park() ? 1 : 0;
    }

    /** A submitter. */
    @Actor
    public void submitter(II_Result r) {
      r.r2 = number(stack.push(first));
    }
  }

  /** A consumer that wakes by itself, and a submitter. */
  @JCStressTest
  @State
  @Description(
      "A parked consumer wakes by itself, for a completion, while a submitter pushes. Exactly one"
          + " of the two ends the parked state, and the consumer takes the unit once.")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The consumer ended it.")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "The submitter ended it.")
  @Outcome(expect = FORBIDDEN, desc = "A signal is lost or sent twice, or the unit is.")
  public static class PushAndUnpark extends Rig {
    private int taken;

    /** Parks first. */
    public PushAndUnpark() {
      stack.park();
    }

    /** The consumer. */
    @Actor
    public void consumer(III_Result r) {
      r.r1 = stack.unpark() ? 1 : 0;
      taken = count(stack.take());
    }

    /** A submitter. */
    @Actor
    public void submitter(III_Result r) {
      r.r2 = number(stack.push(first));
    }

    /** Takes the rest. */
    @Arbiter
    public void rest(III_Result r) {
      r.r3 = taken + count(stack.take());
    }
  }

  /** A submitter, and the consumer that takes its unit. */
  @JCStressTest
  @State
  @Description(
      "A submitter fills a unit and pushes it while the consumer takes. The consumer takes it now"
          + " or later, once, and sees what the submitter wrote.")
  @Outcome(id = "0, 1, 7", expect = ACCEPTABLE, desc = "Taken later.")
  @Outcome(id = "1, 1, 7", expect = ACCEPTABLE, desc = "Taken at once.")
  @Outcome(expect = FORBIDDEN, desc = "The unit is lost, taken twice, or not filled.")
  public static class PushAndTake extends Rig {
    private long seen;

    /** A submitter. */
    @Actor
    public void submitter() {
      first.acceptance = 7;
      stack.push(first);
    }

    /** The consumer. */
    @Actor
    public void consumer(III_Result r) {
      Unit taken = stack.take();
      r.r1 = count(taken);
      if (taken != null) {
        seen = taken.acceptance;
      }
    }

    /** Takes the rest. */
    @Arbiter
    public void rest(III_Result r) {
      Unit rest = stack.take();
      r.r2 = r.r1 + count(rest);
      r.r3 = (int) (rest == null ? seen : rest.acceptance);
    }
  }

  /** Two submitters. */
  @JCStressTest
  @State
  @Description("Two submitters push at once. Both units are on the stack, each once.")
  @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "Both are there.")
  @Outcome(expect = FORBIDDEN, desc = "A unit is lost or there twice.")
  public static class TwoPushes extends Rig {
    /** A submitter. */
    @Actor
    public void submitter() {
      stack.push(first);
    }

    /** Another submitter. */
    @Actor
    public void other() {
      stack.push(second);
    }

    /** The consumer. */
    @Arbiter
    public void consumer(III_Result r) {
      Unit taken = stack.take();
      r.r1 = count(taken, first);
      r.r2 = count(taken, second);
      r.r3 = count(taken);
    }
  }

  /** A submitter that pushes twice, and the consumer. */
  @JCStressTest
  @State
  @Description(
      "A submitter pushes two units while the consumer takes. Each unit is taken once, and the"
          + " first never after the second.")
  @Outcome(id = "0, 2, 1", expect = ACCEPTABLE, desc = "Both later.")
  @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "One at once.")
  @Outcome(id = "2, 2, 1", expect = ACCEPTABLE, desc = "Both at once.")
  @Outcome(expect = FORBIDDEN, desc = "A unit is lost, taken twice, or out of order.")
  public static class PushTwiceAndTake extends Rig {
    private boolean inOrder;

    /** A submitter. */
    @Actor
    public void submitter() {
      stack.push(first);
      stack.push(second);
    }

    /** The consumer. */
    @Actor
    public void consumer(III_Result r) {
      Unit taken = stack.take();
      r.r1 = count(taken);
      inOrder = taken == null || taken == first;
    }

    /** Takes the rest. */
    @Arbiter
    public void rest(III_Result r) {
      Unit rest = stack.take();
      r.r2 = r.r1 + count(rest);
      r.r3 = inOrder && rest == (r.r1 == 0 ? first : r.r1 == 1 ? second : null) ? 1 : 0;
    }
  }

  /** A submitter, and a consumer that closes. */
  @JCStressTest
  @State
  @Description(
      "A submitter pushes while the consumer closes the stack. The unit is in the last batch, or"
          + " the push is refused.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Accepted and in the last batch.")
  @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Refused.")
  @Outcome(expect = FORBIDDEN, desc = "Accepted and lost, or refused and taken.")
  public static class PushAndClose extends Rig {
    /** A submitter. */
    @Actor
    public void submitter(II_Result r) {
      r.r1 = number(stack.push(first));
    }

    /** The consumer. */
    @Actor
    public void consumer(II_Result r) {
      r.r2 = count(stack.takeFinal());
    }
  }

  /** A consumer that goes to sleep, and a thread that closes. */
  @JCStressTest
  @State
  @Description(
      "A thread sets a flag and ends the parked state; the consumer parks and then reads the flag."
          + " The consumer must not sleep with the flag set and no signal on its way.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The consumer saw the flag.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "It saw the flag, and a signal comes.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It sleeps, and a signal comes.")
  @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "It sleeps, and nobody wakes it.")
  @Outcome(expect = FORBIDDEN, desc = "Impossible.")
  public static class RequestAndPark extends Rig {
    private volatile boolean requested;

    /** Any thread. */
    @Actor
    public void requester(II_Result r) {
      requested = true;
      r.r1 = stack.unparkWithoutWork() ? 1 : 0;
    }

    /** The consumer. */
    @Actor
    public void consumer(II_Result r) {
      r.r2 = stack.park() && !requested ? 1 : 0;
    }
  }
}
