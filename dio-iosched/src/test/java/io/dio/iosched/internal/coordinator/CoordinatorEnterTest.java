// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.ring.Ring;
import io.dio.iosched.internal.unit.Submission;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entering the kernel, and the wake-up from there, step by step over a fake ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorEnterTest extends CoordinatorFixture {
  // ---- the size of a batch ----

  /** Submits a read that is not done when the call returns, as one of a device. */
  private Op slowRead() {
    Op read = scratch.read();
    rig.submit(read);
    rig.settle();
    assertThat(ring.held()).contains(read);
    return read;
  }

  @Test
  void oneEnterSubmitsAWholeBatchIfOperationsAreDoneWhenItReturns() {
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults(), () -> 1); // no time passes
    rig.settle();
    ring.completeAtOnce();
    rig.submit(scratch.read());
    rig.settle();
    int enters = ring.enters();
    submitAll(scratch.reads(40));
    rig.step();

    assertThat(ring.held()).isEmpty();
    assertThat(ring.placements()).hasSize(41);
    assertThat(ring.enters()).isEqualTo(enters + 1);
  }

  @Test
  void theDeviceGetsABatchInSmallPartsSoThatItStartsWithTheFirst() {
    slowRead();
    List<Op> ops = scratch.reads(10);
    submitAll(ops);
    rig.step();
    assertThat(ring.held()).hasSize(1 + 4).containsAll(ops.subList(0, 4));
    rig.step();
    assertThat(ring.held()).hasSize(1 + 8);
    rig.step();
    assertThat(ring.held()).hasSize(1 + 10).containsAll(ops);
  }

  @Test
  void aPartThatIsLargeEnoughDoesNotWaitForWorkThatComesMeanwhile() {
    slowRead();
    List<Op> ops = scratch.reads(5);
    submitAll(ops.subList(0, 4));
    ring.duringHasCompletions(() -> {
      ring.duringHasCompletions(() -> {});
      rig.submit(ops.get(4));
    });
    rig.step();

    assertThat(ring.held()).hasSize(1 + 4).containsAll(ops.subList(0, 4));
  }

  @Test
  void partsAreLargerWhileTheDeviceHasMuchToDo() {
    slowRead();
    submitAll(scratch.reads(79));
    rig.settle();
    assertThat(ring.held()).hasSize(80);
    submitAll(scratch.reads(20));
    rig.step();

    assertThat(ring.held()).hasSize(80 + 5);
  }

  @Test
  void whatIsDoneIsPublishedBetweenTwoParts() {
    Op first = scratch.read();
    Submission submission = rig.submit(first);
    rig.settle();
    submitAll(scratch.reads(20));
    rig.step();
    ring.complete(first);
    rig.step();

    assertThat(submission.isDone()).isTrue();
    assertThat(ring.held()).hasSize(8);
  }

  @Test
  void workThatArrivesBetweenTwoPartsWaitsForItsPlaceInTheOrder() {
    Op slow = slowRead();
    List<Op> ops = scratch.reads(10);
    submitAll(ops.subList(0, 6));
    rig.step();
    submitAll(ops.subList(6, 10));
    rig.settle();

    assertThat(ring.placements().subList(1, 11)).containsExactlyElementsOf(ops);
    assertThat(ring.placements()).startsWith(slow);
  }

  // ---- enter ----

  @Test
  void goesOnAfterAPartialSubmit() {
    rig.settle();
    List<Op> ops = scratch.reads(5);
    submitAll(ops);
    ring.takeAtMost(2);
    ring.takeAtMost(1);
    ring.takeAtMost(0);
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
  }

  @Test
  void aPartialSubmitMayLeaveTheWakeUpBehind() {
    // The wake-up is the first entry of a new ring.
    submitAll(scratch.reads(3));
    ring.takeAtMost(0);
    rig.step();
    assertThat(ring.isWakeUpHeld()).isFalse();
    rig.settle();

    assertThat(ring.isWakeUpHeld()).isTrue();
    assertThat(ring.held()).hasSize(3);
  }

  /**
   * A kernel thread that submits may have left no room for the wake-up, though everything is
   * submitted. Only a call finds out whether that thread still lives.
   */
  @Test
  void aRingWithoutRoomForTheWakeUpIsEnteredAlthoughNothingIsPlaced() {
    int[] refusals = {2};
    Ring narrow =
        (Ring)
            Proxy.newProxyInstance(
                Ring.class.getClassLoader(),
                new Class<?>[] {Ring.class},
                (_, method, arguments) ->
                    method.getName().equals("placeWakeUp") && refusals[0]-- > 0
                        ? false
                        : method.invoke(ring, arguments));
    rig = new CoordinatorRig(ring, narrow, SchedulerOptions.defaults());
    rig.step();
    rig.step();
    assertThat(ring.isWakeUpHeld()).isFalse();
    assertThat(ring.enters()).isEqualTo(2);
    rig.step();
    assertThat(ring.isWakeUpHeld()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EAGAIN", "EBUSY", "EINTR"})
  void goesOnAfterARefusalThatPasses(String name) {
    int errno =
        switch (name) {
          case "EAGAIN" -> Errno.EAGAIN;
          case "EBUSY" -> Errno.EBUSY;
          default -> Errno.EINTR;
        };
    rig.settle();
    List<Op> ops = scratch.reads(5);
    List<Submission> submissions = submitAll(ops);
    for (int i = 0; i < 5; i++) {
      ring.refuseEnter(errno);
      rig.step();
      assertThat(ring.held()).isEmpty();
    }
    rig.settle();
    assertThat(ring.held()).containsExactlyElementsOf(ops);
    ring.refuseEnter(errno);
    ring.completeAll();
    rig.settle();

    assertThat(submissions).allMatch(Submission::isDone);
  }

  @Test
  void newWorkIsTakenWhileTheKernelRefuses() {
    rig.settle();
    List<Op> ops = scratch.reads(2);
    rig.submit(ops.get(0));
    ring.refuseEnter(Errno.EAGAIN);
    rig.step();
    rig.submit(ops.get(1));
    ring.refuseEnter(Errno.EAGAIN);
    rig.step();
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
  }

  @Test
  void onlyAWaitForNothingButTheWakeUpIsIdle() {
    // The fake ring refuses an idle wait with operations in flight. This test checks the rest of
    // the rule.
    rig.settle();
    Submission read = rig.submit(scratch.read());
    rig.settle();
    ring.completeAll();
    rig.settle();

    assertThat(read.isDone()).isTrue();
    ring.assertNoViolation();
  }

  // ---- wake-up ----

  @Test
  void armsOneWakeUpAndAnotherOnlyWhenThatCompleted() {
    rig.settle();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(1);
    submitAll(scratch.reads(3));
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(1);
    ring.signal();
    rig.settle();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(2);
    assertThat(ring.isWakeUpHeld()).isTrue();
  }

  @Test
  void workThatComesWhileTheCoordinatorSleepsOwesOneSignal() {
    rig.settle();
    int signals = ring.signals();
    List<Op> ops = scratch.reads(3);
    // Inside enter the coordinator is parked, so a submission that is pushed there must wake it.
    ring.duringNextEnter(() -> submitAll(ops));
    rig.step();
    assertThat(ring.signals()).isEqualTo(signals + 1);
    assertThat(ring.wakeUpsPlaced()).isEqualTo(1);
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
    assertThat(ring.wakeUpsPlaced()).isEqualTo(2);
  }

  @Test
  void workThatComesJustBeforeTheCoordinatorSleepsKeepsItAwake() {
    rig.settle();
    int signals = ring.signals();
    Op op = scratch.read();
    ring.duringHasCompletions(() -> {
      ring.duringHasCompletions(() -> {});
      rig.submit(op);
    });
    rig.step();
    rig.step();

    assertThat(ring.held()).containsExactly(op);
    assertThat(ring.signals()).isEqualTo(signals);
  }

  @Test
  void aLateSignalOnlyWakesForNothing() {
    rig.settle();
    List<Op> ops = scratch.reads(2);
    // A submitter wins the gate and is delayed before it signals. Meanwhile a completion wakes the
    // coordinator.
    ring.duringNextEnter(() -> rig.submit(ops.get(0)));
    ring.duringSignal(() -> ring.duringSignal(() -> {}));
    rig.step();
    rig.settle();
    ring.signal();
    ring.signal();
    rig.submit(ops.get(1));
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
    ring.assertNoViolation();
  }

  @Test
  void anInterruptedWakeUpIsArmedAgain() {
    rig.settle();
    ring.completeWakeUp(-Errno.EINTR);
    rig.settle();

    assertThat(ring.isWakeUpHeld()).isTrue();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(2);
  }

  @Test
  void whatIsPlacedIsSubmittedThoughWorkForNobodyKeepsComing() {
    // Drains of an idle file complete at once and place nothing, so the batch does not grow by
    // them.
    Op read = scratch.read();
    var idleFile = scratch.open();
    rig.settle();
    rig.submit(read);
    ring.duringHasCompletions(() -> rig.submit(Op.drain(idleFile)));
    for (int i = 0; i < 100; i++) {
      rig.step();
    }
    ring.duringHasCompletions(() -> {});

    assertThat(ring.held()).containsExactly(read);
  }

  @Test
  void aGrowingBatchIsSubmittedThoughMoreWorkKeepsComing() {
    rig.settle();
    ring.duringHasCompletions(() -> rig.submit(scratch.read()));
    for (int i = 0; i < 100; i++) {
      rig.step();
    }
    ring.duringHasCompletions(() -> {});

    assertThat(ring.held()).hasSizeGreaterThan(30);
  }
}
