// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on poisoned files that a coordinator does not issue. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoisonedFileTest {
  private Scratch scratch;
  private FakeRing ring;
  private CoordinatorRig rig;
  private DioFile file;
  private DioFile other;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    use(FakeRing.stepped(64, 127));
    file = scratch.file();
    other = scratch.open();
  }

  private void use(FakeRing fake) {
    ring = fake;
    rig = new CoordinatorRig(fake);
  }

  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  private static void poison(DioFile file) {
    FileAccess files = FileAccess.instance();
    files.recordDurabilityFailure(file, files.failure(file, "fsync", Errno.EIO, "first"));
  }

  @Test
  void syncsOfAPoisonedFileFailUnissued() {
    poison(file);
    Submission sync = rig.submit(Op.sync(file));
    Submission dataSync = rig.submit(Op.dataSync(file));
    rig.settle();

    assertThat(ring.placements()).isEmpty();
    for (Submission refused : List.of(sync, dataSync)) {
      assertThatThrownBy(refused::await)
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("first")
          .hasMessageContaining("not issued");
    }
  }

  @Test
  void readsAndWritesOfAPoisonedFileGoOn() {
    poison(file);
    rig.submit(scratch.read(file));
    rig.submit(scratch.write(file));
    rig.submit(Op.allocate(file, 4096));
    rig.settle();

    assertThat(ring.held()).hasSize(3);
  }

  @Test
  void writesOfAPoisonedFileThatWasOpenedForDurabilityFailUnissued() {
    DioFile durable = scratch.open(StandardOpenOption.DSYNC);
    poison(durable);
    Submission write = rig.submit(scratch.write(durable));
    Submission read = rig.submit(scratch.read(durable));
    rig.settle();

    assertThatThrownBy(write::await).hasMessageContaining("not issued");
    assertThat(ring.held()).containsExactly(read.op);
  }

  @Test
  void aSyncThatFailsInTheKernelPoisonsItsFile() {
    Submission first = rig.submit(Op.dataSync(file));
    rig.settle();
    ring.complete(first.op, -Errno.EIO);
    rig.settle();
    Submission second = rig.submit(Op.dataSync(file));
    Submission onOther = rig.submit(Op.dataSync(other));
    rig.settle();

    assertThatThrownBy(first::await).hasMessageContaining("EIO");
    assertThatThrownBy(second::await).hasMessageContaining("not issued");
    assertThat(ring.held()).containsExactly(onOther.op);
    assertThatThrownBy(file::close).hasMessageContaining("EIO");
  }

  @Test
  void aQueuedSyncSeesThePoisonOfTheOneAheadOfIt() {
    use(FakeRing.stepped(4, 1));
    Submission first = rig.submit(Op.syncRange(file, 0, 0));
    Submission second = rig.submit(Op.sync(file));
    rig.settle();
    ring.complete(first.op, -Errno.ENOSPC);
    rig.settle();

    assertThatThrownBy(second::await).hasMessageContaining("not issued");
    assertThat(ring.placements()).containsExactly(first.op);
  }

  @Test
  void aRefusedSyncAheadOfADrainCountsForIt() {
    use(FakeRing.stepped(4, 1));
    Submission first = rig.submit(Op.sync(file));
    Submission second = rig.submit(Op.sync(file));
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(first.op, -Errno.EIO);
    rig.settle();

    assertThat(second.isDone()).isTrue();
    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void anInterruptedSyncOfAFilePoisonedMeanwhileReleasesTheDrainBehindIt() {
    Submission first = rig.submit(Op.syncRange(file, 0, 0));
    Submission second = rig.submit(Op.sync(file));
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(first.op, -Errno.EIO);
    ring.complete(second.op, -Errno.EINTR);
    rig.settle();

    assertThatThrownBy(second::await).hasMessageContaining("not issued");
    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void aDurabilityFailureIsRecordedEvenIfTheMemoryIsGone() {
    DioFile durable = scratch.open(StandardOpenOption.DSYNC);
    Submission write;
    try (Arena arena = Arena.ofConfined()) {
      write = rig.submit(Op.write(durable, arena.allocate(512, 8), 0));
      rig.settle();
    }
    ring.complete(write.op, -Errno.EIO);
    rig.settle();

    assertThatThrownBy(write::await).hasMessageContaining("arena");
    assertThatThrownBy(durable::dataSync)
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("EIO");
  }

  // ---- which errors poison ----

  private static final Set<Integer> UNTRIED =
      Set.of(
          Errno.EINTR,
          Errno.ECANCELED,
          Errno.EAGAIN,
          Errno.EBADF,
          Errno.EINVAL,
          Errno.EROFS,
          Errno.EOPNOTSUPP,
          Errno.ENOSYS);

  /** Every error number except EINTR, after which the call is repeated. */
  private static IntStream errors() {
    return IntStream.rangeClosed(1, 133).filter(errno -> errno != Errno.EINTR);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anyErrorOfASyncPoisonsUnlessItWasNotTriedAndHoldsBackTheSyncsBesideIt(int errno) {
    String name = Errno.name(errno);
    boolean untried = UNTRIED.contains(errno);
    Op failing = Op.dataSync(file);
    Op beside = Op.syncRange(file, 0, 0); // never a part of the other
    Submission failed = rig.submit(failing);
    Submission early = rig.submit(beside);
    rig.settle();
    ring.complete(beside, 0);
    rig.settle();
    assertThat(early.isDone()).as("before the other has ended").isFalse();
    ring.complete(failing, -errno);
    rig.settle();
    Submission later = rig.submit(Op.dataSync(file));
    rig.settle();
    ring.completeAll();
    rig.settle();

    assertThat(Results.of(failed)).containsExactly(told(errno));
    assertThat(Results.of(early)).containsExactly(untried ? "0" : name);
    assertThat(Results.of(later)).containsExactly(untried ? "0" : name);
    assertThat(ring.placements()).hasSize(untried ? 3 : 2);
  }

  /**
   * A ring's kernel reports ECANCELED by itself if it had no thread. dio reports that as EAGAIN.
   */
  private static String told(int errno) {
    return errno == Errno.ECANCELED ? "EAGAIN" : Errno.name(errno);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anyErrorOfASyncOfASlotPoisonsUnlessItWasNotTried(int errno) {
    FakeRing fake = FakeRing.stepped(64, 127);
    CoordinatorRig slotted = new CoordinatorRig(fake, SchedulerOptions.defaults().withFileSlots(1));
    FileSlot slot = slotted.slots().getFirst();
    Op failing = Op.dataSync(slot);
    Op beside = Op.syncRange(slot, 0, 0); // never a part of the other
    Submission failed = slotted.submit(failing);
    Submission early = slotted.submit(beside);
    slotted.settle();
    fake.complete(beside, 0);
    fake.complete(failing, -errno);
    slotted.settle();
    Submission later = slotted.submit(Op.dataSync(slot));
    slotted.settle();
    fake.completeAll();
    slotted.settle();

    String expected = UNTRIED.contains(errno) ? "0" : Errno.name(errno);
    assertThat(Results.of(failed)).containsExactly(told(errno));
    assertThat(Results.of(early)).containsExactly(expected);
    assertThat(Results.of(later)).containsExactly(expected);
    slotted.close();
  }

  /** The kernel cancels it because of a linked operation, and never issues it. */
  @Test
  void aLinkedSyncThatWasNeverIssuedDoesNotPoison() {
    Op write = scratch.write();
    Unit chain = rig.submitUnit(write.link(Op.dataSync(file)));
    rig.settle();
    ring.complete(ring.started().getFirst(), -Errno.ENODATA);
    rig.settle();
    assertThat(Results.of(chain)).containsExactly("ENODATA", "ECANCELED");

    Submission later = rig.submit(Op.dataSync(file));
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(Results.of(later)).containsExactly("0");
  }
}
