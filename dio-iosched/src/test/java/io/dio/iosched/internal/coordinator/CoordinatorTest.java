// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.unit.Submission;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepting, placing, entering, completing and closing, step by step over a fake ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorTest {
  private Scratch scratch;
  private FakeRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    use(FakeRing.stepped(64, 127));
  }

  private void use(FakeRing fake) {
    ring = fake;
    rig = new CoordinatorRig(fake);
  }

  /**
   * After each test the remaining operations must complete, and the ring must close with nothing in
   * flight.
   */
  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  private List<Submission> submitAll(List<Op> ops) {
    return ops.stream().map(rig::submit).toList();
  }

  // ---- accepting and placing ----

  @Test
  void placesInTheOrderOfSubmission() {
    List<Op> ops = scratch.reads(10);
    submitAll(ops.subList(0, 4));
    rig.step();
    submitAll(ops.subList(4, 10));
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
  }

  @Test
  void keepsTheOrderWhenTheTableIsFull() {
    use(FakeRing.stepped(8, 3));
    List<Op> ops = scratch.reads(20);
    List<Submission> submissions = submitAll(ops);
    rig.settle();

    while (!ring.held().isEmpty()) {
      assertThat(ring.held()).hasSizeLessThanOrEqualTo(3);
      ring.complete(ring.held().getLast());
      rig.settle();
    }
    assertThat(ring.placements()).containsExactlyElementsOf(ops);
    assertThat(submissions).allMatch(Submission::isDone);
  }

  @Test
  void submitsWhatIsPlacedWhenTheQueueOfTheRingIsFull() {
    use(FakeRing.stepped(2, 127));
    List<Op> ops = scratch.reads(9);
    submitAll(ops);
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
  }

  @Test
  void aRingOfOneEntryIsEnough() {
    use(FakeRing.stepped(1, 1));
    List<Submission> submissions = submitAll(scratch.reads(5));
    for (Submission submission : submissions) {
      rig.settle();
      assertThat(submission.isDone()).isFalse();
      ring.completeAll();
      rig.step();
      assertThat(submission.isDone()).isTrue();
    }
  }

  @Test
  void oneEnterSubmitsAWholeBatch() {
    rig.settle();
    int enters = ring.enters();
    submitAll(scratch.reads(40));
    rig.step();

    assertThat(ring.held()).hasSize(40);
    assertThat(ring.enters()).isEqualTo(enters + 1);
  }

  @Test
  void statsTellWhatIsInFlightAndDone() throws IOException {
    submitAll(scratch.reads(3));
    rig.submit(scratch.write());
    rig.settle();
    assertThat(rig.coordinator().stats().inFlight()).isEqualTo(4);
    assertThat(rig.coordinator().stats().operations()).isZero();

    ring.complete(ring.held().get(0), -Errno.EIO);
    ring.complete(ring.held().get(2));
    ring.complete(ring.held().get(0), 100);
    rig.settle();
    ring.complete(ring.held().get(1), 0);
    rig.settle();

    SchedulerStats stats = rig.coordinator().stats();
    assertThat(stats.inFlight()).isEqualTo(1);
    assertThat(stats.operations()).isEqualTo(3);
    assertThat(stats.bytesRead()).isEqualTo(100);
    assertThat(stats.bytesWritten()).isEqualTo(Scratch.BYTES);
    assertThat(stats.shortTransfers()).isEqualTo(1);
    assertThat(stats.systemCalls()).isEqualTo((long) ring.enters() + ring.signals());
  }

  // ---- completing ----

  @Test
  void everyOrderOfCompletionReachesTheRightTickets() throws IOException {
    List<Integer> positions = new ArrayList<>(List.of(0, 1, 2, 3));
    for (List<Integer> order : permutations(positions)) {
      List<Op> ops = scratch.reads(4);
      List<Submission> submissions = submitAll(ops);
      rig.settle();
      for (int position : order) {
        ring.complete(ops.get(position), 10 + position);
      }
      rig.endReads();
      for (int position : positions) {
        assertThat(submissions.get(position).await()).as("%s", order).isEqualTo(10 + position);
      }
    }
  }

  private static List<List<Integer>> permutations(List<Integer> items) {
    if (items.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Integer>> all = new ArrayList<>();
    for (Integer first : items) {
      List<Integer> others = new ArrayList<>(items);
      others.remove(/* element */ first);
      for (List<Integer> rest : permutations(others)) {
        List<Integer> permutation = new ArrayList<>(List.of(first));
        permutation.addAll(rest);
        all.add(permutation);
      }
    }
    return all;
  }

  @Test
  void aWholeBatchIsPublishedBeforeAnybodyIsWoken() {
    List<Submission> submissions = submitAll(scratch.reads(20));
    List<Long> doneInCallbacks = Collections.synchronizedList(new ArrayList<>());
    for (Submission submission : submissions) {
      submission.onCompletion(
          _ -> doneInCallbacks.add(submissions.stream().filter(Submission::isDone).count()));
    }
    rig.settle();
    ring.completeAll();
    rig.step();

    assertThat(doneInCallbacks).hasSize(20).containsOnly(20L);
  }

  @Test
  void aShortWriteFailsItsTicketAndAShortReadDoesNot() throws IOException {
    Submission write = rig.submit(scratch.write());
    Submission read = rig.submit(scratch.read());
    rig.settle();
    ring.complete(write.op, 100);
    ring.complete(read.op, 100);
    rig.endReads();

    assertThat(read.await()).isEqualTo(100);
    assertThatThrownBy(write::await)
        .isInstanceOfSatisfying(
            ShortTransferException.class,
            e -> {
              assertThat(e.transferred()).isEqualTo(100);
              assertThat(e.expected()).isEqualTo(Scratch.BYTES);
            });
    assertThat(write.bytesTransferred()).isEqualTo(100);
  }

  @Test
  void anErrorNamesCallErrnoAndOperandsInAFreshExceptionEach() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    ring.complete(read.op, -Errno.EIO);
    rig.step();

    Throwable first = catchThrowable(read::await);
    Throwable second = catchThrowable(read::await);
    assertThat(first)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(5))
        .hasMessageContaining("pread(")
        .hasMessageContaining("length=512")
        .hasMessageContaining("EIO");
    assertThat(second).isNotSameAs(first).hasMessage(first.getMessage());
    assertThat(read.bytesTransferred()).isZero();
  }

  @Test
  void aCallbackThatThrowsOnADirectExecutorHarmsNobody() throws IOException {
    List<Submission> submissions = submitAll(scratch.reads(3));
    List<String> called = new ArrayList<>();
    submissions.get(0).onCompletion(_ -> called.add("before"));
    submissions
        .get(0)
        .onCompletion(_ -> {
          throw new StackOverflowError("on purpose");
        });
    submissions.get(0).onCompletion(_ -> called.add("after"));
    submissions
        .get(1)
        .onCompletion(_ -> {
          throw new IllegalStateException("on purpose");
        });
    submissions.get(2).onCompletion(_ -> called.add("third"));
    rig.settle();
    ring.completeAll();
    rig.settle();

    assertThat(called).containsExactlyInAnyOrder("before", "after", "third");
    for (Submission submission : submissions) {
      assertThat(submission.await()).isEqualTo(Scratch.BYTES);
    }
  }

  @Test
  void aCallbackOnADirectExecutorMaySubmit() throws IOException {
    List<Submission> followers = new ArrayList<>();
    Submission first = rig.submit(scratch.read());
    first.onCompletion(_ -> followers.add(rig.submit(scratch.read())));
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(followers).hasSize(1);
    ring.completeAll();
    rig.settle();

    assertThat(followers.getFirst().await()).isEqualTo(Scratch.BYTES);
  }

  // ---- EINTR ----

  @Test
  void anInterruptedOperationIsPlacedAgainAndNobodySeesIt() throws IOException {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    for (int i = 0; i < 3; i++) {
      ring.complete(read.op, -Errno.EINTR);
      rig.settle();
      assertThat(read.isDone()).isFalse();
      assertThat(ring.held()).containsExactly(read.op);
    }
    ring.complete(read.op, 7);
    rig.endReads();

    assertThat(read.await()).isEqualTo(7);
    assertThat(rig.coordinator().stats().operations()).isEqualTo(1);
  }

  @Test
  void interruptedOperationsGoAheadOfWhatIsQueued() {
    use(FakeRing.stepped(8, 2));
    List<Op> ops = scratch.reads(4);
    submitAll(ops);
    rig.settle();
    ring.complete(ops.get(0), -Errno.EINTR);
    rig.settle();

    assertThat(ring.placements()).containsExactly(ops.get(0), ops.get(1), ops.get(0));
    assertThat(ring.held()).containsExactly(ops.get(1), ops.get(0));
  }

  @Test
  void interruptedOperationsOfAFullTableAreAllPlacedAgain() {
    use(FakeRing.stepped(4, 3));
    List<Op> ops = scratch.reads(5);
    List<Submission> submissions = submitAll(ops);
    rig.settle();
    ops.subList(0, 3).forEach(op -> ring.complete(op, -Errno.EINTR));
    rig.settle();
    assertThat(ring.held()).containsExactlyInAnyOrderElementsOf(ops.subList(0, 3));

    while (ring.completeAll() > 0) {
      rig.settle();
    }
    assertThat(submissions).allMatch(Submission::isDone);
  }

  // ---- enter ----

  @Test
  void goesOnAfterAPartialSubmit() {
    rig.settle();
    List<Op> ops = scratch.reads(5);
    submitAll(ops);
    ring.takeAtMost(2);
    ring.takeAtMost(1);
    ring.takeAtMost(0);
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
  }

  @Test
  void aPartialSubmitMayLeaveTheWakeUpBehind() {
    // The wake-up is the first entry of a new ring.
    submitAll(scratch.reads(3));
    ring.takeAtMost(0);
    rig.step();
    assertThat(ring.isWakeUpHeld()).isFalse();
    rig.settle();

    assertThat(ring.isWakeUpHeld()).isTrue();
    assertThat(ring.held()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EAGAIN", "EBUSY", "EINTR"})
  void goesOnAfterARefusalThatPasses(String name) {
    int errno =
        switch (name) {
          case "EAGAIN" -> Errno.EAGAIN;
          case "EBUSY" -> Errno.EBUSY;
          default -> Errno.EINTR;
        };
    rig.settle();
    List<Op> ops = scratch.reads(5);
    List<Submission> submissions = submitAll(ops);
    for (int i = 0; i < 5; i++) {
      ring.refuseEnter(errno);
      rig.step();
      assertThat(ring.held()).isEmpty();
    }
    rig.settle();
    assertThat(ring.held()).containsExactlyElementsOf(ops);
    ring.refuseEnter(errno);
    ring.completeAll();
    rig.settle();

    assertThat(submissions).allMatch(Submission::isDone);
  }

  @Test
  void newWorkIsTakenWhileTheKernelRefuses() {
    rig.settle();
    List<Op> ops = scratch.reads(2);
    rig.submit(ops.get(0));
    ring.refuseEnter(Errno.EAGAIN);
    rig.step();
    rig.submit(ops.get(1));
    ring.refuseEnter(Errno.EAGAIN);
    rig.step();
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
  }

  @Test
  void onlyAWaitForNothingButTheWakeUpIsIdle() {
    // The fake ring refuses an idle wait with operations in flight. This test checks the rest of
    // the rule.
    rig.settle();
    Submission read = rig.submit(scratch.read());
    rig.settle();
    ring.completeAll();
    rig.settle();

    assertThat(read.isDone()).isTrue();
    ring.assertNoViolation();
  }

  // ---- wake-up ----

  @Test
  void armsOneWakeUpAndAnotherOnlyWhenThatCompleted() {
    rig.settle();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(1);
    submitAll(scratch.reads(3));
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(1);
    ring.signal();
    rig.settle();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(2);
    assertThat(ring.isWakeUpHeld()).isTrue();
  }

  @Test
  void workThatComesWhileTheCoordinatorSleepsOwesOneSignal() {
    rig.settle();
    int signals = ring.signals();
    List<Op> ops = scratch.reads(3);
    // Inside enter the coordinator is parked, so a submission that is pushed there must wake it.
    ring.duringNextEnter(() -> submitAll(ops));
    rig.step();
    assertThat(ring.signals()).isEqualTo(signals + 1);
    assertThat(ring.wakeUpsPlaced()).isEqualTo(1);
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
    assertThat(ring.wakeUpsPlaced()).isEqualTo(2);
  }

  @Test
  void workThatComesJustBeforeTheCoordinatorSleepsKeepsItAwake() {
    rig.settle();
    int signals = ring.signals();
    Op op = scratch.read();
    ring.duringHasCompletions(() -> {
      ring.duringHasCompletions(() -> {});
      rig.submit(op);
    });
    rig.step();
    rig.step();

    assertThat(ring.held()).containsExactly(op);
    assertThat(ring.signals()).isEqualTo(signals);
  }

  @Test
  void aLateSignalOnlyWakesForNothing() {
    rig.settle();
    List<Op> ops = scratch.reads(2);
    // A submitter wins the gate and is delayed before it signals. Meanwhile a completion wakes the
    // coordinator.
    ring.duringNextEnter(() -> rig.submit(ops.get(0)));
    ring.duringSignal(() -> ring.duringSignal(() -> {}));
    rig.step();
    rig.settle();
    ring.signal();
    ring.signal();
    rig.submit(ops.get(1));
    rig.settle();

    assertThat(ring.held()).containsExactlyElementsOf(ops);
    ring.assertNoViolation();
  }

  @Test
  void anInterruptedWakeUpIsArmedAgain() {
    rig.settle();
    ring.completeWakeUp(-Errno.EINTR);
    rig.settle();

    assertThat(ring.isWakeUpHeld()).isTrue();
    assertThat(ring.wakeUpsPlaced()).isEqualTo(2);
  }

  @Test
  void whatIsPlacedIsSubmittedThoughWorkForNobodyKeepsComing() {
    // Drains of an idle file complete at once and place nothing, so the batch does not grow by
    // them.
    Op read = scratch.read();
    var idleFile = scratch.open();
    rig.settle();
    rig.submit(read);
    ring.duringHasCompletions(() -> rig.submit(Op.drain(idleFile)));
    for (int i = 0; i < 100; i++) {
      rig.step();
    }
    ring.duringHasCompletions(() -> {});

    assertThat(ring.held()).containsExactly(read);
  }

  @Test
  void aGrowingBatchIsSubmittedThoughMoreWorkKeepsComing() {
    rig.settle();
    ring.duringHasCompletions(() -> rig.submit(scratch.read()));
    for (int i = 0; i < 100; i++) {
      rig.step();
    }
    ring.duringHasCompletions(() -> {});

    assertThat(ring.held()).hasSizeGreaterThan(30);
  }

  // ---- memory and files ----

  @Test
  void memoryIsRetainedUntilTheCompletion() {
    RecordingMemory memory = scratch.pooled();
    Submission read = rig.submit(Op.read(scratch.file(), memory, 0));
    memory.release();
    rig.settle();
    assertThat(memory.references()).isEqualTo(1);
    ring.complete(read.op, -Errno.EINTR);
    rig.settle();
    assertThat(memory.references()).isEqualTo(1);
    ring.complete(read.op);
    rig.step();

    assertThat(memory.references()).isZero();
    assertThat(read.isDone()).isTrue();
  }

  @Test
  void memoryIsBackAndTheFileFreeWhenTheTicketIsDone() {
    RecordingMemory memory = scratch.pooled();
    Submission read = rig.submit(Op.read(scratch.file(), memory, 0));
    List<Integer> seen = new ArrayList<>();
    read.onCompletion(_ -> seen.add(memory.references()));
    rig.settle();
    ring.completeAll();
    rig.step();

    assertThat(seen).containsExactly(1);
  }

  @Test
  void anOwnerThatRefusesItsMemoryBackHarmsNobody() throws IOException {
    RecordingMemory memory = scratch.pooled();
    memory.throwFromRelease(new IllegalStateException("on purpose"));
    Submission read = rig.submit(Op.read(scratch.file(), memory, 0));
    Submission other = rig.submit(scratch.read());
    rig.settle();
    ring.completeAll();
    rig.settle();

    assertThat(read.await()).isEqualTo(Scratch.BYTES);
    assertThat(other.await()).isEqualTo(Scratch.BYTES);
  }

  @Test
  void anArenaClosedUnderAnOperationFailsItsTicket() {
    Submission read;
    try (Arena arena = Arena.ofConfined()) {
      read = rig.submit(Op.read(scratch.file(), arena.allocate(512, 8), 0));
      rig.settle();
    }
    ring.completeAll();
    rig.step();

    assertThatThrownBy(read::await)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("arena")
        .hasMessageContaining("closed");
    assertThat(read.bytesTransferred()).isZero();
  }

  // ---- closing ----

  @Test
  void closesWithNothingToDo() {
    rig.coordinator().requestClose();

    assertThat(rig.coordinator().step()).isFalse();
  }

  @Test
  void closingExecutesEverythingAccepted() {
    use(FakeRing.stepped(4, 3));
    List<Submission> submissions = submitAll(scratch.reads(10));
    rig.step();
    rig.coordinator().requestClose();
    while (rig.coordinator().step()) {
      ring.completeAll();
    }

    assertThat(submissions).allMatch(Submission::isDone);
    assertThat(ring.isWakeUpHeld()).isFalse();
  }

  @Test
  void closingWaitsForWhatIsInFlight() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    rig.coordinator().requestClose();
    int signals = ring.signals();
    for (int i = 0; i < 50; i++) {
      assertThat(rig.coordinator().step()).isTrue();
    }
    assertThat(ring.signals())
        .as("it wakes itself only when nothing is in flight")
        .isEqualTo(signals);
    ring.complete(read.op, -Errno.EINTR);
    for (int i = 0; i < 50; i++) {
      assertThat(rig.coordinator().step()).isTrue();
    }
    assertThat(read.isDone()).isFalse();
    ring.complete(read.op);
    while (rig.coordinator().step()) {}

    assertThat(read.isDone()).isTrue();
  }

  @Test
  void refusesWorkOnceItSawTheCloseAndKeepsWhatCameBefore() {
    Op op = scratch.read();
    rig.coordinator().requestClose();
    Submission accepted = rig.submit(op);
    while (rig.coordinator().step()) {
      ring.completeAll();
    }

    assertThat(accepted.isDone()).isTrue();
    assertThatThrownBy(() -> rig.submit(scratch.read()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closingReachesACoordinatorThatSleepsOrIsAboutTo() {
    rig.settle();
    int signals = ring.signals();
    ring.duringNextEnter(() -> rig.coordinator().requestClose());
    rig.step();

    assertThat(ring.signals()).isEqualTo(signals + 1);
    assertThat(rig.coordinator().step()).isFalse();
  }

  @Test
  void closingReachesACoordinatorThatHasJustLookedForIt() {
    rig.settle();
    int waits = ring.waitsForCompletions();
    ring.duringHasCompletions(() -> {
      ring.duringHasCompletions(() -> {});
      rig.coordinator().requestClose();
    });
    rig.step();

    assertThat(ring.waitsForCompletions()).isEqualTo(waits);
    while (rig.coordinator().step()) {}
    assertThat(ring.isWakeUpHeld()).isFalse();
  }

  @Test
  void onlyTheFirstRequestToCloseIsTheFirst() {
    assertThat(rig.coordinator().requestClose()).isTrue();
    assertThat(rig.coordinator().requestClose()).isFalse();
  }

  @Test
  void closingGoesOnWhileTheKernelRefuses() {
    List<Submission> submissions = submitAll(scratch.reads(3));
    rig.coordinator().requestClose();
    ring.refuseEnter(Errno.EAGAIN);
    ring.takeAtMost(1);
    ring.refuseEnter(Errno.EBUSY);
    ring.refuseEnter(Errno.EINTR);
    while (rig.coordinator().step()) {
      ring.completeAll();
    }

    assertThat(submissions).allMatch(Submission::isDone);
  }
}
