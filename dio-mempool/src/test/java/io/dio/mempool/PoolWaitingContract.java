// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules by which both kinds of pool let threads wait. */
@Timeout(60)
abstract class PoolWaitingContract {

  enum Kind {
    PLATFORM,
    VIRTUAL;

    Thread start(Runnable task) {
      return this == PLATFORM ? Thread.ofPlatform().start(task) : Thread.ofVirtual().start(task);
    }
  }

  private Pool<? extends Lease> pool;
  private Lease held;

  /** The capacity of the pool under test, in buffers or slots of 4096 bytes. */
  abstract Pool<? extends Lease> poolOfOne(String name);

  @BeforeEach
  void takeTheOnlyBuffer() throws InterruptedException {
    pool = poolOfOne("waiting");
    held = pool.acquire();
  }

  @AfterEach
  void nothingIsLostAndThePoolCloses() throws InterruptedException, TimeoutException {
    assertThat(pool.waiting()).isZero();
    assertThat(pool.outstanding()).isZero();
    pool.acquire(Duration.ZERO).release();
    pool.close();
  }

  @ParameterizedTest
  @EnumSource
  void acquireWaitsUntilABufferIsReleased(Kind kind) {
    AtomicLong outstandingThen = new AtomicLong();
    Thread waiter =
        kind.start(() ->
            releaseQuietly(() -> {
              Lease buffer = pool.acquire();
              outstandingThen.set(pool.outstanding());
              return buffer;
            }));
    Waiting.untilWaiting(pool, 1);
    assertThat(outstandingThen).hasValue(0);
    held.release();
    Waiting.untilEnded(waiter);
    assertThat(outstandingThen).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void waitersAreServedFirstComeFirstServed(Kind kind) {
    List<Integer> served = new CopyOnWriteArrayList<>();
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      waiters.add(
          kind.start(() ->
              releaseQuietly(() -> {
                // Neither the slow warning nor a timeout may cost a thread its place in the queue.
                Lease buffer = number % 2 == 0 ? pool.acquire() : pool.acquire(Duration.ofDays(1));
                served.add(number);
                return buffer;
              })));
      Waiting.untilWaiting(pool, i + 1);
    }
    held.release();
    waiters.forEach(Waiting::untilEnded);
    assertThat(served).hasSize(20).isSorted();
  }

