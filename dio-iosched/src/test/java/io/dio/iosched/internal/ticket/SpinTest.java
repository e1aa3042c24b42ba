// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.internal.coordinator.IdleSpin;
import io.dio.iosched.internal.order.SubmissionStack;
import io.dio.iosched.internal.unit.Submission;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When coordinators and waiters look before they sleep, and when they do not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpinTest {
  // ---- coordinators ----

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

  // ---- waiters ----

  private static ManualTicket done() {
    ManualTicket ticket = new ManualTicket();
    ticket.complete(0L);
    return ticket;
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

    assertThat(spin.spinUntilDone(new ManualTicket())).isFalse();
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
    ManualTicket ticket = new ManualTicket();
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
