// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Background;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.unit.CancelRequest;
import io.dio.iosched.internal.unit.Quarantine;
import io.dio.iosched.internal.unit.Submission;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The results of all operations if a coordinator dies: {@link Coordinator#run} over a fake ring
 * that fails.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorDeathTest {
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
   * Closing the files waits for every hold on them. So this fails if a dead coordinator has left
   * one.
   */
  @AfterEach
  void tearDown() {
    scratch.close();
  }

  private void die(int errno) {
    ring.refuseEnter(errno);
    rig.coordinator().run();
  }

  private static void assertToldOf(Submission submission, String cause) {
    assertThat(submission.isDone()).isTrue();
    assertThat(submission.bytesTransferred()).isZero();
    assertThatThrownBy(submission::await)
        .isInstanceOf(SchedulerFailedException.class)
        .hasMessageContaining(submission.op.toString())
        .cause()
        .hasMessageContaining(cause);
  }

  /** Threads wait for many operations in a row, so that the next ones are deferred. */
  private void beginBriefSleeps() throws Exception {
    for (int i = 0; i < BriefSleeps.FIRST_STREAK; i++) {
      Submission read = rig.submitOrDefer(scratch.read());
      Background<Long> waiter = Background.call(read::await).untilWaiting();
      rig.settle();
      ring.completeAll();
      rig.step();
      rig.endReads();
      waiter.get();
    }
  }

  @Test
  void everybodyIsToldIfADeferredBarrierCannotBeHeld() throws Exception {
    beginBriefSleeps();
    rig.context()
        .setHolder(_ -> {
          throw new OutOfMemoryError("on purpose");
        });
    List<Submission> accepted = new ArrayList<>();
    ring.duringNextEnter(() -> {
      accepted.add(rig.submitOrDefer(scratch.write()));
      accepted.add(rig.submitOrDefer(Op.barrierSync(scratch.file())));
      assertThat(accepted).allMatch(Submission::isDeferred);
      accepted.add(rig.submit(scratch.read()));
      assertThat(accepted.get(1).startNow()).isTrue();
    });
    rig.coordinator().run();
    for (Submission submission : accepted) {
      assertToldOf(submission, "on purpose");
    }
  }

  @Test
  void everybodyIsToldWithTheCause() {
    use(FakeRing.stepped(4, 2));
    Submission inFlight = rig.submit(scratch.read());
    Submission alsoInFlight = rig.submit(scratch.write());
    Submission queued = rig.submit(scratch.read());
    Submission behindBarrier = rig.submit(Op.drain(scratch.file()));
    rig.settle();
    Submission handedOver = rig.submit(Op.sync(scratch.file()));
    die(Errno.EBADF);

    for (Submission told : List.of(inFlight, alsoInFlight, queued, behindBarrier, handedOver)) {
      assertToldOf(told, "io_uring_enter: EBADF");
    }
    assertThat(ring.isAbandoned()).isTrue();
    assertThat(ring.isClosed()).isFalse();
    ring.assertNoViolation();
  }

  @Test
  void everybodyBehindACancellationThatFailsIsTold() {
    Submission before = rig.submit(scratch.read());
    // A cancellation cannot be cancelled. The coordinator dies of it while it accepts a batch.
    rig.coordinator().requestCancel(new CancelRequest(before));
    Submission behind = rig.submit(scratch.read());
    Submission last = rig.submit(scratch.write());
    rig.coordinator().run();

    for (Submission told : List.of(before, behind, last)) {
      assertToldOf(told, "cannot be cancelled");
    }
  }

  @Test
  void aDrainThatWaitsBehindItsBarrierIsTold() {
    Submission read = rig.submit(scratch.read());
    Submission drain = rig.submit(Op.drain(scratch.file()));
    rig.settle();
    die(Errno.EBADF);

    assertToldOf(read, "EBADF");
    assertToldOf(drain, "EBADF");
  }

  /** The kernel may tell this sync of a lost write, and it tells of it only once. */
  @Test
  void aSyncInTheKernelPoisonsItsFileBecauseItsResultIsNeverKnown() {
    DioFile file = scratch.file();
    DioFile other = scratch.open();
    Submission sync = rig.submit(Op.dataSync(file));
    AtomicReference<Throwable> afterwards = new AtomicReference<>();
    sync.onCompletion(_ -> afterwards.set(catchThrowable(file::dataSync)));
    rig.settle();
    die(Errno.EPERM);

    assertToldOf(sync, "EPERM");
    assertThat(afterwards.get())
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("EIO")
        .hasMessageContaining("the scheduler failed before the result was known")
        .hasMessageContaining("not issued");
    assertThatThrownBy(file::sync).isInstanceOf(ErrnoException.class);
    assertThatCode(other::dataSync).doesNotThrowAnyException();
  }

  @Test
  void aDurableWriteInTheKernelPoisonsItsFileAsWell() {
    DioFile file = scratch.file();
    rig.submit(Op.write(file, scratch.allocate(100), 0).durable());
    rig.settle();
    die(Errno.EPERM);

    assertThatThrownBy(file::dataSync)
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("the scheduler failed before the result was known");
  }

  @Test
  void aSyncThatTheKernelNeverGotPoisonsNothing() {
    DioFile file = scratch.file();
    Submission write = rig.submit(Op.write(file, scratch.allocate(100), 0));
    Submission barrier = rig.submit(Op.barrierSync(file));
    rig.settle();
    die(Errno.EPERM);

    assertToldOf(write, "EPERM");
    assertToldOf(barrier, "EPERM");
    assertThatCode(file::dataSync).doesNotThrowAnyException();
  }

  @Test
  void everyWaiterAndCallbackIsToldOnce() {
    Submission read = rig.submit(scratch.read());
    AtomicInteger calls = new AtomicInteger();
    read.onCompletion(_ -> calls.incrementAndGet());
    rig.settle();
    die(Errno.EBADF);
    read.onCompletion(_ -> calls.incrementAndGet());

    assertThat(calls).hasValue(2);
    assertThat(read.toCompletableFuture())
        .isCompletedExceptionally()
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(SchedulerFailedException.class);
  }

  @Test
  void laterSubmissionsAreRefusedWithTheCauseAndHoldNothing() {
    rig.settle();
    die(Errno.EBADF);
    RecordingMemory memory = scratch.pooled();

    assertThatThrownBy(() -> rig.submit(Op.read(scratch.file(), memory, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("died")
        .hasMessageContaining("EBADF")
        .hasCauseInstanceOf(Coordinator.RingFailure.class);
    assertThat(memory.references()).isEqualTo(1);
  }

  @Test
  void whoeverIsToldIsRefusedFromThenOn() {
    use(FakeRing.stepped(4, 1));
    List<Throwable> refusals = new ArrayList<>();
    List<Submission> told = List.of(rig.submit(scratch.read()), rig.submit(scratch.read()));
    for (Submission submission : told) {
      submission.onCompletion(_ -> refusals.add(catchThrowable(() -> rig.submit(scratch.write()))));
    }
    rig.settle();
    die(Errno.EBADF);

    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(refusal ->
            assertThat(refusal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("died"));
  }

  @Test
  void memoryInFlightIsKeptForEverAndMemoryThatWasNotIssuedIsGivenBack() {
    use(FakeRing.stepped(4, 1));
    RecordingMemory issued = scratch.pooled();
    RecordingMemory queued = scratch.pooled();
    RecordingMemory handedOver = scratch.pooled();
    Submission inFlight = rig.submit(Op.read(scratch.file(), issued, 0));
    rig.submit(Op.read(scratch.file(), queued, 0));
    rig.settle();
    Submission last = rig.submit(Op.read(scratch.file(), handedOver, 0));
    die(Errno.EBADF);

    assertThat(issued.references()).isEqualTo(2);
    assertThat(isQuarantined(inFlight.op)).isTrue();
    assertThat(queued.references()).isEqualTo(1);
    assertThat(handedOver.references()).isEqualTo(1);
    assertThat(isQuarantined(last.op)).isFalse();
  }

  @Test
  void theRingIsAbandonedBeforeAnybodyIsTold() {
    use(FakeRing.stepped(4, 1));
    List<Boolean> abandoned = new ArrayList<>();
    List<Submission> told = new ArrayList<>();
    told.add(rig.submit(scratch.read()));
    told.add(rig.submit(scratch.read()));
    told.add(rig.submit(Op.drain(scratch.file())));
    rig.settle();
    told.add(rig.submit(scratch.read()));
    told.forEach(each -> each.onCompletion(_ -> abandoned.add(ring.isAbandoned())));
    die(Errno.EBADF);

    // A thread that learns of the death may close a file that a linked operation in the ring would
    // still look up.
    assertThat(abandoned).containsExactly(true, true, true, true);
  }

  @Test
  void newWorkIsRefusedBeforeAnythingElseAndARingThatCannotBeReleasedIsTriedAgain() {
    use(FakeRing.stepped(4, 1));
    List<Submission> told = List.of(rig.submit(scratch.read()), rig.submit(scratch.read()));
    rig.settle();
    List<Throwable> refusals = new ArrayList<>();
    ring.throwFromAbandon(3, () -> refusals.add(catchThrowable(() -> rig.submit(scratch.write()))));
    die(Errno.EBADF);

    assertThat(refusals)
        .hasSize(4)
        .allSatisfy(refusal ->
            assertThat(refusal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("died"));
    assertThat(ring.isAbandoned()).isTrue();
    told.forEach(each -> assertToldOf(each, "EBADF"));
  }

  @Test
  void whatWasCancelledAndNotYetToldIsTold() {
    use(FakeRing.stepped(4, 1));
    rig.submit(scratch.read());
    Submission first = rig.submit(scratch.read());
    Submission second = rig.submit(scratch.read());
    rig.settle();
    first.cancel();
    second.cancel();
    ring.throwFromPlace(new OutOfMemoryError("on purpose"));
    die(Errno.EBADF);

    assertThat(List.of(first, second)).allMatch(Submission::isDone);
  }

  @Test
  void theFilesAreFree() throws IOException {
    use(FakeRing.stepped(4, 1));
    rig.submit(scratch.read());
    rig.submit(scratch.write());
    rig.submit(Op.drain(scratch.file()));
    rig.settle();
    die(Errno.EBADF);

    scratch.file().close();
    assertThatThrownBy(() -> rig.submit(scratch.read())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsPlacedAndWasNotTakenCountsAsInFlight() {
    // If the enter that offered an entry failed, it cannot be known whether the kernel took the
    // entry.
    RecordingMemory memory = scratch.pooled();
    rig.settle();
    Submission placed = rig.submit(Op.read(scratch.file(), memory, 0));
    die(Errno.EFAULT);

    assertToldOf(placed, "EFAULT");
    assertThat(memory.references()).isEqualTo(2);
  }

  @Test
  void ofAVectorInFlightEachPieceIsKeptAndOfOneQueuedEachGivenBack() {
    use(FakeRing.stepped(2, 1));
    RecordingMemory issued = scratch.pooled();
    RecordingMemory queued = scratch.pooled();
    final Submission first =
        rig.submit(
            Op.readvPooled(scratch.file(), List.of(issued.slice(0, 9), issued.slice(9, 9)), 0));
    rig.settle();
    rig.submit(scratch.read());
    rig.submit(scratch.read());
    final Submission last =
        rig.submit(Op.readvPooled(scratch.file(), List.of(queued, queued, queued), 0));
    die(Errno.EBADF);

    assertToldOf(first, "EBADF");
    assertToldOf(last, "EBADF");
    assertThat(issued.references()).isEqualTo(3);
    assertThat(queued.references()).isEqualTo(1);
  }

  @Test
  void whatCompletedBeforeKeepsItsResult() throws IOException {
    Submission done = rig.submit(scratch.read());
    Submission lost = rig.submit(scratch.read());
    rig.settle();
    ring.complete(done.op);
    ring.completeStranger(0x1234_5678_9ABCL, 0);
    rig.coordinator().run();

    assertThat(done.await()).isEqualTo(Scratch.BYTES);
    assertToldOf(lost, "user_data 0x123456789abc");
  }

  @Test
  void completionsBehindTheFatalOneInABatchAreNotBelieved() {
    RecordingMemory memory = scratch.pooled();
    Submission read = rig.submit(Op.read(scratch.file(), memory, 0));
    rig.settle();
    ring.completeStranger(1L << 40, 0);
    ring.complete(read.op);
    rig.coordinator().run();

    assertToldOf(read, "user_data");
    assertThat(memory.references()).isEqualTo(2);
  }

  @Test
  void aCompletionOfAnEarlierGenerationIsFatal() {
    Submission first = rig.submit(scratch.read());
    rig.settle();
    long stale = ring.userData(first.op);
    ring.complete(first.op);
    rig.settle();
    Submission second = rig.submit(scratch.read());
    rig.settle();
    assertThat((int) ring.userData(second.op)).isEqualTo((int) stale);
    ring.completeStranger(stale, Scratch.BYTES);
    rig.coordinator().run();

    assertThat(first.isDone()).isTrue();
    assertToldOf(second, "belongs to no operation");
  }

  @Test
  void aSecondCompletionOfOneOperationIsFatal() {
    Submission read = rig.submit(scratch.read());
    Submission other = rig.submit(scratch.read());
    rig.settle();
    long userData = ring.userData(read.op);
    ring.complete(read.op);
    ring.completeStranger(userData, Scratch.BYTES);
    rig.coordinator().run();

    assertThat(read.bytesTransferred()).isEqualTo(Scratch.BYTES);
    assertToldOf(other, "belongs to no operation");
  }

  @Test
  void anErrorWhilePlacingIsFatalAndTheOperationWasNotIssued() {
    RecordingMemory memory = scratch.pooled();
    rig.settle();
    Submission read = rig.submit(Op.read(scratch.file(), memory, 0));
    ring.throwFromPlace(new OutOfMemoryError("on purpose"));
    rig.coordinator().run();

    assertToldOf(read, "on purpose");
    assertThat(memory.references()).isEqualTo(1);
  }

  @Test
  void anErrorOfTheRingItselfIsFatal() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    ring.throwFromEnter(new StackOverflowError("on purpose"));
    rig.coordinator().run();

    assertToldOf(read, "on purpose");
  }

  @Test
  void aWakeUpThatCannotWorkIsFatal() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    ring.completeWakeUp(-Errno.EBADF);
    rig.coordinator().run();

    assertToldOf(read, "read(eventfd): EBADF");
  }

  @Test
  void dyingWhileAsleepEndsTheSleep() {
    rig.settle();
    List<Throwable> refusals = Collections.synchronizedList(new ArrayList<>());
    ring.duringNextEnter(() -> {
      // The submitter wins the gate, the signal is sent, and then the ring dies. The submission
      // fails too.
      Submission late = rig.submit(scratch.read());
      late.onCompletion(_ -> refusals.add(catchThrowable(late::await)));
    });
    die(Errno.EBADF);

    assertThat(refusals).singleElement().isInstanceOf(SchedulerFailedException.class);
    assertThatThrownBy(() -> rig.submit(scratch.read())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWaiterThatCannotBeWokenKeepsNobodyElseFromBeingTold() {
    use(FakeRing.stepped(4, 2));
    Error failure = new OutOfMemoryError("on purpose");
    rig =
        new CoordinatorRig(
            ring,
            _ -> {
              throw failure;
            });
    List<Submission> submissions = new ArrayList<>();
    for (Op op : scratch.reads(5)) {
      Submission submission = rig.submit(op);
      submission.onCompletion(_ -> {});
      submissions.add(submission);
    }
    rig.settle();
    ring.complete(submissions.getFirst().op);
    rig.settle();
    die(Errno.EBADF);

    assertThat(submissions).allMatch(Submission::isDone);
    submissions.subList(1, 5).forEach(told -> assertToldOf(told, "EBADF"));
    assertThat(ring.isAbandoned()).isTrue();
  }

  @Test
  void anOwnerThatRefusesItsMemoryBackKeepsNobodyFromBeingTold() {
    use(FakeRing.stepped(4, 1));
    RecordingMemory memory = scratch.pooled();
    memory.throwFromRelease(new IllegalStateException("on purpose"));
    rig.submit(scratch.read());
    Submission queued = rig.submit(Op.read(scratch.file(), memory, 0));
    Submission behind = rig.submit(scratch.read());
    rig.settle();
    die(Errno.EBADF);

    assertToldOf(queued, "EBADF");
    assertToldOf(behind, "EBADF");
  }

  @Test
  void dyingWhileClosingTellsEverybody() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    rig.coordinator().requestClose();
    die(Errno.EBADF);

    assertToldOf(read, "EBADF");
    assertThat(ring.isAbandoned()).isTrue();
  }

  @SuppressWarnings("ReferenceEquality") // whether it is that very object
  static boolean isQuarantined(Object holder) {
    return Quarantine.keepsAny(kept ->
        kept == holder || (kept instanceof InFlightTable table && table.holdsOperation(holder)));
  }
}