  @Test
  void theSlowWarningCostsNobodyHisPlace() {
    AtomicInteger warnings = new AtomicInteger();
    pool.setSlowAcquireWarning(Duration.ofMillis(1), slow -> warnings.incrementAndGet());
    List<Integer> served = new CopyOnWriteArrayList<>();
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      waiters.add(
          Kind.PLATFORM.start(() ->
              releaseQuietly(() -> {
                Lease buffer = pool.acquire();
                served.add(number);
                return buffer;
              })));
      Waiting.untilWaiting(pool, i + 1);
    }
    Waiting.until("everybody was warned several times", () -> warnings.get() >= 50);
    held.release();
    waiters.forEach(Waiting::untilEnded);
    assertThat(served).hasSize(10).isSorted();
  }

  @Test
  void tryAcquireDoesNotJumpTheQueue() throws InterruptedException {
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicBoolean served = new AtomicBoolean(true);
    AtomicInteger jumps = new AtomicInteger();
    Thread impatient =
        Kind.PLATFORM.start(() -> {
          while (running.get()) {
            Lease buffer = pool.tryAcquire();
            if (buffer != null) {
              if (!served.get()) {
                jumps.incrementAndGet();
              }
              buffer.release();
            }
          }
        });
    for (int round = 0; round < 3000; round++) {
      served.set(false);
      Thread waiter = Kind.VIRTUAL.start(() -> releaseQuietly(() -> serve(served)));
      Waiting.untilWaiting(pool, 1);
      held.release(); // the buffer belongs to the waiter, even if it does not run yet
      waiter.join();
      held = pool.acquire();
    }
    running.set(false);
    impatient.join();
    held.release();
    assertThat(jumps).hasValue(0);
  }

  private Lease serve(AtomicBoolean served) throws InterruptedException {
    Lease buffer = pool.acquire();
    served.set(true);
    return buffer;
  }

  @Test
  void waitingVirtualThreadsLeaveTheirCarriers() throws InterruptedException {
    // The JVM has at most 256 carriers.
    int threads = 8 * Runtime.getRuntime().availableProcessors() + 300;
    List<Thread> waiters = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      waiters.add(Kind.VIRTUAL.start(() -> releaseQuietly(pool::acquire)));
    }
    Waiting.untilWaiting(pool, threads);
    // If every carrier were pinned, this thread would never run.
    Kind.VIRTUAL.start(held::release).join();
    waiters.forEach(Waiting::untilEnded);
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheWaitAndLosesNothing(Kind kind) {
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread waiter =
        kind.start(() -> {
          try {
            pool.acquire().release();
          } catch (InterruptedException e) {
            thrown.set(e);
          }
        });
    Waiting.untilWaiting(pool, 1);
    waiter.interrupt();
    Waiting.untilEnded(waiter);
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(pool.waiting()).isZero();
    held.release();
  }

  @Test
  void anInterruptedThreadIsNotGivenABuffer() {
    held.release();
    for (CompletingThread.Task acquire :
        List.<CompletingThread.Task>of(
            pool::acquire,
            () -> pool.acquire(Duration.ofDays(1)),
            () -> pool.acquire(Duration.ZERO))) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class).isThrownBy(acquire::run);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void aWaiterThatLeavesLetsTheNextOneUp() {
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread first =
        Kind.PLATFORM.start(() -> {
          try {
            pool.acquire().release();
          } catch (InterruptedException e) {
            thrown.set(e);
          }
        });
    Waiting.untilWaiting(pool, 1);
    Thread second = Kind.PLATFORM.start(() -> releaseQuietly(pool::acquire));
    Waiting.untilWaiting(pool, 2);
    first.interrupt();
    Waiting.untilEnded(first);
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(pool.waiting()).isEqualTo(1);
    held.release();
    Waiting.untilEnded(second);
  }

  @Test
  void interruptsAndTimeoutsThatMeetAReleaseLoseNothing() throws InterruptedException {
    AtomicInteger served = new AtomicInteger();
    for (int round = 0; round < 3000; round++) {
      boolean timed = round % 2 == 0;
      Thread waiter =
          Kind.VIRTUAL.start(() -> {
            try {
              pool.acquire(timed ? Duration.ofNanos(30_000) : Duration.ofDays(1)).release();
              served.incrementAndGet();
            } catch (InterruptedException | TimeoutException e) {
              // The test accepts both orders of these two events.
            }
          });
      if (round % 3 == 0) {
        while (pool.waiting() == 0 && waiter.isAlive()) {
          Thread.onSpinWait();
        }
      }
      held.release();
      waiter.interrupt();
      waiter.join();
      assertThat(pool.outstanding()).isZero();
      assertThat(pool.waiting()).isZero();
      held = pool.acquire();
    }
    assertThat(served).hasPositiveValue();
    held.release();
  }

  @Test
  void theListenerHearsHowLongAThreadHasWaitedAndHearsItAgain() {
    List<SlowAcquire> heard = new CopyOnWriteArrayList<>();
    List<Thread> heardOn = new CopyOnWriteArrayList<>();
    pool.setSlowAcquireWarning(
        Duration.ofMillis(5),
        slow -> {
          heard.add(slow);
          heardOn.add(Thread.currentThread());
        });
    Thread waiter = Kind.PLATFORM.start(() -> releaseQuietly(pool::acquire));
    Waiting.until("the listener was called three times", () -> heard.size() >= 3);
    held.release();
    Waiting.untilEnded(waiter);
    for (int i = 0; i < 3; i++) {
      SlowAcquire slow = heard.get(i);
      assertThat(slow.poolName()).isEqualTo("waiting");
      assertThat(slow.outstanding()).isEqualTo(1);
      assertThat(slow.capacity()).isEqualTo(1);
      assertThat(slow.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(5L * (i + 1)));
      assertThat(heardOn.get(i)).isSameAs(waiter);
    }
  }

  @Test
  void aListenerThatThrowsIsLoggedAndHarmsNobody() {
    try (LogRecords log = LogRecords.open()) {
      pool.setSlowAcquireWarning(
          Duration.ofMillis(1),
          slow -> {
            throw new IllegalArgumentException("listener's own trouble");
          });
      Thread waiter = Kind.PLATFORM.start(() -> releaseQuietly(pool::acquire));
      Waiting.until("the failure was logged twice", () -> log.messages().size() >= 2);
      held.release();
      Waiting.untilEnded(waiter);
      assertThat(log.messages().getFirst()).startsWith("SEVERE").contains("pool \"waiting\"");
    }
  }

  @Test
  void aListenerThatDiesTakesItsThreadOutOfTheQueue() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    pool.setSlowAcquireWarning(
        Duration.ofMillis(1),
        slow -> {
          throw new StackOverflowError("listener");
        });
    Thread waiter =
        Kind.PLATFORM.start(() -> {
          try {
            pool.acquire().release();
          } catch (Throwable t) {
            thrown.set(t);
          }
        });
    Waiting.untilEnded(waiter);
    assertThat(thrown.get()).isInstanceOf(StackOverflowError.class);
    assertThat(pool.waiting()).isZero();
    held.release();
  }

  @Test
  void aBufferGrantedWhileTheListenerRunsIsTaken() {
    pool.setSlowAcquireWarning(Duration.ofMillis(1), slow -> held.release());
    releaseQuietly(pool::acquire);
    assertThat(pool.outstanding()).isZero();
  }

  @Test
  void withoutAListenerSlowAcquiresAreLogged() {
    try (LogRecords log = LogRecords.open()) {
      pool.setSlowAcquireWarning(Duration.ofMillis(1));
      Thread waiter = Kind.PLATFORM.start(() -> releaseQuietly(pool::acquire));
      Waiting.until("something was logged", () -> !log.messages().isEmpty());
      held.release();
      Waiting.untilEnded(waiter);
      assertThat(log.messages().getFirst())
          .startsWith("WARNING")
          .contains("pool \"waiting\"", "1 of 1 are out");
    }
  }

  @Test
  void theWarningIsOffAtFirstAndCanBeTurnedOffAgain() throws InterruptedException {
    List<SlowAcquire> heard = new CopyOnWriteArrayList<>();
    pool.setSlowAcquireWarning(Duration.ofNanos(1), heard::add);
    pool.setSlowAcquireWarning(Duration.ZERO, heard::add);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> pool.acquire(Duration.ofMillis(20)));
    assertThat(heard).isEmpty();
    held.release();
  }

  @Test
  void aNegativeThresholdAndNullsAreRefused() {
    held.release();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.setSlowAcquireWarning(Duration.ofNanos(-1)))
        .withMessageContaining("threshold is PT-0.000000001S");
    assertThatNullPointerException()
        .isThrownBy(() -> pool.setSlowAcquireWarning(Duration.ofNanos(1), null))
        .withMessage("listener");
    assertThatNullPointerException()
        .isThrownBy(() -> pool.setSlowAcquireWarning(null))
        .withMessage("threshold");
    assertThatNullPointerException().isThrownBy(() -> pool.acquire(null)).withMessage("timeout");
  }

  /** A method that acquires. */
  interface Acquire {
    Lease call() throws Exception;
  }

  /** Acquires and releases. The test checks afterwards whether something went wrong. */
  static void releaseQuietly(Acquire acquire) {
    try {
      acquire.call().release();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
