// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.dio.bench.stress.StressFile;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ticket.AbstractTicket;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The reuse of a batch, under jcstress. */
public final class MemberBatchStress {
  private static final MemorySegment MEMORY = Arena.global().allocate(512, 512);
  private static final SchedulerContext CONTEXT =
      new SchedulerContext("stress", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private static final Admission ADMISSION = new Admission(CONTEXT, null, 64);

  private MemberBatchStress() {}

  /** Takes the first use of a batch, and makes the second one at once. */
  static final class Engine implements Intake {
    private Unit[] firstUse;

    @Override
    public boolean accept(Unit[] units, int count) {
      if (firstUse == null) {
        firstUse = Arrays.copyOf(units, count);
      } else {
        end(units, count, 100);
      }
      return true;
    }

    /** Ends units as engines do: all results, one fence, and then the last step with each. */
    static void end(Unit[] units, int count, int result) {
      for (int i = 0; i < count; i++) {
        units[i].publish(result + i);
      }
      AbstractTicket.fenceBeforeWake();
      for (int i = 0; i < count; i++) {
        units[i].ended();
      }
    }
  }

  /** Two workers end one operation each. */
  @JCStressTest
  @State
  @Description("Two workers end one operation of a batch each. The batch is done afterwards.")
  @Outcome(id = "21, 0", expect = ACCEPTABLE, desc = "Done, with both results.")
  @Outcome(expect = FORBIDDEN, desc = "An end was not counted.")
  public static class TwoEnds {
    private final Engine engine = new Engine();
    private final MemberBatch batch = new MemberBatch(2, null, CONTEXT, ADMISSION, engine);

    /** Submits first. */
    public TwoEnds() {
      batch.read(StressFile.FILE, MEMORY, 0);
      batch.read(StressFile.FILE, MEMORY, 512);
      batch.submit();
    }

    /** One worker. */
    @Actor
    public void one() {
      Engine.end(new Unit[] {engine.firstUse[0]}, 1, 10);
    }

    /** Another worker. */
    @Actor
    public void other() {
      Engine.end(new Unit[] {engine.firstUse[1]}, 1, 11);
    }

    /** The owner. */
    @Arbiter
    public void owner(II_Result r) {
      if (batch.isDone()) {
        r.r1 = (int) (batch.bytesTransferred(0) + batch.bytesTransferred(1));
      } else {
        r.r2 = 1;
      }
    }
  }

  /** The owner of a batch uses it again as soon as it is done. */
  @JCStressTest
  @State
  @Description(
      "An engine ends the two operations of a batch. The owner waits, reads the results, fills the"
          + " batch again and submits it. The engine's last steps with the first use do not touch"
          + " the second.")
  @Outcome(id = "21, 100, 1", expect = ACCEPTABLE, desc = "Both uses have their own results.")
  @Outcome(expect = FORBIDDEN, desc = "A result is missing, or one use has disturbed the other.")
  public static class ReuseAndEnd {
    private final Engine engine = new Engine();
    private final MemberBatch batch = new MemberBatch(2, null, CONTEXT, ADMISSION, engine);

    /** Submits first. */
    public ReuseAndEnd() {
      batch.read(StressFile.FILE, MEMORY, 0);
      batch.read(StressFile.FILE, MEMORY, 512);
      batch.submit();
    }

    /** The engine. */
    @Actor
    public void engine() {
      Engine.end(engine.firstUse, 2, 10);
    }

    /** The owner. */
    @Actor
    public void owner(III_Result r) {
      r.r1 = await();
      batch.clear();
      batch.read(StressFile.FILE, MEMORY, 0);
      batch.submit();
      r.r2 = await();
    }

    private int await() {
      try {
        return (int) batch.await();
      } catch (IOException _) {
        return -1;
      }
    }

    /** Looks. */
    @Arbiter
    public void end(III_Result r) {
      r.r3 = batch.isDone() ? 1 : 0;
    }
  }
}
