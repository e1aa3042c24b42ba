// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UninterruptibleWaitTest {
  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  @Test
  void aWaitIsMadeAgainAfterEachInterruptAndTheFlagIsKept() {
    AtomicInteger attempts = new AtomicInteger();

    UninterruptibleWait.complete(() -> {
      if (attempts.incrementAndGet() <= 3) {
        throw new InterruptedException();
      }
    });

    assertThat(attempts).hasValue(4);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aWaitWithoutInterruptSetsNoFlag() {
    UninterruptibleWait.complete(() -> {});
    UninterruptibleWait.park(this, () -> true);

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptedThreadStillWaitsForALatch() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean keptTheFlag = new AtomicBoolean();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              interrupted.countDown();
              UninterruptibleWait.complete(latch::await);
              keptTheFlag.set(latch.getCount() == 0 && Thread.currentThread().isInterrupted());
            });
    interrupted.await();

    latch.countDown();
    waiter.join();

    assertThat(keptTheFlag).isTrue();
  }

  @Test
  @SuppressWarnings("ReferenceEquality") // compares identity on purpose
  void aParkedThreadSleepsWithItsInterruptFlagCleared() throws InterruptedException {
    AtomicBoolean done = new AtomicBoolean();
    AtomicBoolean keptTheFlag = new AtomicBoolean();
    AtomicInteger checks = new AtomicInteger();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              UninterruptibleWait.park(
                  done,
                  () -> {
                    checks.incrementAndGet();
                    return done.get();
                  });
              keptTheFlag.set(Thread.currentThread().isInterrupted());
            });
    while (LockSupport.getBlocker(waiter) != done) {
      Thread.onSpinWait();
    }
    waiter.interrupt();
    done.set(true);
    LockSupport.unpark(waiter);
    waiter.join();

    assertThat(keptTheFlag).isTrue();
    assertThat(checks).as("the loop did not spin").hasValueLessThan(10);
  }

  @Test
  void aFailureOfTheWaitKeepsTheFlagToo() {
    AtomicBoolean first = new AtomicBoolean(true);

    assertThatThrownBy(() ->
            UninterruptibleWait.complete(() -> {
              if (first.getAndSet(false)) {
                throw new InterruptedException();
              }
              throw new IllegalStateException("no wait");
            }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(Thread.interrupted()).isTrue();
  }
}
