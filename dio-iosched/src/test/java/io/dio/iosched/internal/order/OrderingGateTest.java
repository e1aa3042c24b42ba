// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.coordinator.CoordinatorRig;
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Work that waits for other work: drains, syncs behind writes, and work on a slot. The order is
 * that in which a coordinator starts it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OrderingGateTest {
  private Scratch scratch;
  private FakeRing ring;
  private CoordinatorRig rig;
  private long acceptances;
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

  // ---- drains ----

  @Test
  void aDrainBehindNothingIsDoneAtOnceAndIssuesNothing() throws IOException {
    Submission drain = rig.submit(Op.drain(file));
    rig.step();

    assertThat(drain.await()).isZero();
    assertThat(ring.placements()).isEmpty();
  }

  @Test
  void aDrainWaitsForAllThatWasAcceptedBeforeIt() {
    List<Op> ops = scratch.reads(3);
    ops.forEach(rig::submit);
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    for (int last = 2; last >= 0; last--) {
      assertThat(drain.isDone()).isFalse();
      ring.complete(ops.get(last));
      rig.settle();
    }

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void aDrainDoesNotWaitForWhatCameAfterIt() {
    Op before = scratch.read(file);
    Op after = scratch.write(file);
    rig.submit(before);
    Submission drain = rig.submit(Op.drain(file));
    rig.submit(after);
    rig.settle();
    ring.complete(after);
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    rig.submit(scratch.read(file));
    rig.settle();
    ring.complete(before);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
    assertThat(ring.held()).hasSize(1);
  }

  @Test
  void aDrainWaitsForItsFileOnly() {
    Op onFile = scratch.read(file);
    Op onOther = scratch.read(other);
    rig.submit(onFile);
    rig.submit(onOther);
    Submission drain = rig.submit(Op.drain(file));
    Submission otherDrain = rig.submit(Op.drain(other));
    rig.settle();
    ring.complete(onOther);
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    assertThat(otherDrain.isDone()).isTrue();
    ring.complete(onFile);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void severalDrainsOfOneFileEachWaitForTheirOwn() {
    Op first = scratch.read(file);
    Op second = scratch.read(file);
    rig.submit(first);
    Submission behindFirst = rig.submit(Op.drain(file));
    rig.submit(second);
    Submission behindBoth = rig.submit(Op.drain(file));
    Submission alsoBehindBoth = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(first);
    rig.settle();
    assertThat(behindFirst.isDone()).isTrue();
    assertThat(behindBoth.isDone()).isFalse();
    ring.complete(second);
    rig.settle();

    assertThat(behindBoth.isDone()).isTrue();
    assertThat(alsoBehindBoth.isDone()).isTrue();
  }

  @Test
  void aDrainCoversWhatStillWaitsForRoom() {
    use(FakeRing.stepped(4, 2));
    List<Op> ops = scratch.reads(5);
    ops.forEach(rig::submit);
    Submission drain = rig.submit(Op.drain(file));
    for (Op op : ops) {
      rig.settle();
      assertThat(drain.isDone()).isFalse();
      ring.complete(op);
    }
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void anInterruptedOperationStaysAheadOfTheDrain() {
    Op read = scratch.read(file);
    rig.submit(read);
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(read, -Errno.EINTR);
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    ring.complete(read);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void aDrainAcceptedWhileAnOperationIsBeingRepeatedWaitsForIt() {
    use(FakeRing.stepped(4, 1));
    Op read = scratch.read(file);
    rig.submit(read);
    rig.settle();
    Submission drain = rig.submit(Op.drain(file));
    ring.complete(read, -Errno.EINTR);
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    assertThat(ring.held()).containsExactly(read);
    ring.complete(read);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void aFailureAheadIsNoFailureOfTheDrain() throws IOException {
    Op read = scratch.read(file);
    rig.submit(read);
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(read, -Errno.EIO);
    rig.settle();

    assertThat(drain.await()).isZero();
  }

  @Test
  void closingCompletesDrains() {
    rig.submit(scratch.read(file));
    Submission drain = rig.submit(Op.drain(file));
    rig.step();
    rig.close();

    assertThat(drain.isDone()).isTrue();
    use(FakeRing.stepped(4, 4));
  }

  // ---- syncs behind writes ----

  @Test
  void aBarrierSyncIsIssuedWhenTheWritesBeforeItAreDone() throws IOException {
    List<Op> writes = List.of(scratch.write(file), scratch.write(file));
    writes.forEach(rig::submit);
    Submission sync = rig.submit(Op.barrierSync(file));
    rig.settle();
    assertThat(ring.held()).containsExactlyElementsOf(writes);
    ring.complete(writes.get(1));
    rig.settle();
    assertThat(ring.held()).containsExactly(writes.get(0));
    ring.complete(writes.get(0));
    rig.settle();
    assertThat(ring.held()).containsExactly(sync.op);
    assertThat(sync.isDone()).isFalse();
    ring.complete(sync.op);
    rig.settle();

    assertThat(sync.await()).isZero();
  }

  @Test
  void aBarrierSyncWaitsNeitherForReadsNorForOtherFilesNorForLaterWrites() {
    rig.submit(scratch.read(file));
    rig.submit(scratch.write(other));
    Submission sync = rig.submit(Op.barrierSync(file));
    rig.submit(scratch.write(file));
    rig.settle();

    assertThat(ring.held()).hasSize(4).contains(sync.op);
  }

  @Test
  void aDrainWaitsForTheBarrierSyncThatIsHeldBackBeforeIt() {
    Op write = scratch.write(file);
    rig.submit(write);
    Submission sync = rig.submit(Op.barrierSync(file));
    Submission drain = rig.submit(Op.drain(file));
    rig.settle();
    ring.complete(write);
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    ring.complete(sync.op);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void aPlainSyncWaitsForNothing() {
    rig.submit(scratch.write(file));
    Submission sync = rig.submit(Op.dataSync(file));
    rig.settle();

    assertThat(ring.held()).hasSize(2).contains(sync.op);
  }

  // ---- slots ----

  /** {@return the first slot of a new rig} */
  private FileSlot useSlots() {
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults().withFileSlots(2));
    return rig.slots().getFirst();
  }

  private Op openInto(FileSlot slot) {
    return Op.openInto(slot, file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Test
  void workOnASlotWaitsForTheWholeChainOfItsOpening() {
    FileSlot slot = useSlots();
    FileSlot otherSlot = rig.slots().get(1);
    rig.submitUnit(openInto(slot).link(Op.write(slot, scratch.allocate(512), 0)));
    Submission read = rig.submit(Op.read(slot, scratch.allocate(512), 0));
    Submission onOther = rig.submit(Op.read(otherSlot, scratch.allocate(512), 0));
    rig.settle();
    rig.runOpenings();
    rig.settle();
    List<Op> first = ring.held();
    assertThat(first).hasSize(3).contains(onOther.op).doesNotContain(read.op);
    ring.complete(first.getFirst());
    rig.settle();
    assertThat(ring.held()).doesNotContain(read.op);
    ring.completeAll();
    rig.settle();
    rig.runOpenings();
    rig.settle();

    assertThat(ring.held()).containsExactly(read.op);
  }

  /** Work on an open slot must not cost more because other work is running. */
  @Test
  void workOnASlotIsComparedWithWhatIsRunningOnlyWhileTheSlotIsBeingOpened() {
    FileSlot slot = useSlots();
    FileSlot otherSlot = rig.slots().get(1);
    OrderingGate gate = new OrderingGate();
    Unit opening = accept(openInto(slot).link(Op.sync(slot)));
    assertThat(gate.holdsBack(opening, _ -> {})).isFalse();
    Unit read = accept(Op.read(slot, scratch.allocate(512), 0));
    assertThatThrownBy(() -> gate.holdsBack(read, OrderingGateTest::lookedThrough))
        .hasMessage("looked through");
    Unit onOther = accept(Op.read(otherSlot, scratch.allocate(512), 0));
    assertThat(gate.holdsBack(onOther, OrderingGateTest::lookedThrough)).isFalse();
    gate.ended(opening, _ -> {});
    assertThat(gate.holdsBack(read, OrderingGateTest::lookedThrough)).isFalse();
    Unit close = accept(Op.close(slot));
    assertThatThrownBy(() -> gate.holdsBack(close, OrderingGateTest::lookedThrough))
        .hasMessage("looked through");
  }

  private Unit accept(Op op) {
    Unit unit = Unit.of((Request) op, rig.context());
    unit.accepted(acceptances++);
    return unit;
  }

  private static void lookedThrough(Consumer<Unit> action) {
    throw new AssertionError("looked through");
  }

  @Test
  void workOnASlotIsUnorderedOtherwise() {
    FileSlot slot = useSlots();
    for (int i = 0; i < 3; i++) {
      rig.submit(Op.write(slot, scratch.allocate(512), i * 512L));
    }
    rig.submit(Op.sync(slot));
    rig.settle();

    assertThat(ring.held()).hasSize(4);
  }

  @Test
  void closingASlotWaitsForTheWorkOnIt() {
    FileSlot slot = useSlots();
    Submission read = rig.submit(Op.read(slot, scratch.allocate(512), 0));
    rig.submit(Op.read(rig.slots().get(1), scratch.allocate(512), 0));
    Submission close = rig.submit(Op.close(slot));
    rig.settle();
    assertThat(ring.held()).hasSize(2).doesNotContain(close.op);
    ring.complete(read.op);
    rig.settle();
    assertThat(ring.held()).hasSize(2).contains(close.op);
    assertThatThrownBy(() -> rig.submit(Op.read(slot, scratch.allocate(512), 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("slot 0 is being closed");
    ring.complete(close.op);
    rig.settle();

    assertThat(close.isDone()).isTrue();
  }

  @Test
  void openingIntoASlotInUseWaitsForTheWorkOnIt() {
    FileSlot slot = useSlots();
    Submission read = rig.submit(Op.read(slot, scratch.allocate(512), 0));
    Unit open = rig.submitUnit(openInto(slot));
    rig.settle();
    rig.runOpenings();
    rig.settle();
    assertThat(ring.held()).containsExactly(read.op);
    ring.complete(read.op);
    rig.settle();
    rig.runOpenings();
    rig.settle();

    assertThat(ring.held()).containsExactly(open.op);
  }

  // ---- work outside the coordinator ----

  @Test
  void whatIsHeldOutsideStartsWhenItComesBack() {
    Unit drain = rig.submitUnit(Op.drain(file));
    drain.holdOutside();
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    rig.coordinator().comeBack(drain);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void whatIsHeldOutsideWaitsForTheWorkBeforeItAsWell() {
    Op read = scratch.read(file);
    rig.submit(read);
    Unit drain = rig.submitUnit(Op.drain(file));
    drain.holdOutside();
    rig.settle();
    rig.coordinator().comeBack(drain);
    rig.settle();
    assertThat(drain.isDone()).isFalse();
    ring.complete(read);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }

  @Test
  void whatComesBackBeforeItIsAcceptedIsNotHeldAtAll() {
    Unit drain = rig.submitUnit(Op.drain(file));
    drain.holdOutside();
    rig.coordinator().comeBack(drain);
    rig.settle();

    assertThat(drain.isDone()).isTrue();
  }
}
