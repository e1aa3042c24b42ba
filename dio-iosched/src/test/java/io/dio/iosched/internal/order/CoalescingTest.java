// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.Background;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.coordinator.CoordinatorRig;
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writes that form a run, and the results of runs on a ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoalescingTest {
  private static final long MAX_BYTES = 10_000;

  private Scratch scratch;
  private DioFile file;
  private DioFile other;
  private SchedulerContext context;
  private FakeRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    file = scratch.file();
    other = scratch.open();
    context = new SchedulerContext("test", SchedulerOptions.defaults(), new WaiterSpin(0));
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring);
  }

  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  private Op write(DioFile target, int byteSize, long fileOffset) {
    return Op.write(target, scratch.allocate(byteSize), fileOffset);
  }

  private List<Op> contiguous(int count, int byteSize) {
    List<Op> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      writes.add(write(file, byteSize, (long) i * byteSize));
    }
    return writes;
  }

  // ---- run length ----

  private int runLength(Coalescing coalescing, List<Op> ops) {
    Unit first = null;
    Unit last = null;
    for (Op op : ops) {
      Unit unit = Unit.of((Request) op, context);
      if (first == null) {
        first = unit;
      } else {
        last.next = unit;
      }
      last = unit;
    }
    CoalescedRun run = coalescing.runFrom(first);
    return run == null ? 1 : run.size();
  }

  private int runLength(Op... ops) {
    return runLength(new Coalescing(MAX_BYTES), List.of(ops));
  }

  @Test
  void aRunEndsWhereThePiecesOfOneCallDo() {
    List<Op> writes = contiguous(Op.MAX_PIECES + 10, 1);
    assertThat(runLength(new Coalescing(MAX_BYTES), writes)).isEqualTo(Op.MAX_PIECES);
    assertThat(runLength(new Coalescing(MAX_BYTES), writes.subList(0, Op.MAX_PIECES)))
        .isEqualTo(Op.MAX_PIECES);
  }

  @Test
  void aRunHasNoMoreThanItsBytes() {
    assertThat(runLength(new Coalescing(MAX_BYTES), contiguous(30, 1000))).isEqualTo(10);
    assertThat(runLength(new Coalescing(MAX_BYTES - 1), contiguous(30, 1000))).isEqualTo(9);
    assertThat(runLength(write(file, 6000, 0), write(file, 6000, 6000))).isEqualTo(1);
    assertThat(runLength(write(file, 20_000, 0), write(file, 1, 20_000)))
        .as("the head itself may be larger, and then travels alone")
        .isEqualTo(1);
    assertThat(runLength(Coalescing.of(true), contiguous(3, 512 << 10)))
        .as("the bytes of a scheduler's runs")
        .isEqualTo(2);
  }

  @Test
  void whatIsSwitchedOffMakesNoRuns() {
    assertThat(runLength(new Coalescing(0), contiguous(4, 100))).isEqualTo(1);
    assertThat(runLength(Coalescing.of(false), contiguous(4, 100))).isEqualTo(1);
  }

  @Test
  void aRunIsOfOneFileWithoutGapsOrOverlaps() {
    Op head = write(file, 100, 1000);
    assertThat(runLength(head)).isEqualTo(1);
    assertThat(runLength(head, write(file, 100, 1100), write(file, 50, 1200))).isEqualTo(3);
    assertThat(runLength(head, write(file, 100, 1101))).isEqualTo(1);
    assertThat(runLength(head, write(file, 100, 1099))).isEqualTo(1);
    assertThat(runLength(head, write(file, 100, 900))).isEqualTo(1);
    assertThat(runLength(head, write(other, 100, 1100))).isEqualTo(1);
    assertThat(runLength(head, write(file, 100, 1100), write(other, 100, 1200))).isEqualTo(2);
    assertThat(runLength(head, write(other, 100, 0), write(file, 100, 1100)))
        .as("only what was accepted next to one another")
        .isEqualTo(1);
  }

  @Test
  void onlyStandaloneWritesOfOneSegmentMakeARun() {
    Op head = write(file, 100, 0);
    List<MemorySegment> pieces = List.of(scratch.allocate(50), scratch.allocate(50));
    assertThat(runLength(head, Op.writev(file, pieces, 100))).isEqualTo(1);
    assertThat(runLength(Op.writev(file, pieces, 0), write(file, 100, 100))).isEqualTo(1);
    assertThat(runLength(head, write(file, 100, 100).link(write(file, 100, 200)))).isEqualTo(1);
    assertThat(runLength(head, Op.sync(file), write(file, 100, 100))).isEqualTo(1);
    assertThat(runLength(head, Op.read(file, scratch.allocate(100), 100))).isEqualTo(1);
    assertThat(
            runLength(
                Op.read(file, scratch.allocate(100), 0), Op.read(file, scratch.allocate(100), 100)))
        .isEqualTo(1);
    FileSlot slot = new SlotTable(1, "test").slots().getFirst();
    assertThat(
            runLength(
                Op.write(slot, scratch.allocate(100), 0),
                Op.write(slot, scratch.allocate(100), 100)))
        .isEqualTo(1);
  }

  @Test
  void writesWithFlagsMakeNoRunsAndDurableOnesAmongThemselves() {
    Op plain = write(file, 100, 0);
    Op behind = write(file, 100, 100);
    for (TransferFlag flag :
        List.of(TransferFlag.NO_WAIT, TransferFlag.DONT_CACHE, TransferFlag.ATOMIC)) {
      assertThat(runLength(plain.with(flag), behind.with(flag))).isEqualTo(1);
      assertThat(runLength(plain, behind.with(flag))).isEqualTo(1);
      assertThat(runLength(plain.with(flag), behind)).isEqualTo(1);
      assertThat(runLength(plain.durable().with(flag), behind.durable().with(flag))).isEqualTo(1);
    }
    assertThat(runLength(plain.durable(), behind.durable())).isEqualTo(2);
    assertThat(runLength(plain, behind.durable())).isEqualTo(1);
    assertThat(runLength(plain.durable(), behind)).isEqualTo(1);
  }

  @Test
  void runsThatSeveralThreadsIssueAreAllCounted() throws Exception {
    Coalescing coalescing = new Coalescing(MAX_BYTES);
    Unit first = Unit.of((Request) write(file, 100, 0), context);
    first.next = Unit.of((Request) write(file, 100, 100), context);
    CoalescedRun run = coalescing.runFrom(first);
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Void> issuing =
        () -> {
          together.await();
          for (int i = 0; i < 100_000; i++) {
            coalescing.placed(run);
          }
          return null;
        };
    Background<Void> other = Background.call(issuing);
    issuing.call();
    other.get();

    assertThat(coalescing.writes()).isEqualTo(2L * 100_000 * run.size());
  }

  // ---- on a ring ----

  private List<Submission> submitAll(List<Op> ops) {
    List<Submission> tickets = ops.stream().map(rig::submit).toList();
    rig.settle();
    return tickets;
  }

  private static List<String> results(List<Submission> tickets) {
    return tickets.stream().map(ticket -> Results.of(ticket).getFirst()).toList();
  }

  @Test
  void aRunIsOneEntryOfTheRingAndDoneAtOnce() {
    List<Op> writes = contiguous(5, 100);
    Op apart = write(file, 100, 10_000);
    List<Op> all = new ArrayList<>(writes);
    all.add(apart);
    List<Submission> tickets = submitAll(all);
    assertThat(ring.runOf(writes.get(3))).isEqualTo(writes);
    assertThat(ring.runOf(apart)).containsExactly(apart);
    assertThat(rig.coordinator().stats().coalescedWrites()).isEqualTo(5);
    assertThat(rig.coordinator().stats().inFlight()).as("each by itself").isEqualTo(6);
    ring.complete(writes.getFirst());
    rig.settle();
    assertThat(results(tickets.subList(0, 5))).isEqualTo(Collections.nCopies(5, "100"));
    assertThat(tickets.getLast().isDone()).isFalse();
    assertThat(rig.coordinator().stats().inFlight()).isEqualTo(1);
  }

  @Test
  void aDurableRunIsPlacedWithTheFlagOfItsMembers() {
    List<Op> writes = contiguous(3, 100).stream().map(Op::durable).toList();
    List<Submission> tickets = submitAll(writes);
    assertThat(ring.runOf(writes.get(1))).isEqualTo(writes);
    assertThat(ring.rwFlags(writes.get(1))).isEqualTo(TransferFlag.DATA_SYNC.rwf());
    ring.complete(writes.getFirst(), -Errno.EIO);
    rig.settle();
    assertThat(results(tickets)).containsExactly("EIO", "EIO", "EIO");
    assertThat(results(submitAll(List.of(Op.dataSync(file))))).containsExactly("EIO");
    assertThat(ring.placements()).as("nothing is issued on a poisoned file").isEqualTo(writes);
  }

  @Test
  void everyLengthOfAShortRunIsSharedOutInOrder() {
    for (int written = 0; written <= 30; written++) {
      List<Op> writes = contiguous(3, 10);
      List<Submission> tickets = submitAll(writes);
      ring.complete(writes.getFirst(), written);
      rig.settle();
      int rest = written;
      for (Submission ticket : tickets) {
        int own = Math.min(rest, 10);
        rest -= own;
        assertThat(Results.of(ticket)).containsExactly(own == 10 ? "10" : "short " + own);
      }
    }
  }

  @Test
  void anInterruptedRunIsRepeatedAndNobodySeesIt() {
    List<Op> writes = contiguous(3, 100);
    List<Submission> tickets = submitAll(writes);
    ring.complete(writes.getFirst(), -Errno.EINTR);
    rig.settle();
    assertThat(tickets).noneMatch(Submission::isDone);
    ring.completeAll();
    rig.settle();
    assertThat(results(tickets)).containsExactly("100", "100", "100");
  }

  @Test
  void anInterruptedRunIsRepeatedInItsOrderBeforeWhatIsQueued() {
    rig.close();
    ring = FakeRing.stepped(1, 1);
    rig = new CoordinatorRig(ring);
    List<Op> writes = contiguous(3, 100);
    Op queued = write(file, 100, 10_000);
    List<Op> all = new ArrayList<>(writes);
    all.add(queued);
    submitAll(all);
    ring.complete(writes.getFirst(), -Errno.EINTR);
    rig.settle();
    assertThat(ring.held()).containsExactlyElementsOf(writes);
    assertThat(ring.runOf(writes.getFirst())).isEqualTo(writes);
    ring.complete(writes.getFirst());
    rig.settle();
    assertThat(ring.held()).containsExactly(queued);
  }

  @Test
  void aDrainBehindARunWaitsForAllOfIt() {
    List<Op> writes = contiguous(3, 100);
    List<Op> ops = new ArrayList<>(writes);
    ops.add(Op.drain(file));
    List<Submission> tickets = submitAll(ops);
    assertThat(tickets.getLast().isDone()).isFalse();
    ring.complete(writes.getFirst());
    rig.settle();
    assertThat(tickets).allMatch(Submission::isDone);
  }
}
