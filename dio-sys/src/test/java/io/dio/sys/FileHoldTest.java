// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FileHoldTest {
  private final FileHold hold = new FileHold();

  @Test
  void nobodyGetsInOnceItIsShut() {
    assertThat(hold.tryAcquire()).isTrue();
    hold.release();
    hold.shut();
    assertThat(hold.tryAcquire()).isFalse();
    assertThat(hold.isHeld()).isFalse();
  }

  @Test
  void shuttingWaitsForAHolderThatAnotherThreadReleases() throws Exception {
    assertThat(hold.tryAcquire()).isTrue();
    Thread closer = Thread.ofPlatform().start(hold::shut);
    awaitParked(closer);
    assertThat(hold.tryAcquire()).isFalse();
    Thread.ofPlatform().start(hold::release).join();
    closer.join();
    assertThat(hold.isHeld()).isFalse();
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndIsNotLost() throws Exception {
    assertThat(hold.tryAcquire()).isTrue();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread closer =
        Thread.ofPlatform()
            .start(() -> {
              hold.shut();
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    awaitParked(closer);
    closer.interrupt();
    awaitParked(closer); // the call is repeated after it has noted the interrupt
    hold.release();
    closer.join();
    assertThat(interrupted).isTrue();
  }

  @Test
  void aThreadThatMustNotWaitLeavesItOpen() {
    assertThat(hold.tryAcquire()).isTrue();
    assertThat(hold.tryShut()).isFalse();
    assertThat(hold.tryAcquire()).isTrue();
    hold.release();
    hold.release();
    assertThat(hold.tryShut()).isTrue();
    assertThat(hold.tryAcquire()).isFalse();
  }

  @Test
  void whoIsAloneStaysAloneUntilTheCallIsOver() throws Exception {
    assertThat(hold.tryAcquire()).isTrue();
    assertThat(hold.tryAcquire()).isTrue();
    assertThat(hold.alone(() -> 1, 2)).isEqualTo(2);
    hold.release();
    AtomicBoolean entered = new AtomicBoolean();
    Thread[] visitor = new Thread[1];
    int result =
        hold.alone(
            () -> {
              visitor[0] =
                  Thread.ofPlatform()
                      .start(() -> {
                        entered.set(hold.tryAcquire());
                        hold.release();
                      });
              while (visitor[0].getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              return entered.get() ? 3 : 4;
            },
            2);
    visitor[0].join();
    assertThat(result).isEqualTo(4);
    assertThat(entered).isTrue();
    hold.release();
    assertThat(hold.isHeld()).isFalse();
  }

  @Test
  void noHolderIsEverLeftInsideWhenShuttingReturns() throws Exception {
    for (int round = 0; round < 100; round++) {
      FileHold contended = new FileHold();
      AtomicBoolean gone = new AtomicBoolean();
      AtomicInteger violations = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(3);
      List<Thread> users = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        users.add(
            Thread.ofPlatform()
                .start(() -> {
                  started.countDown();
                  while (contended.tryAcquire()) {
                    if (gone.get()) {
                      violations.incrementAndGet();
                    }
                    contended.release();
                  }
                }));
      }
      started.await();
      contended.shut();
      gone.set(true);
      for (Thread user : users) {
        user.join();
      }
      assertThat(violations).hasValue(0);
    }
  }

  private static void awaitParked(Thread thread) {
    while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
