// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The memory for errno that virtual threads borrow, under jcstress. */
public final class ErrnoCaptureStress {
  private static final long THREAD_ID = 3;

  private ErrnoCaptureStress() {}

  /** Two threads that want the same place. */
  @JCStressTest
  @State
  @Description(
      "Two threads that prefer the same place borrow memory, write to it, read it and give it back."
          + " Each reads what it wrote.")
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Each had its own.")
  @Outcome(expect = FORBIDDEN, desc = "They shared one.")
  public static class TwoBorrowers {
    private static int use(int value) {
      MemorySegment capture = ErrnoCapture.Pool.borrow(THREAD_ID);
      capture.set(JAVA_INT, 0, value);
      int seen = ErrnoCapture.errno(capture);
      ErrnoCapture.Pool.giveBack(capture);
      return seen;
    }

    /** One thread. */
    @Actor
    public void one(II_Result r) {
      r.r1 = use(1);
    }

    /** Another thread. */
    @Actor
    public void other(II_Result r) {
      r.r2 = use(2);
    }
  }
}
