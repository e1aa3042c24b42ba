// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.TimeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualWakesTest {
  private final VirtualWakes wakes = new VirtualWakes();

  @AfterEach
  void close() {
    wakes.close();
  }

  /** A thread that parks until the test lets it go on, even if it is unparked before. */
  private static final class Parked {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean mayGoOn;

    Parked(Thread.Builder builder) {
      thread =
          builder.start(() -> {
            while (!mayGoOn) {
              LockSupport.park(this);
            }
            ended.countDown();
          });
    }

    Thread released() {
      mayGoOn = true;
      return thread;
    }

    void awaitEnd() throws InterruptedException {
      assertThat(ended.await(TimeLimits.ofSeconds(30).toSeconds(), TimeUnit.SECONDS))
          .as("it was woken")
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, VirtualWakes.FEW, VirtualWakes.FEW + 1, 100, VirtualWakes.CAPACITY + 7})
  void everyVirtualThreadOfABatchIsWoken(int count) throws InterruptedException {
    List<Parked> waiters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      waiters.add(new Parked(Thread.ofVirtual()));
    }
    for (Parked waiter : waiters) {
      wakes.unpark(waiter.released());
    }
    wakes.flush();
    for (Parked waiter : waiters) {
      waiter.awaitEnd();
    }
  }

  private static Callback callback(Runnable action) {
    return new Callback(new ManualTicket(), _ -> action.run());
  }

  @Test
  void everyCallbackRunsOnceThoughBatchesComeFasterThanTheyAreDealtWith()
      throws InterruptedException {
    int batches = 200;
    int batchSize = 100;
    AtomicIntegerArray runs = new AtomicIntegerArray(batches * batchSize);
    CountDownLatch all = new CountDownLatch(batches * batchSize);
    for (int i = 0; i < batches; i++) {
      for (int j = 0; j < batchSize; j++) {
        int callback = i * batchSize + j;
        wakes.start(
            callback(() -> {
              runs.incrementAndGet(callback);
              all.countDown();
            }));
      }
      wakes.flush();
    }
    assertThat(all.await(TimeLimits.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < runs.length(); i++) {
      assertThat(runs.get(i)).isEqualTo(1);
    }
  }

  @Test
  void itsThreadIsWokenAgainAfterItFoundNothing() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      CountDownLatch all = new CountDownLatch(VirtualWakes.FEW + 1);
      for (int i = 0; i <= VirtualWakes.FEW; i++) {
        wakes.start(callback(all::countDown));
      }
      wakes.flush();
      assertThat(all.await(TimeLimits.ofSeconds(30).toSeconds(), TimeUnit.SECONDS))
          .as("round " + round)
          .isTrue();
      while (!wakes.isParked()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aPlatformThreadIsWokenAtOnce() throws InterruptedException {
    Parked waiter = new Parked(Thread.ofPlatform());
    wakes.unpark(waiter.released());
    waiter.awaitEnd(); // without a flush
  }

  @Test
  void closingEndsItsThreadBehindAllThatWasHandedOver() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(500);
    for (int i = 0; i < 500; i++) {
      wakes.start(
          callback(() -> {
            ran.incrementAndGet();
            all.countDown();
          }));
    }
    wakes.flush();
    wakes.close();
    assertThat(wakes.thread().join(TimeLimits.ofSeconds(30))).as("it ended").isTrue();
    assertThat(all.await(TimeLimits.ofSeconds(30).toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(500);
  }

  @Test
  void aFewNeedNoThread() {
    for (int i = 0; i < VirtualWakes.FEW; i++) {
      wakes.start(callback(() -> {}));
    }
    wakes.flush();
    assertThat(wakes.thread()).isNull();
  }
}
