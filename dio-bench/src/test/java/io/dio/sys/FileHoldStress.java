// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

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
import org.openjdk.jcstress.infra.results.I_Result;

/** The holds that keep a file open, under jcstress. */
public final class FileHoldStress {
  private static final int CALL_SPINS = 20;

  private FileHoldStress() {}

  /** A hold, and the descriptor that it protects, which is open or closed. */
  abstract static class Rig {
    final FileHold hold = new FileHold();
    boolean descriptorClosed;

    /** {@return 0 if the file was refused, 1 if its descriptor was open, 2 if it was closed} */
    final int use() {
      if (!hold.tryAcquire()) {
        return 0;
      }
      // A call takes a while. What is closed too early must be closed before the look.
      for (int i = 0; i < CALL_SPINS; i++) {
        Thread.onSpinWait();
      }
      int seen = descriptorClosed ? 2 : 1;
      hold.release();
      return seen;
    }
  }

  /** An operation, and a thread that closes. */
  @JCStressTest
  @State
  @Description(
      "An operation holds the file and uses its descriptor while another thread shuts it and closes"
          + " the descriptor. The operation is refused, or it finds the descriptor open.")
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "Refused, or open.")
  @Outcome(expect = FORBIDDEN, desc = "The descriptor was closed under the operation.")
  public static class UseAndShut extends Rig {
    /** An operation. */
    @Actor
    public void user(I_Result r) {
      r.r1 = use();
    }

    /** The closing thread. */
    @Actor
    public void closer() {
      hold.shut();
      descriptorClosed = true;
    }
  }

  /** The end of an operation that another thread began, and a thread that closes. */
  @JCStressTest
  @State
  @Description(
      "A file is held. The thread that completes the operation releases it while another thread"
          + " shuts it and waits. The wait ends after the release.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Released, then closed.")
  @Outcome(expect = FORBIDDEN, desc = "Closed before the release.")
  public static class ReleaseAndShut extends Rig {
    private boolean used;

    /** Acquires first. */
    public ReleaseAndShut() {
      hold.tryAcquire();
    }

    /** The completing thread. */
    @Actor
    public void completes(II_Result r) {
      r.r1 = descriptorClosed ? 2 : 1;
      used = true;
      hold.release();
    }

    /** The closing thread. */
    @Actor
    public void closer(II_Result r) {
      hold.shut();
      descriptorClosed = true;
      r.r2 = used ? 1 : 0;
    }
  }

  /** An operation, and a thread that closes only if nobody holds the file. */
  @JCStressTest
  @State
  @Description(
      "An operation holds the file while a thread that must not wait tries to shut it. If the"
          + " operation is refused, the file is shut. If it runs, the descriptor stays open.")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The operation is refused, the file shut.")
  @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The operation ran, the file stays open.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The operation ran before the file was shut.")
  @Outcome(expect = FORBIDDEN, desc = "Closed under the operation, or refused though it is open.")
  public static class UseAndTryShut extends Rig {
    /** An operation. */
    @Actor
    public void user(II_Result r) {
      r.r1 = use();
    }

    /** The closing thread. */
    @Actor
    public void closer(II_Result r) {
      if (hold.tryShut()) {
        descriptorClosed = true;
        r.r2 = 1;
      }
    }
  }

  /** A call that must be alone with the file, and an operation. */
  @JCStressTest
  @State
  @Description(
      "A holder makes a call that must be alone with the file while an operation holds the file."
          + " The two never overlap.")
  @Outcome(
      id = {"1, 1, 0", "1, 2, 0"},
      expect = ACCEPTABLE,
      desc = "One after the other, or not.")
  @Outcome(expect = FORBIDDEN, desc = "They overlapped, or one was not told the truth.")
  public static class AloneAndUse extends Rig {
    private int users;
    private boolean alone;

    /** Acquires first, for the holder. */
    public AloneAndUse() {
      hold.tryAcquire();
    }

    private int call() {
      alone = true;
      int seen = users;
      alone = false;
      return seen == 0 ? 1 : 3;
    }

    /** The holder; its result is 2 if the other one was there. */
    @Actor
    public void holder(III_Result r) {
      r.r2 = hold.alone(this::call, 2);
    }

    /** An operation. */
    @Actor
    public void user(III_Result r) {
      if (hold.tryAcquire()) {
        users = 1;
        r.r1 = alone ? 2 : 1;
        users = 0;
        hold.release();
      }
    }

    /** Counts what is left beside the holder. */
    @Arbiter
    public void end(III_Result r) {
      hold.release();
      r.r3 = hold.isHeld() ? 1 : 0;
    }
  }
}
