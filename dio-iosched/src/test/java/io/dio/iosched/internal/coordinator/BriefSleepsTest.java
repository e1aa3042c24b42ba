// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Background;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.unit.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator that sleeps briefly leaves operations to the threads that wait for them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BriefSleepsTest {
  @TempDir private Path directory;

  private final FakeRing ring = FakeRing.stepped(64, 64);
  private Scratch scratch;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp() throws IOException {
    scratch = new Scratch(directory);
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults());
  }

  @AfterEach
  void tearDown() throws IOException {
    rig.close();
    scratch.close();
  }

  // ---- when sleeps are brief ----

  /** A thread waits for the read before it is completed. */
  private void awaitOne() throws Exception {
    Submission read = rig.submitOrDefer(scratch.read());
    Background<Long> waiter = Background.call(read::await).untilWaiting();
    complete();
    waiter.get();
  }

  private void complete() {
    rig.settle();
    ring.completeAll();
    rig.step();
    rig.endReads();
  }

  private void awaitMany(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      awaitOne();
    }
  }

  private boolean sleepsBriefly() {
    int before = ring.briefSleeps();
    rig.step();
    return ring.briefSleeps() > before;
  }

  @Test
  void manyOperationsInARowForWhichAThreadWaitsBeginThem() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK - 1);
    assertThat(sleepsBriefly()).isFalse();
    awaitOne();
    assertThat(sleepsBriefly()).isTrue();
  }

  @Test
  void operationsForWhichNoThreadWaitsDoNot() {
    for (int i = 0; i < 2 * BriefSleeps.FIRST_STREAK; i++) {
      rig.submitOrDefer(scratch.read());
      complete();
    }
    assertThat(sleepsBriefly()).isFalse();
  }

  @Test
  void operationsThatNoWaiterMayMakeDoNot() throws Exception {
    for (int i = 0; i < 2 * BriefSleeps.FIRST_STREAK; i++) {
      Background<Long> waiter = Background.call(rig.submit(scratch.read())::await).untilWaiting();
      complete();
      waiter.get();
    }
    assertThat(sleepsBriefly()).isFalse();
  }

  @Test
  void oneOperationForWhichNoThreadWaitsBeginsTheCountAgain() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK - 1);
    rig.submitOrDefer(scratch.read());
    complete();
    awaitMany(BriefSleeps.FIRST_STREAK - 1);
    assertThat(sleepsBriefly()).isFalse();
  }

  @Test
  void theyEndIfNothingIsSubmitted() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    assertThat(sleepsBriefly()).isTrue();
    for (int i = 0; i < BriefSleeps.IDLE_SLEEPS; i++) {
      ring.endBriefSleep();
    }
    rig.step();
    assertThat(sleepsBriefly()).isFalse();
  }

  @Test
  void theyEndIfOperationsAreHandedOverAllTheSame() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    int ended = 0;
    while (sleepsBriefly()) {
      ring.duringNextEnter(() -> {
        rig.submit(scratch.read());
        rig.submit(scratch.read());
      });
      rig.step();
      complete();
      assertThat(++ended).isLessThan(1_000);
    }
    assertThat(sleepsBriefly()).isFalse();
  }

  // ---- deferred operations ----

  /** {@return a read that was submitted while the coordinator slept briefly, which is over} */
  private Submission late() throws Exception {
    List<Submission> submitted = new ArrayList<>();
    awaitMany(BriefSleeps.FIRST_STREAK);
    ring.duringNextEnter(() -> submitted.add(rig.submitOrDefer(scratch.read())));
    ring.endBriefSleep();
    ring.endBriefSleep();
    rig.step();
    return submitted.getFirst();
  }

  @Test
  void aDeferredOperationThatIsTakenBackIsNeverPlaced() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    int placed = ring.placements().size();
    ring.duringNextEnter(() -> {
      Submission read = rig.submitOrDefer(scratch.read());
      assertThat(rig.takeBack(read)).isTrue();
      assertThat(rig.takeBack(read)).as("a second time").isFalse();
      read.retire(4096);
    });
    rig.step();
    rig.settle();
    assertThat(ring.placements()).hasSize(placed);
  }

  @Test
  void aDeferredOperationForWhichNobodyWaitsStartsAfterTwoSleeps() throws Exception {
    Submission read = late();
    rig.step();
    assertThat(ring.held()).contains(read.op);
    assertThat(rig.takeBack(read)).isFalse();
  }

  @Test
  void afterALateOperationMoreAwaitedOnesAreNeeded() throws Exception {
    late();
    rig.step();
    complete();
    awaitMany(2 * BriefSleeps.FIRST_STREAK - 1);
    assertThat(sleepsBriefly()).isFalse();
    awaitOne();
    assertThat(sleepsBriefly()).isTrue();
  }

  @Test
  void afterAsManyOperationsWithoutALateOneFewerAreNeededAgain() throws Exception {
    late();
    rig.step();
    complete();
    awaitMany(2 * BriefSleeps.FIRST_STREAK);
    serve(2 * BriefSleeps.FIRST_STREAK);
    endByIdleness();
    awaitMany(BriefSleeps.FIRST_STREAK - 1);
    assertThat(sleepsBriefly()).isFalse();
    awaitOne();
    assertThat(sleepsBriefly()).isTrue();
  }

  @Test
  void fewerOperationsWithoutALateOneAreNotEnough() throws Exception {
    late();
    rig.step();
    complete();
    awaitMany(2 * BriefSleeps.FIRST_STREAK);
    serve(2 * BriefSleeps.FIRST_STREAK - 1);
    endByIdleness();
    awaitMany(2 * BriefSleeps.FIRST_STREAK - 1);
    assertThat(sleepsBriefly()).isFalse();
    awaitOne();
    assertThat(sleepsBriefly()).isTrue();
  }

  /** Threads make so many operations themselves while the coordinator sleeps. */
  private void serve(int count) {
    ring.duringNextEnter(() -> {
      for (int i = 0; i < count; i++) {
        Submission read = rig.submitOrDefer(scratch.read());
        assertThat(rig.takeBack(read)).isTrue();
        read.retire(4096);
      }
    });
  }

  /** Lets the coordinator sleep until it stops to sleep briefly. */
  private void endByIdleness() {
    assertThat(sleepsBriefly()).isTrue();
    for (int i = 0; i <= BriefSleeps.IDLE_SLEEPS; i++) {
      ring.endBriefSleep();
    }
    rig.step();
    assertThat(sleepsBriefly()).isFalse();
  }

  @Test
  void aSecondOperationOfTheSameThreadIsHandedOver() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    List<Submission> reads = new ArrayList<>();
    ring.duringNextEnter(() -> {
      reads.add(rig.submitOrDefer(scratch.read()));
      reads.add(rig.submitOrDefer(scratch.read()));
      assertThat(reads.get(0).isDeferred()).isTrue();
      assertThat(reads.get(1).isDeferred()).isFalse();
    });
    int signals = ring.signals();
    rig.step();
    assertThat(ring.signals()).isGreaterThan(signals);
    rig.step();
    assertThat(ring.held()).contains(reads.get(1).op).doesNotContain(reads.get(0).op);
    assertThat(rig.takeBack(reads.get(0))).isTrue();
    reads.get(0).retire(4096);
    rig.endReads();
  }

  @Test
  void operationsOfSeveralThreadsAreDeferredAtOnce() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    int placed = ring.placements().size();
    ring.duringNextEnter(() -> {
      Submission mine = rig.submitOrDefer(scratch.read());
      Submission other = submittedByAnother();
      assertThat(mine.isDeferred()).isTrue();
      assertThat(other.isDeferred()).isTrue();
      assertThat(rig.takeBack(other)).isTrue();
      assertThat(rig.takeBack(mine)).isTrue();
      other.retire(4096);
      mine.retire(4096);
    });
    rig.step();
    rig.settle();
    assertThat(ring.placements()).hasSize(placed);
  }

  /** {@return a read of another thread, whose operations are deferred in another place} */
  private Submission submittedByAnother() {
    try {
      Submission submitted = Background.call(() -> rig.submitOrDefer(scratch.read())).get();
      while (!submitted.isDeferred()) { // the two threads had the same place
        rig.settle();
        submitted = Background.call(() -> rig.submitOrDefer(scratch.read())).get();
      }
      return submitted;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBarrierForWhichAThreadWaitsCountsAndItsWriteDoesNot() throws Exception {
    for (int i = 0; i < BriefSleeps.FIRST_STREAK; i++) {
      assertThat(sleepsBriefly()).isFalse();
      commit();
    }
    assertThat(sleepsBriefly()).isTrue();
  }

  /** A write, and a barrier behind it for which a thread waits. */
  private void commit() throws Exception {
    rig.submit(scratch.write());
    Submission barrier = rig.submitCommit(Op.barrierSync(scratch.file()));
    Background<Long> waiter = Background.call(barrier::await).untilWaiting();
    complete();
    complete();
    waiter.get();
  }

  @Test
  void writesWithoutABarrierBeginTheCountAgain() throws Exception {
    for (int i = 0; i < BriefSleeps.FIRST_STREAK - 1; i++) {
      commit();
    }
    for (int i = 0; i <= BriefSleeps.MOST_UNAWAITED; i++) {
      rig.submit(scratch.write());
      complete();
    }
    commit();
    assertThat(sleepsBriefly()).isFalse();
  }

  /** One sync serves barriers of many threads, which wait for them. */
  private void commitTogether(boolean virtual) throws Exception {
    List<Background<Long>> waiters = new ArrayList<>();
    for (int thread = 0; thread <= BriefSleeps.MOST_BARRIERS; thread++) {
      Submission barrier = rig.submitCommit(Op.barrierSync(scratch.file()));
      Background<Long> waiter =
          virtual
              ? Background.callOnVirtualThread(barrier::await)
              : Background.call(barrier::await);
      waiters.add(waiter.untilWaiting());
    }
    complete();
    for (Background<Long> waiter : waiters) {
      waiter.get();
    }
  }

  @Test
  void barriersOfManyPlatformThreadsDoNotCount() throws Exception {
    for (int i = 0; i < BriefSleeps.FIRST_STREAK; i++) {
      commitTogether(false);
    }
    assertThat(sleepsBriefly()).isFalse();
  }

  @Test
  void barriersOfManyVirtualThreadsCount() throws Exception {
    commitTogether(true);
    assertThat(sleepsBriefly()).isFalse();
    commitTogether(true);
    assertThat(sleepsBriefly()).isTrue();
  }

  @Test
  void barriersOfManyPlatformThreadsEndBriefSleeps() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    commitTogether(true);
    assertThat(sleepsBriefly()).isTrue();
    commitTogether(false);
    assertThat(sleepsBriefly()).isFalse();
    // The next ones need a longer sequence.
    awaitMany(BriefSleeps.FIRST_STREAK);
    assertThat(sleepsBriefly()).isFalse();
    awaitMany(BriefSleeps.FIRST_STREAK);
    assertThat(sleepsBriefly()).isTrue();
  }

  @Test
  void operationsAreSettledWhenOnlySyncsAreLeft() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    Submission read = rig.submit(scratch.read());
    rig.submit(Op.dataSync(scratch.file()));
    rig.step();
    assertThat(rig.isSettled()).isFalse();
    rig.settle();
    ring.complete(read.op, 4096);
    rig.step();
    rig.endReads();
    assertThat(rig.isSettled()).isTrue();
    complete();
  }

  @Test
  void aTimedWaitStartsADeferredOperation() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    List<Background<Long>> waiters = new ArrayList<>();
    List<Submission> reads = new ArrayList<>();
    int signals = ring.signals();
    ring.duringNextEnter(() -> {
      Submission read = rig.submitOrDefer(scratch.read());
      reads.add(read);
      waiters.add(Background.call(() -> read.await(Duration.ofSeconds(50))).untilWaiting());
    });
    rig.step();
    assertThat(ring.signals()).isGreaterThan(signals);
    assertThat(rig.takeBack(reads.getFirst())).isFalse();
    complete();
    assertThat(waiters.getFirst().get()).isNotNegative();
  }

  @Test
  void aCancelledDeferredOperationEnds() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    List<Submission> reads = new ArrayList<>();
    ring.duringNextEnter(() -> {
      reads.add(rig.submitOrDefer(scratch.read()));
      reads.getFirst().cancel();
    });
    rig.step();
    rig.settle();
    assertThat(reads.getFirst().isDone()).isTrue();
  }

  @Test
  void closingExecutesADeferredOperation() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    List<Submission> reads = new ArrayList<>();
    ring.duringNextEnter(() -> {
      reads.add(rig.submitOrDefer(scratch.read()));
      rig.coordinator().requestClose();
    });
    rig.step();
    rig.step();
    assertThat(ring.held()).contains(reads.getFirst().op);
    assertThat(rig.takeBack(reads.getFirst())).isFalse();
  }
}
