// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.unit.Submission;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an idle coordinator spins before it sleeps, and when it does not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleSpinTest {
  private long nanos;
  private final IdleSpin idleSpin = new IdleSpin(() -> nanos);
  private final SubmissionStack stack = new SubmissionStack();

  @Test
  void anIdleSpinSeesWork() {
    stack.push(Submission.marker());

    assertThat(idleSpin.awaitWork(stack)).isTrue();
    assertThat(stack.hasWork()).isTrue();
  }

  @Test
  void looksInVainBecomeRareAndAWaitThatWasTooShortForASleepBringsThemBack() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(idleSpin.awaitWork(stack)).isFalse();
    }
    assertThat(idleSpin.isLooking()).isFalse();
    nanos += IdleSpin.LONG_LOOK_NANOS;
    idleSpin.wokenByWork();
    assertThat(idleSpin.isLooking()).isFalse();
    nanos--;
    idleSpin.wokenByWork();
    assertThat(idleSpin.isLooking()).isTrue();
  }

  @Test
  void aLongLookEndsWithoutWorkAndItsWaitIsNotTooShort() {
    long[] calls = new long[1];
    IdleSpin spin = new IdleSpin(() -> ++calls[0] * (IdleSpin.LONG_LOOK_NANOS / 10));
    stack.push(Submission.marker());
    assertThat(spin.awaitWork(stack)).isTrue();
    stack.take();
    long before = calls[0];

    assertThat(spin.awaitWork(stack)).isFalse();
    assertThat(calls[0] - before)
        .as("readings of the clock in ten tenths of a long look")
        .isEqualTo(11);
    spin.wokenByWork();
    assertThat(spin.isLooking()).isFalse();
  }

  @Test
  void workThatIsThereIsSeenWithoutALook() {
    while (idleSpin.isLooking()) {
      idleSpin.awaitWork(stack);
    }
    stack.push(Submission.marker());
    assertThat(idleSpin.awaitWork(stack)).isTrue();
  }

  @Test
  void anIdleSpinOnAClosedStackEnds() {
    stack.takeFinal();

    assertThat(idleSpin.awaitWork(stack)).isFalse();
  }
}
