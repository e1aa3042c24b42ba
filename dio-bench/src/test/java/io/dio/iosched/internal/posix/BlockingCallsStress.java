// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The blocking calls that closing waits for, under jcstress. */
public final class BlockingCallsStress {
  private static final SchedulerContext CONTEXT =
      new SchedulerContext("stress", SchedulerOptions.defaults(), WaiterSpin.NONE);

  private BlockingCallsStress() {}

  /** A call, and a thread that closes. */
  @JCStressTest
  @State
  @Description(
      "A thread makes a blocking call while another closes the scheduler and waits for all calls."
          + " The call is refused, or it ends before the wait does.")
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "Refused, or ended before.")
  @Outcome(expect = FORBIDDEN, desc = "The call ran after everything was closed.")
  public static class CallAndClose {
    private final BlockingCalls calls = new BlockingCalls(CONTEXT);
    private boolean allClosed;

    /** A caller. */
    @Actor
    public void caller(I_Result r) {
      BlockingCalls.Lane lane;
      try {
        lane = calls.enter();
      } catch (IllegalStateException _) {
        return;
      }
      r.r1 = allClosed ? 2 : 1;
      calls.exit(lane);
    }

    /** The closing thread. */
    @Actor
    public void closer() {
      calls.close();
      calls.awaitAll();
      allClosed = true;
    }
  }
}
