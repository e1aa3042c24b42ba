// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The tasks that other threads hand to the coordinator, under jcstress. */
public final class ErrandsStress {
  private ErrandsStress() {}

  /** A list of tasks, and tasks that count how often they ran. */
  abstract static class Rig {
    final Errands errands = new Errands();
    int firstRuns;
    int secondRuns;

    final Errand first =
        new Errand() {
          @Override
          void run() {
            firstRuns++;
          }
        };

    final Errand second =
        new Errand() {
          @Override
          void run() {
            secondRuns++;
          }
        };
  }

  /** A thread that adds, and the owner. */
  @JCStressTest
  @State
  @Description("A thread adds two tasks while the owner runs what is there. Each task runs once.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each ran once.")
  @Outcome(expect = FORBIDDEN, desc = "A task is lost or ran twice.")
  public static class AddAndRun extends Rig {
    /** Another thread. */
    @Actor
    public void adds() {
      errands.add(first);
      errands.add(second);
    }

    /** The owner. */
    @Actor
    public void runs() {
      errands.runAll();
    }

    /** Runs the rest. */
    @Arbiter
    public void rest(II_Result r) {
      errands.runAll();
      r.r1 = firstRuns;
      r.r2 = secondRuns;
    }
  }

  /** Two threads that add. */
  @JCStressTest
  @State
  @Description("Two threads add a task each. Each task runs once.")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Each ran once.")
  @Outcome(expect = FORBIDDEN, desc = "A task is lost or ran twice.")
  public static class TwoAdds extends Rig {
    /** One thread. */
    @Actor
    public void one() {
      errands.add(first);
    }

    /** Another thread. */
    @Actor
    public void other() {
      errands.add(second);
    }

    /** The owner. */
    @Arbiter
    public void owner(II_Result r) {
      errands.runAll();
      r.r1 = firstRuns;
      r.r2 = secondRuns;
    }
  }
}
