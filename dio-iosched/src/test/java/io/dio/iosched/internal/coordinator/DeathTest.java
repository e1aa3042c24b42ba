// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.order.DeferredUnits;
import io.dio.iosched.internal.order.Settlement;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.order.SubmissionStack.Push;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a coordinator, if a step of the end fails as well. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeathTest {
  private final FakeRing ring = FakeRing.stepped(4, 4);
  private final SubmissionStack stack = new SubmissionStack();
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), new WaiterSpin(0));
  private final Settlement settlement = new Settlement();
  private final Finisher finisher = new Finisher(new BriefSleeps(new DeferredUnits(settlement)));
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  private Death death(BriefSleeps briefSleeps) {
    Backlog backlog =
        new Backlog(
            ring,
            finisher,
            Coalescing.of(false),
            new Outside(Runnable::run, Errand::run),
            Errand::run,
            settlement);
    return new Death(ring, stack, context, briefSleeps, finisher, backlog);
  }

  private Unit handOver() {
    Unit unit = Unit.of((Request) scratch.read(), context);
    new Admission(context, new SlotTable(0, "test"), ring.maxChainLength())
        .admit(unit, _ -> stack.push(unit) != Push.REFUSED);
    return unit;
  }

  @Test
  void unitsThatWereHandedOverAreToldAlsoIfTheStepThatTakesThemNeverEndsWell() {
    Unit first = handOver();
    Unit second = handOver();
    BriefSleeps failing = null; // each use of it fails, after the stack was closed
    death(failing).die(new IllegalStateException("on purpose"), null, null);

    assertThatThrownBy(this::handOver)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("died");
    for (Unit told : new Unit[] {first, second}) {
      assertThat(told.isDone()).isTrue();
      assertThatThrownBy(told::await)
          .isInstanceOf(SchedulerFailedException.class)
          .cause()
          .hasMessage("on purpose");
    }
    // Only now: closing the files waits for the units, also for those that nobody ends.
    scratch.close();
  }
}
