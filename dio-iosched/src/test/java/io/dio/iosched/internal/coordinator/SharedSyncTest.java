// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoBatch;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.unit.Submission;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Syncs and durable writes of one file share entries, and no success is told before its sync. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedSyncTest {
  private static final int DSYNC = TransferFlag.DATA_SYNC.rwf();

  private Scratch scratch;
  private DioFile file;
  private FakeRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    file = scratch.file();
    use(FakeRing.stepped(64, 127));
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

  /** {@return a durable write of 100 bytes that is not contiguous with others} */
  private Op durableWrite(int number) {
    return Op.write(file, scratch.allocate(100), number * 1000L).durable();
  }

  private void complete(Op op, int result) {
    ring.complete(op, result);
    rig.settle();
  }

  private static void assertPending(Submission... submissions) {
    for (Submission submission : submissions) {
      assertThat(submission.isDone()).as("%s", submission).isFalse();
    }
  }

  // ---- syncs ----

  @Test
  void syncsThatComeWhileOneIsInTheKernelShareTheNext() {
    Submission first = rig.submit(Op.dataSync(file));
    rig.settle();
    Submission second = rig.submit(Op.dataSync(file));
    Submission third = rig.submit(Op.sync(file));
    rig.settle();
    assertThat(ring.held()).containsExactly(first.op);

    complete(first.op, 0);
    assertThat(Results.of(first)).containsExactly("0");
    assertPending(second, third);
    assertThat(ring.runOf(second.op)).containsExactly(second.op, third.op);

    complete(second.op, 0);
    assertThat(Results.of(second)).containsExactly("0");
    assertThat(Results.of(third)).containsExactly("0");
    assertThat(rig.coordinator().stats().syncs()).isEqualTo(3);
    assertThat(rig.coordinator().stats().syncCalls()).isEqualTo(2);
  }

  /** Waking many threads takes as long as a sync. Meanwhile the device would have nothing to do. */
  @Test
  void theNextSyncIsInTheKernelBeforeTheWaitersOfTheLastAreWoken() {
    Submission first = rig.submit(Op.dataSync(file));
    rig.settle();
    Submission second = rig.submit(Op.dataSync(file));
    rig.settle();
    List<Op> heldAtWake = new ArrayList<>();
    first.onCompletion(_ -> heldAtWake.addAll(ring.held()));
    complete(first.op, 0);
    assertThat(heldAtWake).containsExactly(second.op);
  }

  @Test
  void syncsThatAreHandedOverTogetherShareOne() {
    Submission first = rig.submit(Op.dataSync(file));
    Submission second = rig.submit(Op.dataSync(file));
    rig.settle();
    assertThat(ring.runOf(first.op)).containsExactly(first.op, second.op);
  }

  @Test
  void syncsOfDifferentFilesAreDifferentEntries() {
    DioFile other = scratch.open();
    Submission first = rig.submit(Op.dataSync(file));
    Submission second = rig.submit(Op.dataSync(other));
    rig.settle();
    assertThat(ring.runOf(first.op)).containsExactly(first.op);
    assertThat(ring.runOf(second.op)).containsExactly(second.op);
  }

  @Test
  void syncsOfOneSlotShareOne() {
    rig.close();
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults().withFileSlots(2));
    FileSlot slot = rig.slots().getFirst();
    Submission first = rig.submit(Op.dataSync(slot));
    Submission second = rig.submit(Op.barrierSync(slot));
    Submission other = rig.submit(Op.dataSync(rig.slots().get(1)));
    rig.settle();
    assertThat(ring.runOf(first.op)).containsExactly(first.op, second.op);
    assertThat(ring.runOf(other.op)).containsExactly(other.op);
  }

  @Test
  void aFailureIsThatOfAllThatShareAndPoisons() {
    Submission first = rig.submit(Op.dataSync(file));
    Submission second = rig.submit(Op.barrierSync(file));
    rig.settle();
    Submission behind = rig.submit(Op.dataSync(file));
    rig.settle();
    complete(first.op, -Errno.EIO);
    assertThat(Results.of(first)).containsExactly("EIO");
    assertThat(Results.of(second)).containsExactly("EIO");
    assertThatThrownBy(behind::await).hasMessageContaining("not issued");
    assertThat(ring.held()).isEmpty();
  }

  @Test
  void anInterruptedSyncIsRepeatedForAllInTheirOrder() {
    Submission first = rig.submit(Op.dataSync(file));
    Submission second = rig.submit(Op.dataSync(file));
    rig.settle();
    complete(first.op, -Errno.EINTR);
    assertThat(ring.runOf(first.op)).containsExactly(first.op, second.op);
    complete(first.op, 0);
    assertThat(Results.of(second)).containsExactly("0");
  }

  @Test
  void aSyncGetsTheRoomThatABusyQueueLeaves() {
    rig.close();
    use(FakeRing.stepped(1, 1));
    Submission read = rig.submit(scratch.read());
    rig.settle();
    Submission sync = rig.submit(Op.dataSync(file));
    for (int i = 0; i < 10; i++) {
      rig.submit(scratch.read());
    }
    rig.settle();
    ring.complete(read.op);
    rig.settle();
    assertThat(ring.held()).containsExactly(sync.op);
    ring.completeAtOnce();
    complete(sync.op, 0);
  }

  // ---- barriers ----

  @Test
  void barriersWaitForTheWritesBeforeThemAndNotForEachOther() {
    Submission write1 = rig.submit(scratch.write());
    Submission barrier1 = rig.submit(Op.barrierSync(file));
    Submission write2 = rig.submit(scratch.write());
    Submission barrier2 = rig.submit(Op.barrierSync(file));
    rig.settle();
    assertThat(ring.held()).containsExactly(write1.op, write2.op);
    ring.complete(write1.op);
    ring.complete(write2.op);
    rig.settle();
    assertThat(ring.runOf(barrier1.op)).containsExactly(barrier1.op, barrier2.op);
    assertPending(barrier1, barrier2);
    complete(barrier1.op, 0);
    assertThat(Results.of(barrier1)).containsExactly("0");
    assertThat(Results.of(barrier2)).containsExactly("0");
  }

  @Test
  void aBarrierWaitsForADurableWriteUntilThatIsSynced() {
    Submission write1 = rig.submit(durableWrite(1));
    Submission write2 = rig.submit(durableWrite(2));
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(write1.op);
    ring.complete(write2.op);
    rig.settle();
    assertPending(drain);
    complete(write1.op, 0);
    assertThat(drain.isDone()).isTrue();
  }

  // ---- durable writes ----

  @Test
  void aDurableWriteAloneHasItsFlag() {
    Submission write = rig.submit(durableWrite(1));
    rig.settle();
    assertThat(ring.rwFlags(write.op)).isEqualTo(DSYNC);
    ring.complete(write.op);
    rig.settle();
    assertThat(Results.of(write)).containsExactly("100");
    assertThat(rig.coordinator().stats().syncs()).isEqualTo(1);
    assertThat(rig.coordinator().stats().syncCalls()).isEqualTo(1);
  }

  @Test
  void durableWritesThatComeTogetherAreToldWhenOneSyncBehindThemHasEnded() {
    Submission write1 = rig.submit(durableWrite(1));
    Submission write2 = rig.submit(durableWrite(2));
    rig.settle();
    assertThat(ring.rwFlags(write1.op)).isZero();
    assertThat(ring.rwFlags(write2.op)).isZero();
    ring.complete(write1.op);
    ring.complete(write2.op);
    rig.settle();
    assertPending(write1, write2);
    assertThat(ring.isSync(write1.op)).isTrue();
    assertThat(ring.runOf(write1.op)).containsExactly(write1.op, write2.op);

    complete(write1.op, 0);
    assertThat(Results.of(write1)).containsExactly("100");
    assertThat(Results.of(write2)).containsExactly("100");
    assertThat(rig.coordinator().stats().syncs()).isEqualTo(2);
    assertThat(rig.coordinator().stats().syncCalls()).isEqualTo(1);
    assertThat(rig.coordinator().stats().bytesWritten()).isEqualTo(200);
  }

  @Test
  void aDurableWriteThatEndsAfterTheSyncBeganWaitsForTheNext() {
    Submission write1 = rig.submit(durableWrite(1));
    Submission write2 = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(write1.op);
    rig.settle();
    ring.complete(write2.op);
    rig.settle();
    assertThat(ring.held()).as("the sync of the first").containsExactly(write1.op);
    complete(write1.op, 0);
    assertThat(Results.of(write1)).containsExactly("100");
    assertPending(write2);
    assertThat(ring.isSync(write2.op)).isTrue();
    complete(write2.op, 0);
    assertThat(Results.of(write2)).containsExactly("100");
  }

  @Test
  void durableWritesAndSyncsShareOne() {
    Submission ahead = rig.submit(Op.dataSync(file));
    rig.settle();
    Submission write = rig.submit(durableWrite(1));
    Submission sync = rig.submit(Op.sync(file));
    rig.settle();
    ring.complete(write.op);
    ring.complete(ahead.op, 0);
    rig.settle();
    assertThat(ring.runOf(sync.op)).containsExactly(write.op, sync.op);
    complete(sync.op, 0);
    assertThat(Results.of(write)).containsExactly("100");
    assertThat(Results.of(sync)).containsExactly("0");
  }

  @Test
  void contiguousDurableWritesAreWrittenWithOneEntryAndSyncedWithOne() {
    Submission ahead = rig.submit(durableWrite(9));
    rig.settle();
    Submission first = rig.submit(Op.write(file, scratch.allocate(100), 0).durable());
    Submission second = rig.submit(Op.write(file, scratch.allocate(50), 100).durable());
    rig.settle();
    assertThat(ring.runOf(first.op)).containsExactly(first.op, second.op);
    assertThat(ring.rwFlags(first.op)).isZero();
    ring.complete(first.op, 150);
    rig.settle();
    assertPending(first, second);
    assertThat(ring.isSync(first.op)).isTrue();
    complete(first.op, 0);
    ring.complete(ahead.op);
    rig.settle();
    assertThat(Results.of(first)).containsExactly("100");
    assertThat(Results.of(second)).containsExactly("50");
  }

  /** The flag makes durable what the result says, and no count has to be kept. */
  @Test
  void aShortWriteIsMadeAgainWithItsFlag() {
    Submission write = rig.submit(durableWrite(1));
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(other.op);
    complete(write.op, 40);
    assertThat(ring.isSync(write.op)).isFalse();
    assertThat(ring.rwFlags(write.op)).isEqualTo(DSYNC);
    ring.complete(write.op, 40);
    ring.complete(other.op, 0);
    rig.settle();
    assertThatThrownBy(write::await).hasMessageContaining("40");
    assertThat(Results.of(other)).containsExactly("100");
  }

  @Test
  void aFailedSyncFailsTheWritesThatItWouldHaveCovered() {
    Submission write = rig.submit(durableWrite(1));
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(write.op);
    ring.complete(other.op);
    rig.settle();
    complete(write.op, -Errno.EIO);
    assertThat(Results.of(write)).containsExactly("EIO");
    assertThat(Results.of(other)).containsExactly("EIO");
    assertThatThrownBy(file::dataSync).hasMessageContaining("EIO");
  }

  @Test
  void theFailureNamesTheSyncAndTheWriteBeforeIt() {
    Submission write = rig.submit(durableWrite(1));
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(write.op);
    ring.complete(other.op);
    rig.settle();
    complete(write.op, -Errno.EINVAL);
    assertThatThrownBy(write::await)
        .hasMessageContaining("fdatasync")
        .hasMessageContaining("behind pwrite")
        .hasMessageContaining("EINVAL");
  }

  /** The kernel cancels a sync by itself if it has no thread for it. */
  @Test
  void aSyncWithoutAThreadOfTheKernelDoesNotSayThatNothingWasWritten() {
    Submission write = rig.submit(durableWrite(1));
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(write.op);
    ring.complete(other.op);
    rig.settle();
    complete(write.op, -Errno.ECANCELED);
    assertThatThrownBy(write::await)
        .hasMessageContaining("EAGAIN")
        .hasMessageContaining("the bytes are written");
  }

  @Test
  void aFailedWriteDoesNotFailTheOthersOfItsWave() {
    Submission write = rig.submit(durableWrite(1));
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(write.op, -Errno.EINVAL);
    ring.complete(other.op);
    rig.settle();
    assertThat(Results.of(write)).containsExactly("EINVAL");
    complete(other.op, 0);
    assertThat(Results.of(other)).containsExactly("100");
  }

  @Test
  void aPreferredFlagThatIsRefusedDoesNotMakeAWriteLessDurable() {
    Op wish = durableWrite(1).preferring(TransferFlag.DONT_CACHE);
    Submission write = rig.submit(wish);
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    complete(write.op, -Errno.EOPNOTSUPP);
    assertThat(ring.isSync(write.op)).isFalse();
    ring.complete(other.op);
    ring.complete(write.op);
    rig.settle();
    assertPending(write, other);
    ring.completeAll();
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(Results.of(write)).containsExactly("100");
    assertThat(Results.of(other)).containsExactly("100");
  }

  @Test
  void eachSubmissionOfABatchIsWrittenAndSyncedAnew() throws Exception {
    IoBatch batch = rig.newBatch(2);
    for (int round = 1; round <= 3; round++) {
      batch.with(batch.write(file, scratch.allocate(100), 0), TransferFlag.DATA_SYNC);
      batch.with(batch.write(file, scratch.allocate(100), 1000), TransferFlag.DATA_SYNC);
      batch.submit();
      rig.settle();
      assertThat(ring.held()).hasSize(2);
      assertThat(ring.rwFlags(ring.held().getFirst())).isZero();
      ring.completeAll();
      rig.settle();
      assertThat(batch.isDone()).isFalse();
      ring.completeAll();
      rig.settle();
      batch.await();
      batch.clear();
      assertThat(rig.coordinator().stats().syncCalls()).isEqualTo(round);
    }
  }

  // ---- cancellation ----

  @Test
  void aCancelledWriteThatWaitsForItsSyncEndsAndTheOthersGoOn() {
    Submission sync = rig.submit(Op.dataSync(file));
    rig.settle();
    Submission write = rig.submit(durableWrite(1));
    Submission other = rig.submit(durableWrite(2));
    rig.settle();
    ring.complete(write.op);
    ring.complete(other.op);
    rig.settle();
    write.cancel();
    rig.settle();
    assertThat(Results.of(write)).containsExactly("ECANCELED");
    complete(sync.op, 0);
    assertThat(ring.runOf(other.op)).containsExactly(other.op);
    complete(other.op, 0);
    assertThat(Results.of(other)).containsExactly("100");
  }

  @Test
  void cancellingOneOfThoseThatShareASyncDoesNotCancelTheSync() {
    Submission first = rig.submit(Op.dataSync(file));
    Submission second = rig.submit(Op.dataSync(file));
    rig.settle();
    first.cancel();
    rig.settle();
    assertThat(ring.cancelsPlaced()).isZero();
    complete(second.op, 0);
    assertThat(Results.of(second)).containsExactly("0");
  }

  @Test
  void closingNowEndsThoseThatWaitForASync() {
    Submission sync = rig.submit(Op.dataSync(file));
    rig.settle();
    Submission gathered = rig.submit(Op.dataSync(file));
    Submission write = rig.submit(durableWrite(1));
    rig.settle();
    ring.complete(write.op);
    rig.settle();
    rig.closeNow();
    assertThat(Results.of(gathered)).containsExactly("ECANCELED");
    assertThat(Results.of(write)).containsExactly("ECANCELED");
    assertThat(sync.isDone()).isTrue();
    use(FakeRing.stepped(64, 127));
  }

  @Test
  void allThatShareAreToldWhenTheRingDies() {
    Submission inKernel = rig.submit(Op.dataSync(file));
    rig.settle();
    Submission gathered = rig.submit(Op.dataSync(file));
    Submission write = rig.submit(durableWrite(1));
    rig.settle();
    ring.complete(write.op);
    rig.settle();
    ring.refuseEnter(Errno.EBADF);
    rig.submit(scratch.read());
    rig.coordinator().run();
    for (Submission told : List.of(inKernel, gathered, write)) {
      assertThatThrownBy(told::await).isInstanceOf(SchedulerFailedException.class);
    }
    use(FakeRing.stepped(64, 127));
  }
}
