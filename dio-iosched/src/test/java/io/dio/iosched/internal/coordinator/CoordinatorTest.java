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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Accepting, placing and completing, step by step over a fake ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorTest extends CoordinatorFixture {
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
}
