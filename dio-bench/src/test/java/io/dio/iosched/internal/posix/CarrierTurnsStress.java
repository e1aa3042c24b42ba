// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The turns of virtual threads that block their carriers, under jcstress. */
public final class CarrierTurnsStress {
  /** Longer than a thread is kept from running on a busy machine. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private CarrierTurnsStress() {}

  /** One turn. */
  abstract static class Rig {
    final CarrierTurns turns = new CarrierTurns(1, PATIENCE_NANOS);

    /** {@return the number of turns that are free} */
    final int countFree() {
      int free = 0;
      while (turns.tryBegin()) {
        free++;
      }
      return free;
    }
  }

  /** Two threads that want the only turn. */
  @JCStressTest
  @State
  @Description("Two threads try to begin the only turn. One of them does.")
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "One did.")
  @Outcome(expect = FORBIDDEN, desc = "Both did, or neither.")
  public static class TwoBegins extends Rig {
    /** One thread. */
    @Actor
    public void one(II_Result r) {
      r.r1 = turns.tryBegin() ? 1 : 0;
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      r.r2 = turns.tryBegin() ? 1 : 0;
    }
  }

  /** A turn that ends while another thread waits for it. */
  @JCStressTest
  @State
  @Description(
      "The only turn ends while another thread begins to wait for one. It gets the turn long before"
          + " its patience ends, and there is still one turn afterwards.")
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "The turn changed hands.")
  @Outcome(expect = FORBIDDEN, desc = "The thread waited beside a free turn, or a turn is lost.")
  public static class EndAndBegin extends Rig {
    private boolean has;

    /** Begins first. */
    public EndAndBegin() {
      turns.tryBegin();
    }

    /** The thread whose turn ends. */
    @Actor
    public void ends() {
      turns.end();
    }

    /** A thread that wants a turn. */
    @Actor
    public void begins(III_Result r) {
      has = turns.begin();
      r.r1 = has ? 1 : 0;
    }

    /** Counts the turns. */
    @Arbiter
    public void end(III_Result r) {
      r.r2 = countFree();
      if (has) {
        turns.end();
      }
      r.r3 = countFree();
    }
  }
}
