// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When coordinators and waiters look before they sleep, and when they do not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpinTest {
  // ---- coordinators ----

  @Test
  void anIdleSpinSeesWork() {
    SubmissionStack stack = new SubmissionStack();
    stack.push(Submission.marker());

    assertThat(new IdleSpin().awaitWork(stack)).isTrue();
    assertThat(stack.hasWork()).isTrue();
  }

  @Test
  void anIdleSpinEndsWithoutWork() {
    IdleSpin spin = new IdleSpin();
    SubmissionStack stack = new SubmissionStack();
    assertThat(spin.awaitWork(stack)).isFalse();
    stack.push(Submission.marker());
    assertThat(spin.awaitWork(stack)).isTrue();
    stack.take();

    assertThat(spin.awaitWork(stack)).isFalse();
  }

  @Test
  void looksInVainBecomeRareAndASleepThatWasTooShortBringsThemBack() {
    IdleSpin spin = new IdleSpin();
    SubmissionStack stack = new SubmissionStack();
    for (int i = 0; i < 1_000; i++) {
      assertThat(spin.awaitWork(stack)).isFalse();
    }
    assertThat(spin.isLooking()).isFalse();
    spin.slept(IdleSpin.REGRETTED_SLEEP_NANOS + 1);
    assertThat(spin.isLooking()).isFalse();
    spin.slept(IdleSpin.REGRETTED_SLEEP_NANOS);
    assertThat(spin.isLooking()).isTrue();
  }

  @Test
  void workThatIsThereIsSeenWithoutALook() {
    IdleSpin spin = new IdleSpin();
    SubmissionStack stack = new SubmissionStack();
    while (spin.isLooking()) {
      spin.awaitWork(stack);
    }
    stack.push(Submission.marker());
    assertThat(spin.awaitWork(stack)).isTrue();
  }

  @Test
  void anIdleSpinOnAClosedStackEnds() {
    SubmissionStack stack = new SubmissionStack();
    stack.takeFinal();

    assertThat(new IdleSpin().awaitWork(stack)).isFalse();
  }

  // ---- waiters ----

  private static CompletableTicket done() {
    return CompletableTicket.completed(0);
  }

  @Test
  void aWaiterDoesNotSpinUntilOperationsAreSeenToBeFast() {
    WaiterSpin spin = new WaiterSpin(10);
    assertThat(spin.spinUntilDone(done())).isFalse();
    spin.observe(true, 0);
    assertThat(spin.spinUntilDone(done())).isTrue();
    spin.observe(false, 0);

    assertThat(spin.spinUntilDone(done())).isFalse();
  }

  @Test
  void aSpinIsBounded() {
    WaiterSpin spin = new WaiterSpin(10);
    spin.observe(true, 0);

    assertThat(spin.spinUntilDone(new CompletableTicket())).isFalse();
  }

  @Test
  void aVirtualThreadDoesNotSpin() throws Exception {
    WaiterSpin spin = new WaiterSpin(10);
    spin.observe(true, 0);
    CompletableFuture<Boolean> spun = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> spun.complete(spin.spinUntilDone(done())));

    assertThat(spun.get()).isFalse();
  }

  @Test
  void nobodySpinsForTicketsOfNobody() {
    WaiterSpin.NONE.observe(false, 0);

    assertThat(WaiterSpin.NONE.spinUntilDone(done())).isFalse();
  }

  @Test
  void moreSpinnersThanHalfTheProcessorsAreSentToSleep() throws Exception {
    int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    WaiterSpin spin = new WaiterSpin(Long.MAX_VALUE);
    spin.observe(true, TimeUnit.DAYS.toNanos(1));
    CompletableTicket ticket = new CompletableTicket();
    CompletableFuture<?>[] spinners = new CompletableFuture<?>[most];
    for (int i = 0; i < most; i++) {
      CompletableFuture<Boolean> spun = new CompletableFuture<>();
      spinners[i] = spun;
      Thread.ofPlatform().daemon().start(() -> spun.complete(spin.spinUntilDone(ticket)));
    }
    while (spin.spinners() < most) {
      Thread.onSpinWait();
    }
    assertThat(spin.spinUntilDone(ticket)).isFalse();
    ticket.complete(0L);

    for (CompletableFuture<?> spun : spinners) {
      assertThat(spun.get()).isEqualTo(true);
    }
    assertThat(spin.spinUntilDone(ticket)).isTrue();
  }
}
