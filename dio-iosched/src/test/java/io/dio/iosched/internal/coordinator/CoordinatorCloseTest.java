// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.internal.unit.Submission;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a coordinator, step by step over a fake ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorCloseTest extends CoordinatorFixture {
  @Test
  void closesWithNothingToDo() {
    rig.coordinator().requestClose();

    assertThat(rig.coordinator().step()).isFalse();
  }

  @Test
  void closingExecutesEverythingAccepted() {
    use(FakeRing.stepped(4, 3));
    List<Submission> submissions = submitAll(scratch.reads(10));
    rig.step();
    rig.coordinator().requestClose();
    while (rig.coordinator().step()) {
      ring.completeAll();
    }

    assertThat(submissions).allMatch(Submission::isDone);
    assertThat(ring.isWakeUpHeld()).isFalse();
  }

  @Test
  void closingWaitsForWhatIsInFlight() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    rig.coordinator().requestClose();
    int signals = ring.signals();
    for (int i = 0; i < 50; i++) {
      assertThat(rig.coordinator().step()).isTrue();
    }
    assertThat(ring.signals())
        .as("it wakes itself only when nothing is in flight")
        .isEqualTo(signals);
    ring.complete(read.op, -Errno.EINTR);
    for (int i = 0; i < 50; i++) {
      assertThat(rig.coordinator().step()).isTrue();
    }
    assertThat(read.isDone()).isFalse();
    ring.complete(read.op);
    while (rig.coordinator().step()) {}

    assertThat(read.isDone()).isTrue();
  }

  @Test
  void refusesWorkOnceItSawTheCloseAndKeepsWhatCameBefore() {
    Op op = scratch.read();
    rig.coordinator().requestClose();
    Submission accepted = rig.submit(op);
    while (rig.coordinator().step()) {
      ring.completeAll();
    }

    assertThat(accepted.isDone()).isTrue();
    assertThatThrownBy(() -> rig.submit(scratch.read()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closingReachesACoordinatorThatSleepsOrIsAboutTo() {
    rig.settle();
    int signals = ring.signals();
    ring.duringNextEnter(() -> rig.coordinator().requestClose());
    rig.step();

    assertThat(ring.signals()).isEqualTo(signals + 1);
    assertThat(rig.coordinator().step()).isFalse();
  }

  @Test
  void closingReachesACoordinatorThatHasJustLookedForIt() {
    rig.settle();
    int waits = ring.waitsForCompletions();
    ring.duringHasCompletions(() -> {
      ring.duringHasCompletions(() -> {});
      rig.coordinator().requestClose();
    });
    rig.step();

    assertThat(ring.waitsForCompletions()).isEqualTo(waits);
    while (rig.coordinator().step()) {}
    assertThat(ring.isWakeUpHeld()).isFalse();
  }

  @Test
  void onlyTheFirstRequestToCloseIsTheFirst() {
    assertThat(rig.coordinator().requestClose()).isTrue();
    assertThat(rig.coordinator().requestClose()).isFalse();
  }

  @Test
  void closingGoesOnWhileTheKernelRefuses() {
    List<Submission> submissions = submitAll(scratch.reads(3));
    rig.coordinator().requestClose();
    ring.refuseEnter(Errno.EAGAIN);
    ring.takeAtMost(1);
    ring.refuseEnter(Errno.EBUSY);
    ring.refuseEnter(Errno.EINTR);
    while (rig.coordinator().step()) {
      ring.completeAll();
    }

    assertThat(submissions).allMatch(Submission::isDone);
  }
}
