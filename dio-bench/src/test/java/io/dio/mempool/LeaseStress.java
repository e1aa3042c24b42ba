// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The references to pooled memory, under jcstress. */
public final class LeaseStress {
  private static final int SLOTS = 1 << 17;
  private static final int SLOT_BYTES = 64;
  private static final PoolOptions OPTIONS = PoolOptions.defaults().withReleasedPoisoned(true);

  /** Memory whose slots are filled with a pattern when they are given back. */
  private static final SlottedMemory MEMORY =
      new SlottedMemory("stress", "buffer", SLOT_BYTES, SLOTS, OPTIONS, new Misuse(OPTIONS));

  private static final long ON_LOAN = 1;

  private LeaseStress() {}

  /**
   * A lease with one reference. jcstress creates some states without using them, so there are more
   * slots than states at one time.
   */
  abstract static class Rig {
    final int slot = MEMORY.claim();
    final MmapBuffer lease = new MmapBuffer(MEMORY, slot, true);

    Rig() {
      MEMORY.segment(slot).set(JAVA_LONG, 0, ON_LOAN);
    }

    final boolean isOnLoan() {
      return MEMORY.segment(slot).get(JAVA_LONG, 0) == ON_LOAN;
    }
  }

  /** The owner releases while a scheduler retains. */
  @JCStressTest
  @State
  @Description(
      "The owner releases its only reference while a scheduler retains the memory. Either the"
          + " scheduler is refused, or the memory stays on loan until it releases as well.")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Refused.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Retained, used and released.")
  @Outcome(expect = FORBIDDEN, desc = "Given back while retained, or never given back.")
  public static class RetainAndRelease extends Rig {
    /** The owner. */
    @Actor
    public void owner() {
      lease.release();
    }

    /** A scheduler. */
    @Actor
    public void scheduler(II_Result r) {
      if (lease.tryRetain()) {
        r.r1 = isOnLoan() ? 1 : 2;
        lease.release();
      }
    }

    /** Looks. */
    @Arbiter
    public void end(II_Result r) {
      r.r2 = isOnLoan() ? 1 : 0;
    }
  }

  /** Two holders release. */
  @JCStressTest
  @State
  @Description(
      "Two holders write to the memory and release it. It is given back once, after both writes.")
  @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Given back after both.")
  @Outcome(expect = FORBIDDEN, desc = "Given back too early, or never.")
  public static class TwoReleases extends Rig {
    /** Retains first. */
    public TwoReleases() {
      lease.tryRetain();
    }

    private int use() {
      int seen = isOnLoan() ? 1 : 0;
      MEMORY.segment(slot).set(JAVA_LONG, 0, ON_LOAN);
      lease.release();
      return seen;
    }

    /** One holder. */
    @Actor
    public void one(III_Result r) {
      r.r1 = use();
    }

    /** Another holder. */
    @Actor
    public void other(III_Result r) {
      r.r2 = use();
    }

    /** Looks. */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = isOnLoan() ? 1 : 0;
    }
  }

  /** Two threads release one reference. */
  @JCStressTest
  @State
  @Description("Two threads release the only reference. One of them is told of the mistake.")
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "One was told.")
  @Outcome(expect = FORBIDDEN, desc = "Both were told, or neither.")
  public static class DoubleRelease extends Rig {
    private int release() {
      try {
        lease.release();
        return 0;
      } catch (IllegalStateException _) {
        return 1;
      }
    }

    /** One thread. */
    @Actor
    public void one(II_Result r) {
      r.r1 = release();
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      r.r2 = release();
    }
  }
}
