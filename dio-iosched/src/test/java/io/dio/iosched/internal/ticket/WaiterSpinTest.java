// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.UninterruptibleWait;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a waiter spins before it parks, and when it does not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaiterSpinTest {
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
    CountDownLatch spinning = new CountDownLatch(most);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<?>[] spinners = new CompletableFuture<?>[most];
    for (int i = 0; i < most; i++) {
      AtomicBoolean hasLooked = new AtomicBoolean();
      UninterruptibleWait.Awaited awaited =
          () -> {
            if (!hasLooked.getAndSet(true)) {
              spinning.countDown();
            }
            return done.get();
          };
      CompletableFuture<Boolean> spun = new CompletableFuture<>();
      spinners[i] = spun;
      Thread.ofPlatform().daemon().start(() -> spun.complete(spin.spinUntilDone(awaited)));
    }
    spinning.await();
    assertThat(spin.spinUntilDone(done::get)).isFalse();
    done.set(true);

    for (CompletableFuture<?> spun : spinners) {
      assertThat(spun.get()).isEqualTo(true);
    }
    assertThat(spin.spinUntilDone(done::get)).isTrue();
  }
}
