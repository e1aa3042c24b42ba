// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.Errno;
import io.dio.iosched.Background;
import io.dio.iosched.Impossible;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Scratch;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.ring.RingUnavailableException;
import io.dio.iosched.internal.unit.Submission;
import io.dio.sys.DioFile;
import io.dio.sys.internal.AnnouncedCall;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scheduler with its real coordinator thread, over a ring that the test completes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueuedSchedulerOverFakeRingTest {
  private static final SchedulerOptions HANDING_OVER =
      SchedulerOptions.defaults().withInlineReads(false);

  private Scratch scratch;
  private DioFile idle;
  private FakeRing ring;
  private QueuedScheduler scheduler;

  @BeforeEach
  void setUp(@TempDir Path directory) throws RingUnavailableException {
    scratch = new Scratch(directory);
    idle = scratch.open();
    ring = FakeRing.threaded(64, 127);
    scheduler = QueuedScheduler.over(ring, HANDING_OVER);
  }

  @AfterEach
  void tearDown() {
    scheduler.close();
    scratch.close();
    ring.assertNoViolation();
  }

  // ---- opening ----

  @Test
  void aRingThatCannotBeEnabledIsReleasedAndSaysWhy() {
    FakeRing refusing = FakeRing.threaded(4, 4);
    refusing.enableReturns(-Errno.EPERM);

    assertThatThrownBy(() -> QueuedScheduler.over(refusing, HANDING_OVER))
        .isInstanceOf(RingUnavailableException.class)
        .hasMessageContaining("EPERM");
    assertThat(refusing.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRingWhoseReleaseFailsTooKeepsNobodyWaiting(boolean enableThrows) {
    FakeRing failing = FakeRing.threaded(4, 4);
    if (enableThrows) {
      failing.throwFromEnable(new OutOfMemoryError("enabling, on purpose"));
    } else {
      failing.enableReturns(-Errno.EPERM);
    }
    failing.throwFromClose(new OutOfMemoryError("closing, on purpose"));

    assertThatThrownBy(() -> QueuedScheduler.over(failing, HANDING_OVER))
        .hasMessageContaining(enableThrows ? "enabling, on purpose" : "EPERM");
    assertThat(failing.isClosed()).isTrue();
  }

  @Test
  void aRingIsReleasedIfTheSchedulerOverItCannotBeMade() throws Exception {
    FakeRing unused = FakeRing.threaded(4, 4);
    SchedulerOptions impossible = Impossible.options("fileSlots", -1);

    assertThatThrownBy(() -> QueuedScheduler.over(unused, impossible))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(unused.isClosed()).isTrue();
  }

  @Test
  void submitsAndAwaits() throws IOException {
    ring.completeAtOnce();

    assertThat(scheduler.submit(scratch.read()).await()).isEqualTo(Scratch.BYTES);
    assertThat(scheduler.submit(Op.drain(scratch.file())).await()).isZero();
  }

  // ---- waking ----

  @Test
  void aSleepingCoordinatorTakesWorkWhileSomethingIsInFlight() throws IOException {
    Op slow = Op.sync(scratch.file());
    Ticket sync = scheduler.submit(slow);
    ring.awaitHeld(1);
    ring.awaitParked();
    Op fast = scratch.read();
    Ticket read = scheduler.submit(fast);
    ring.awaitHeld(2);
    ring.complete(fast);

    assertThat(read.await()).isEqualTo(Scratch.BYTES);
    assertThat(sync.isDone()).isFalse();
    ring.complete(slow);
    assertThat(sync.await()).isZero();
  }

  @Test
  void noWakeUpIsLost() throws Exception {
    int operations = submitAndAwait(Executors.newVirtualThreadPerTaskExecutor());
    assertThat(ring.placements()).hasSize(operations);
    assertThat(ring.signals()).as("times that the coordinator had to be woken").isPositive();
  }

  /** Platform threads make some of the operations themselves. */
  @Test
  void noWakeUpIsLostWhileWaitersMakeTheirOperations() throws Exception {
    scratch.file().writeFully(scratch.allocate(Scratch.BYTES), 0);
    int before = 32;
    for (int i = 0; i < before; i++) {
      Background<Long> waiter =
          Background.call(scheduler.submit(scratch.read())::await).untilWaiting();
      ring.awaitHeld(1);
      ring.complete(ring.held().getFirst(), Scratch.BYTES);
      waiter.get();
    }
    int operations = submitAndAwait(Executors.newCachedThreadPool());
    assertThat(scheduler.stats().operations()).isEqualTo(before + operations);
    assertThat(scheduler.stats().inFlight()).isZero();
  }

  /** {@return the number of operations of several threads that each wait for their own} */
  private int submitAndAwait(ExecutorService threads) throws Exception {
    // Each producer waits for its own operation. So a lost wake-up stops it for ever.
    ring.completeAtOnce();
    int producers = 4;
    int rounds = 2_000;
    try (ExecutorService executor = threads) {
      List<Future<Long>> sums = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        int producer = i;
        sums.add(
            executor.submit(() -> {
              Random random = new Random(producer);
              long sum = 0;
              for (int round = 0; round < rounds; round++) {
                sum += scheduler.submit(scratch.read()).await();
                // Now and then long enough for the coordinator to fall asleep.
                for (int pause = random.nextInt(5_000); pause > 0; pause--) {
                  Thread.onSpinWait();
                }
              }
              return sum;
            }));
      }
      for (Future<Long> sum : sums) {
        assertThat(sum.get()).isEqualTo((long) rounds * Scratch.BYTES);
      }
    }
    return producers * rounds;
  }

  @Test
  void noCompletionIsLostWithManyInFlightAndCompletedByAnotherThread() throws Exception {
    int rounds = 300;
    CompletableFuture<Void> kernel =
        CompletableFuture.runAsync(() -> {
          for (int completed = 0; completed < rounds * 10; ) {
            completed += ring.completeAll();
            Thread.onSpinWait();
          }
        });
    for (int round = 0; round < rounds; round++) {
      List<Ticket> tickets = scratch.reads(10).stream().map(scheduler::submit).toList();
      for (Ticket ticket : tickets) {
        assertThat(ticket.await()).isEqualTo(Scratch.BYTES);
      }
    }
    kernel.get();
  }

  @Test
  void noCallbackIsMissedByACompletionThatRacesWithIt() throws Exception {
    FakeRing fake = FakeRing.threaded(64, 127);
    fake.completeAtOnce();
    AtomicInteger calls = new AtomicInteger();
    int rounds = 50_000;
    SchedulerOptions direct = HANDING_OVER.withCallbackExecutor(Runnable::run);
    try (QueuedScheduler own = QueuedScheduler.over(fake, direct)) {
      for (int round = 0; round < rounds; round++) {
        Ticket ticket = own.submit(scratch.read());
        // The delay varies, so the one registration comes at any time around the completion.
        for (int pause = round % 97; pause > 0; pause--) {
          Thread.onSpinWait();
        }
        ticket.onCompletion(_ -> calls.incrementAndGet());
        while (!ticket.isDone()) {
          Thread.onSpinWait();
        }
      }
    }
    assertThat(calls).hasValue(rounds);
  }

  // ---- closing ----

  /** Waits until the coordinator knows that it has to close. From then on it refuses work. */
  private void awaitRefusal(QueuedScheduler closing) {
    Op drainOfAnIdleFile = Op.drain(idle);
    while (catchThrowable(() -> closing.submit(drainOfAnIdleFile)) == null) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closesWhileTheCoordinatorSleeps() {
    ring.awaitParked();
    scheduler.close();

    assertThat(ring.isClosed()).isTrue();
    assertThatThrownBy(() -> scheduler.submit(scratch.read()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closesOnceHoweverOftenAndByHoweverMany() throws Exception {
    ring.awaitParked();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> closers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        closers.add(
            executor.submit(() -> {
              scheduler.close();
              return ring.isClosed();
            }));
      }
      for (Future<Boolean> closer : closers) {
        assertThat(closer.get()).isTrue();
      }
    }
    scheduler.close();
  }

  @Test
  void closeWaitsForWhatIsInFlight() throws Exception {
    Op op = scratch.read();
    Ticket ticket = scheduler.submit(op);
    ring.awaitHeld(1);
    CompletableFuture<Boolean> doneWhenClosed =
        CompletableFuture.supplyAsync(() -> {
          scheduler.close();
          return ticket.isDone();
        });
    awaitRefusal(scheduler);
    assertThat(doneWhenClosed).isNotDone();
    ring.complete(op);

    assertThat(doneWhenClosed.get()).isTrue();
  }

  @Test
  void closeIsNotEndedByAnInterruptWhichIsRestored() throws Exception {
    Op op = scratch.read();
    scheduler.submit(op);
    ring.awaitHeld(1);
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread closer =
        Thread.ofPlatform()
            .start(() -> {
              scheduler.close();
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    closer.interrupt();
    awaitRefusal(scheduler);
    assertThat(interruptedAfterwards).isNotDone();
    ring.complete(op);

    assertThat(interruptedAfterwards.get()).isTrue();
  }

  @Test
  void everySubmissionThatRacesWithCloseIsExecutedOrRefused() throws Exception {
    for (int round = 0; round < 100; round++) {
      raceSubmissionsWithClose();
      ring.assertNoViolation();
      ring = FakeRing.threaded(16, 31);
      scheduler = QueuedScheduler.over(ring, HANDING_OVER);
    }
  }

  private void raceSubmissionsWithClose() throws Exception {
    ring.completeAtOnce();
    int submitters = 3;
    CountDownLatch started = new CountDownLatch(submitters);
    AtomicInteger refused = new AtomicInteger();
    try (ExecutorService executor = Executors.newFixedThreadPool(submitters)) {
      List<Future<List<Submission>>> all = new ArrayList<>();
      for (int i = 0; i < submitters; i++) {
        all.add(
            executor.submit(() -> {
              started.countDown();
              List<Submission> accepted = submitUntilRefused(scheduler);
              refused.incrementAndGet();
              return accepted;
            }));
      }
      started.await();
      scheduler.close();
      int accepted = 0;
      for (Future<List<Submission>> submitter : all) {
        for (Ticket ticket : submitter.get()) {
          assertThat(ticket.isDone()).isTrue();
          assertThat(ticket.await()).isEqualTo(Scratch.BYTES);
          accepted++;
        }
      }
      assertThat(ring.placements()).hasSize(accepted);
      assertThat(refused).hasValue(submitters);
    }
  }

  /** Submits some operations at a time. {@return the accepted ones} */
  private List<Submission> submitUntilRefused(QueuedScheduler target) {
    List<Submission> accepted = new ArrayList<>();
    while (true) {
      try {
        accepted.add((Submission) target.submit(scratch.read()));
      } catch (IllegalStateException e) {
        return accepted;
      }
      if (accepted.size() % 20 == 0) {
        accepted.getLast().awaitDone();
      }
    }
  }

  @Test
  void closeInACallbackOnADirectExecutorIsRefused() throws Exception {
    FakeRing fake = FakeRing.threaded(4, 4);
    SchedulerOptions direct = HANDING_OVER.withCallbackExecutor(Runnable::run);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    try (QueuedScheduler own = QueuedScheduler.over(fake, direct)) {
      Op op = scratch.read();
      own.submit(op).onCompletion(_ -> thrown.complete(catchThrowable(own::close)));
      fake.awaitHeld(1);
      fake.complete(op);

      assertThat(thrown.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("IoScheduler.close()");
    }
  }

  // ---- dying ----

  @Test
  void everybodyWhoWaitsIsToldWhenTheCoordinatorDies() throws Exception {
    // Waiting threads of both kinds register while the coordinator dies. None may be missed.
    for (int round = 0; round < 300; round++) {
      FakeRing dying = FakeRing.threaded(64, 127);
      QueuedScheduler own = QueuedScheduler.over(dying, HANDING_OVER);
      List<Ticket> tickets = scratch.reads(8).stream().map(own::submit).toList();
      dying.awaitHeld(8);
      dying.awaitParked();
      CountDownLatch go = new CountDownLatch(1);
      List<CompletableFuture<Throwable>> outcomes = new ArrayList<>();
      for (int i = 0; i < tickets.size(); i++) {
        outcomes.add(awaitOnAnotherThread(tickets.get(i), go, i % 2 == 0));
      }
      go.countDown();
      dying.completeStranger(1L << 40, 0);
      for (CompletableFuture<Throwable> outcome : outcomes) {
        assertThat(outcome.get()).isInstanceOf(SchedulerFailedException.class);
      }
      own.close();
      dying.assertNoViolation();
    }
  }

  @Test
  void noCallbackIsMissedByADeathThatRacesWithIt() throws Exception {
    SchedulerOptions direct = HANDING_OVER.withCallbackExecutor(Runnable::run);
    for (int round = 0; round < 100; round++) {
      int count = 1_000;
      FakeRing dying = FakeRing.threaded(1024, 1023);
      QueuedScheduler own = QueuedScheduler.over(dying, direct);
      List<Ticket> tickets = scratch.reads(count).stream().map(own::submit).toList();
      dying.awaitHeld(count);
      dying.completeStranger(1L << 40, 0);
      AtomicInteger calls = new AtomicInteger();
      // Tickets fail one after the other. A thread that sees one fail registers at a ticket shortly
      // after it.
      int ahead = 1 + round % 10;
      for (int i = ahead; i < count; i++) {
        while (!tickets.get(i - ahead).isDone()) {
          Thread.onSpinWait();
        }
        tickets.get(i).onCompletion(_ -> calls.incrementAndGet());
      }
      own.close();
      assertThat(calls).hasValue(count - ahead);
    }
  }

  private static CompletableFuture<Throwable> awaitOnAnotherThread(
      Ticket ticket, CountDownLatch go, boolean virtual) {
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    builder.start(() -> {
      try {
        go.await();
        ticket.await();
        outcome.complete(null);
      } catch (Throwable e) {
        outcome.complete(e);
      }
    });
    return outcome;
  }

  @Test
  void submissionsThatRaceWithDeathAreToldOrRefused() throws Exception {
    for (int round = 0; round < 100; round++) {
      FakeRing dying = FakeRing.threaded(16, 31);
      dying.completeAtOnce();
      QueuedScheduler own = QueuedScheduler.over(dying, HANDING_OVER);
      CompletableFuture<List<Submission>> submitted =
          CompletableFuture.supplyAsync(() -> submitUntilRefused(own));
      dying.completeStranger(1L << 40, 0);
      for (Submission accepted : submitted.get()) {
        accepted.awaitDone();
        if (accepted.bytesTransferred() == 0) {
          assertThatThrownBy(accepted::await).isInstanceOf(SchedulerFailedException.class);
        }
      }
      assertThatThrownBy(() -> own.submit(scratch.read())).hasMessageContaining("died");
      own.close();
    }
  }

  // ---- drains behind blocking calls ----

  /**
   * A blocking write that lasts until the test ends it: its success waits for a sync of the same
   * file that the test has announced.
   */
  private final class WriteInProgress {
    private final AnnouncedCall sync;
    private final Background<Long> write;

    WriteInProgress(QueuedScheduler on, DioFile file) {
      sync = AnnouncedCall.begin(FileAccess.instance().durableCalls(file), true);
      MemorySegment source = scratch.allocate(Scratch.BYTES);
      write = Background.call(() -> on.write(file, source, 0)).untilWaiting();
    }

    void end() throws Exception {
      sync.close();
      assertThat(write.get()).isEqualTo(Scratch.BYTES);
    }
  }

  @Test
  void aDrainWaitsForABlockingCallInProgress() throws Exception {
    DioFile file = scratch.open(StandardOpenOption.DSYNC);
    WriteInProgress call = new WriteInProgress(scheduler, file);
    Ticket drain = scheduler.submit(Op.drain(file));
    Ticket drainOfAnother = scheduler.submit(Op.drain(scratch.open()));
    assertThat(drainOfAnother.await()).isZero();
    assertThat(drain.isDone()).isFalse();
    call.end();

    assertThat(drain.await()).isZero();
  }

  @Test
  void closeCompletesADrainThatWaitsForABlockingCall() throws Exception {
    DioFile file = scratch.open(StandardOpenOption.DSYNC);
    for (int round = 0; round < 50; round++) {
      FakeRing fake = FakeRing.threaded(4, 4);
      QueuedScheduler own = QueuedScheduler.over(fake, HANDING_OVER);
      WriteInProgress call = new WriteInProgress(own, file);
      Ticket drain = own.submit(Op.drain(file));
      CompletableFuture<Boolean> doneWhenClosed =
          CompletableFuture.supplyAsync(() -> {
            own.close();
            return drain.isDone();
          });
      awaitRefusal(own);
      assertThat(drain.isDone()).isFalse();
      assertThat(doneWhenClosed).isNotDone();
      assertThat(fake.isClosed()).isFalse();
      call.end();

      assertThat(doneWhenClosed.get()).isTrue();
      assertThat(fake.isClosed()).isTrue();
      fake.assertNoViolation();
      assertThat(drain.await()).isZero();
    }
  }

  @Test
  void aDrainThatWaitsForABlockingCallIsToldWhenTheCoordinatorDies() throws Exception {
    FakeRing dying = FakeRing.threaded(4, 4);
    QueuedScheduler own = QueuedScheduler.over(dying, HANDING_OVER);
    DioFile file = scratch.open(StandardOpenOption.DSYNC);
    WriteInProgress call = new WriteInProgress(own, file);
    Ticket drain = own.submit(Op.drain(file));
    dying.completeStranger(1L << 40, 0);
    while (!dying.isAbandoned()) {
      Thread.onSpinWait();
    }
    call.end();

    assertThatThrownBy(drain::await).isInstanceOf(SchedulerFailedException.class);
    own.close();
  }

  @Test
  void statsCountQueuedAndBlockingWork() throws IOException {
    ring.completeAtOnce();
    scheduler.submit(scratch.write()).await();
    scheduler.write(scratch.file(), scratch.allocate(100), 0);
    assertThat(scheduler.read(scratch.file(), scratch.allocate(200), 0)).isEqualTo(100);
    SchedulerStats stats = scheduler.stats();

    assertThat(stats.operations()).isEqualTo(3);
    assertThat(stats.bytesWritten()).isEqualTo(Scratch.BYTES + 100);
    assertThat(stats.bytesRead()).isEqualTo(100);
    assertThat(stats.shortTransfers()).isEqualTo(1);
    assertThat(stats.inFlight()).isZero();
  }
}
