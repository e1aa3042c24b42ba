// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.internal.coordinator.CoordinatorRig;
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.sys.DirectUnavailableException;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Which operations are polled, and what becomes of those that a device refuses to be polled for.
 * Both rings are fakes. The files are in memory, because a block device may tell in sysfs that it
 * cannot be polled.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PollingRingTest {
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final int BYTES = 4096;
  private static final int CAPACITY = 127;

  private Arena arena;
  private Path directory;
  private final List<DioFile> files = new ArrayList<>();
  private FakeRing first;
  private FakeRing polled;
  private PollingRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  void setUp() throws IOException {
    Skip.unless(Files.isWritable(IN_MEMORY), "needs a writable /dev/shm");
    arena = Arena.ofShared();
    directory = Files.createTempDirectory(IN_MEMORY, "dio-polling");
    use(FakeRing.stepped(64, CAPACITY), FakeRing.polling(64, CAPACITY));
  }

  private void use(FakeRing newFirst, FakeRing newPolled) {
    first = newFirst;
    polled = newPolled;
    ring = new PollingRing(first, polled);
    rig = new CoordinatorRig(first, ring, SchedulerOptions.defaults());
  }

  @AfterEach
  void tearDown() throws IOException {
    if (directory == null) {
      return;
    }
    end(first, polled, rig);
    assertThat(first.isClosed()).isTrue();
    assertThat(polled.isClosed()).isTrue();
    first.assertNoViolation();
    polled.assertNoViolation();
    for (DioFile file : files) {
      file.close();
      Files.delete(file.path());
    }
    Files.delete(directory);
    arena.close();
  }

  /** All operations in flight succeed, and the coordinator closes the rings. */
  private static void end(FakeRing first, FakeRing polled, CoordinatorRig rig) {
    first.completeAtOnce();
    polled.completeAtOnce();
    first.completeAll();
    polled.completeAll();
    rig.coordinator().requestClose();
    rig.coordinator().run();
  }

  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  private DioFile direct(OpenOption... options) throws IOException {
    OpenOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = DirectMode.REQUIRED;
    try {
      return open(all);
    } catch (DirectUnavailableException e) {
      Skip.unless(false, "needs direct I/O on " + IN_MEMORY + ": " + e.getMessage());
      throw e;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  private DioFile open(OpenOption... options) throws IOException {
    List<OpenOption> all = new ArrayList<>(List.of(options));
    all.add(StandardOpenOption.READ);
    all.add(StandardOpenOption.WRITE);
    all.add(StandardOpenOption.CREATE_NEW);
    DioFile file =
        DioFile.open(directory.resolve("file" + files.size()), all.toArray(OpenOption[]::new));
    files.add(file);
    return file;
  }

  private MemorySegment memory() {
    return arena.allocate(BYTES, BYTES);
  }

  private Op read(DioFile file) {
    return Op.read(file, memory(), 0);
  }

  private Op write(DioFile file, int block) {
    return Op.write(file, memory(), (long) block * BYTES);
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      rig.step();
    }
  }

  @Test
  void aReadOfADirectFileIsPolledAndOneOfABufferedFileIsNot() throws IOException {
    Op polledRead = read(direct());
    Op otherRead = read(open());
    Submission a = rig.submit(polledRead);
    Submission b = rig.submit(otherRead);
    steps(2);
    assertThat(polled.held()).containsExactly(polledRead);
    assertThat(first.held()).containsExactly(otherRead);

    polled.complete(polledRead);
    first.complete(otherRead);
    steps(2);
    assertThat(a.isDone() && b.isDone()).isTrue();
    assertThat(rig.coordinator().stats().polledOperations()).isEqualTo(1);
    assertThat(polled.wakeUpsPlaced()).isZero();
  }

  @Test
  void ifTheKernelDoesNotEnableTheSecondRingTheFirstMakesEverythingAndSaysSo() throws Exception {
    polled.enableReturns(-Errno.EPERM);
    assertThat(ring.enable()).isZero();
    assertThat(ring.degradations())
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.what()).isEqualTo("polling for completions");
          assertThat(refusal.failure()).isPresent();
        });
    assertThat(ring.describe()).doesNotContain("beside it");
    Op read = read(direct());
    Submission submission = rig.submit(read);
    steps(1);
    assertThat(first.held()).containsExactly(read);
    first.complete(read);
    steps(1);
    assertThat(submission.await()).isEqualTo(BYTES);
  }

  @Test
  void aRefusedReadIsMadeByTheFirstRingAndItsFileIsNotTriedAgain() throws Exception {
    DioFile file = direct();
    Op refused = read(file);
    Submission submission = rig.submit(refused);
    steps(1);
    polled.complete(refused, -Errno.EOPNOTSUPP);
    steps(2);
    assertThat(submission.isDone()).as("the refusal is no result").isFalse();
    assertThat(first.held()).containsExactly(refused);
    first.complete(refused);
    steps(1);
    assertThat(submission.await()).isEqualTo(BYTES);

    Op second = read(file);
    rig.submit(second);
    steps(1);
    assertThat(first.held()).containsExactly(second);
    assertThat(polled.placements()).containsExactly(refused);
    assertThat(ring.degradations()).hasSize(1);
    Degradation missing = ring.degradations().getFirst();
    assertThat(missing.cause()).isEqualTo(Degradation.Cause.NOT_SUPPORTED);
    assertThat(missing.what()).contains(file.toString());
    assertThat(missing.remedy()).contains("poll_queues");
    assertThat(rig.coordinator().stats().polledOperations()).isZero();
  }

  @Test
  void aFileThatCannotBePolledIsListedByEverySchedulerThatUsesIt() throws IOException {
    DioFile file = direct();
    Op refused = read(file);
    rig.submit(refused);
    steps(1);
    polled.complete(refused, -Errno.EOPNOTSUPP);
    steps(2);
    first.complete(refused);
    steps(1);

    FakeRing otherFirst = FakeRing.stepped(64, CAPACITY);
    FakeRing otherPolled = FakeRing.polling(64, CAPACITY);
    PollingRing other = new PollingRing(otherFirst, otherPolled);
    CoordinatorRig otherRig = new CoordinatorRig(otherFirst, other, SchedulerOptions.defaults());
    for (int i = 0; i < 3; i++) {
      otherRig.submit(read(file));
      otherRig.step();
    }
    assertThat(other.degradations()).hasSize(1);
    end(otherFirst, otherPolled, otherRig);
  }

  @Test
  void anOperationForWhichTheDeviceHasNoPlaceIsMadeByTheFirstRingAndTheNextOneIsPolled()
      throws Exception {
    DioFile file = direct();
    Op crowded = read(file);
    Submission submission = rig.submit(crowded);
    steps(1);
    polled.complete(crowded, -Errno.EAGAIN);
    steps(2);
    assertThat(first.held()).containsExactly(crowded);
    first.complete(crowded);
    steps(1);
    assertThat(submission.await()).isEqualTo(BYTES);

    Op next = read(file);
    rig.submit(next);
    steps(1);
    assertThat(polled.held()).containsExactly(next);
    assertThat(ring.degradations()).isEmpty();
  }

  @Test
  void aFailureOfAPolledOperationIsItsResult() throws IOException {
    Op failing = read(direct());
    Submission submission = rig.submit(failing);
    steps(1);
    polled.complete(failing, -Errno.EIO);
    steps(1);
    assertThat(submission.isDone()).isTrue();
    assertThat(first.placements()).isEmpty();
    assertThat(rig.coordinator().stats().failures()).isEqualTo(1);
  }

  @Test
  void aChainGoesThroughTheFirstRingAsAWhole() throws IOException {
    DioFile file = direct();
    Unit chain = rig.submitUnit(write(file, 0).link(write(file, 1)).link(read(file)));
    Op alone = read(file);
    rig.submit(alone);
    steps(2);
    assertThat(first.held()).hasSize(3);
    assertThat(polled.held()).containsExactly(alone);
    first.completeAll();
    steps(1);
    assertThat(chain.isDone()).isTrue();
  }

  @Test
  void aDurableWriteIsNotPolled() throws IOException {
    DioFile file = direct();
    Op durable = write(file, 0).durable();
    rig.submit(durable);
    DioFile synced = direct(StandardOpenOption.DSYNC);
    Op syncedWrite = write(synced, 0);
    Op syncedRead = read(synced);
    rig.submit(syncedWrite);
    rig.submit(syncedRead);
    steps(2);
    assertThat(first.held()).containsExactly(durable, syncedWrite);
    assertThat(polled.held()).containsExactly(syncedRead);
  }

  @Test
  void mergedWritesArePolledTogetherAndRefusedTogether() throws Exception {
    DioFile file = direct();
    List<Op> writes = List.of(write(file, 0), write(file, 1), write(file, 2));
    List<Submission> submissions = writes.stream().map(rig::submit).toList();
    steps(1);
    assertThat(polled.runOf(writes.getFirst())).containsExactlyElementsOf(writes);
    polled.complete(writes.getFirst(), -Errno.EOPNOTSUPP);
    steps(2);
    assertThat(first.runOf(writes.getFirst())).containsExactlyElementsOf(writes);
    first.complete(writes.getFirst());
    steps(1);
    for (Submission submission : submissions) {
      assertThat(submission.await()).isEqualTo(BYTES);
    }
  }

  @Test
  void anyNumberOfRefusalsAtOnceIsMadeByTheFirstRing() throws Exception {
    use(FakeRing.stepped(4, CAPACITY), FakeRing.polling(64, CAPACITY));
    DioFile file = direct();
    List<Op> reads = new ArrayList<>();
    List<Submission> submissions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      reads.add(read(file));
      submissions.add(rig.submit(reads.getLast()));
    }
    for (int turn = 0; turn < 100 && polled.held().size() < reads.size(); turn++) {
      steps(1);
    }
    assertThat(polled.held()).hasSameSizeAs(reads);
    for (Op read : reads) {
      polled.complete(read, -Errno.EOPNOTSUPP);
    }
    for (int turn = 0; turn < 100 && first.placements().size() < reads.size(); turn++) {
      steps(1);
      first.completeAll();
    }
    steps(1);
    assertThat(first.placements()).containsExactlyElementsOf(reads);
    for (Submission submission : submissions) {
      assertThat(submission.await()).isEqualTo(BYTES);
    }
  }

  @Test
  void cancellingAPolledOperationChangesNothingAndHarmsNothing() throws Exception {
    Op read = read(direct());
    Submission submission = rig.submit(read);
    steps(1);
    submission.cancel();
    steps(3);
    assertThat(polled.cancelsPlaced()).isZero();
    assertThat(submission.isDone()).isFalse();
    polled.complete(read);
    steps(2);
    assertThat(submission.await()).isEqualTo(BYTES);
  }

  @Test
  void aSubmitterNeedNotSignalWhileTheKernelPolls() throws IOException {
    DioFile file = direct();
    rig.submit(read(file));
    steps(2);
    int signals = first.signals();
    rig.submit(read(file));
    steps(1);
    assertThat(first.signals()).isEqualTo(signals);
    assertThat(polled.held()).hasSize(2);
  }

  @Test
  void anOperationOfTheFirstRingIsCompletedWhileTheKernelPolls() throws Exception {
    Op buffered = read(open());
    Submission submission = rig.submit(buffered);
    rig.submit(read(direct()));
    steps(1);
    first.complete(buffered);
    steps(1);
    assertThat(submission.await()).isEqualTo(BYTES);
  }

  @Test
  void itRestsIfTheKernelDoesNotWaitForPolledOperations() throws IOException {
    Op read = read(direct());
    rig.submit(read);
    steps(1);
    for (int i = 1; i < PollingRing.FRUITLESS_CALLS; i++) {
      steps(1);
    }
    assertThat(first.briefSleeps()).isZero();
    first.endBriefSleep();
    steps(1);
    assertThat(first.briefSleeps()).isEqualTo(1);

    polled.complete(read);
    steps(1);
    rig.submit(read(direct()));
    steps(2);
    assertThat(first.briefSleeps()).as("a completion ends the rest").isEqualTo(1);
  }

  @Test
  void bothRingsAreAbandonedIfTheCoordinatorFails() throws IOException {
    FakeRing dyingFirst = FakeRing.stepped(64, CAPACITY);
    FakeRing dyingPolled = FakeRing.polling(64, CAPACITY);
    CoordinatorRig dying =
        new CoordinatorRig(
            dyingFirst, new PollingRing(dyingFirst, dyingPolled), SchedulerOptions.defaults());
    Submission submission = dying.submit(read(direct()));
    dying.step();
    dyingPolled.refuseEnter(Errno.EBADF);
    dying.coordinator().run();
    assertThat(submission.isDone()).isTrue();
    assertThat(dyingFirst.isAbandoned()).isTrue();
    assertThat(dyingPolled.isAbandoned()).isTrue();
  }
}
