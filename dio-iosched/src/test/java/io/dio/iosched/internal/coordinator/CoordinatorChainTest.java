// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chains, step by step over a fake ring, in the cases where the rules of the kernel and of dio
 * differ.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorChainTest {
  private static final String DIED = "died";

  private Scratch scratch;
  private FakeRing ring;
  private CoordinatorRig rig;
  private boolean dead;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring);
  }

  /** The thread must not wait here, because no other thread would complete the operation. */
  private static List<String> told(Unit ticket) {
    assertThat(ticket.isDone()).isTrue();
    return Results.of(ticket);
  }

  @AfterEach
  void tearDown() {
    if (!dead) {
      rig.close();
    }
    scratch.close();
  }

  private static List<Op> operationsOf(Op chain) {
    List<Op> operations = new ArrayList<>();
    for (Request each = (Request) chain; each != null; each = each.next) {
      operations.add(each);
    }
    return operations;
  }

  private Op wishingRead() {
    return scratch.read().preferring(TransferFlag.DONT_CACHE);
  }

  private void die() {
    ring.refuseEnter(Errno.EBADF);
    rig.coordinator().run();
    dead = true;
  }

  // ---- preparation ----

  @Test
  void aChainThatCannotBePreparedIsIssuedOneByOne() {
    Op chain = scratch.write().link(scratch.write()).link(scratch.read());
    List<Op> operations = operationsOf(chain);
    ring.failAtPreparation(operations.get(1), Errno.EINVAL);
    Unit ticket = rig.submitUnit(chain);
    rig.settle();

    assertThat(ring.held()).containsExactly(operations.getFirst());
    ring.complete(operations.getFirst());
    rig.settle();
    ring.complete(operations.get(1), -Errno.EINVAL);
    rig.settle();

    assertThat(told(ticket)).containsExactly("512", "EINVAL", "ECANCELED");
  }

  @Test
  void aShortWriteIsNeitherRepeatedNorFollowed() {
    Op chain = scratch.write().link(scratch.write()).link(Op.dataSync(scratch.file()));
    List<Op> operations = operationsOf(chain);
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ring.complete(operations.getFirst(), 100);
    rig.settle();

    assertThat(told(ticket)).containsExactly("short 100", "ECANCELED", "ECANCELED");
    assertThat(ring.placements()).doesNotHaveDuplicates();
  }

  // ---- durability ----

  @Test
  void aSyncThatFailedPoisonsItsFileBeforeTheChainHasEnded() {
    Op chain = Op.dataSync(scratch.file()).hardLink(scratch.read());
    List<Op> operations = operationsOf(chain);
    Unit ticket = rig.submitUnit(chain);
    Submission meanwhile = rig.submit(Op.dataSync(scratch.file()));
    rig.settle();
    ring.complete(operations.getFirst(), -Errno.EIO);
    rig.settle();
    assertThat(ticket.isDone()).isFalse();
    ring.complete(meanwhile.op);
    Submission afterwards = rig.submit(Op.sync(scratch.file()));
    rig.settle();

    assertThat(ring.placements()).doesNotContain(afterwards.op);
    assertThat(told(meanwhile)).containsExactly("EIO");
    assertThat(told(afterwards)).containsExactly("EIO");
  }

  @Test
  void whatIsLinkedBehindAPromiseThatWasTakenBackIsNotInterruptedButCancelled() {
    DioFile file = scratch.open(StandardOpenOption.DSYNC);
    Op chain = scratch.write(file).link(scratch.read());
    List<Op> operations = operationsOf(chain);
    Submission failing = rig.submit(Op.sync(file));
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ring.complete(failing.op, -Errno.EIO);
    ring.complete(operations.getFirst());
    ring.complete(operations.get(1), -Errno.EINTR);
    rig.settle();

    assertThat(told(ticket)).containsExactly("EIO", "ECANCELED");
  }

  // ---- wishes and interruptions ----

  @Test
  void aWishIsGivenUpBeforeWhatIsHardLinkedBehindItRuns() {
    Op chain = wishingRead().hardLink(scratch.write());
    List<Op> operations = operationsOf(chain);
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ring.complete(operations.getFirst(), -Errno.EOPNOTSUPP);
    rig.settle();

    assertThat(ring.started()).containsExactly(operations.getFirst());
    assertThat(ring.rwFlags(operations.getFirst())).isZero();
    assertThat(ring.placements()).startsWith(operations.getFirst(), operations.getFirst());
    ring.completeAll();
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(told(ticket)).containsExactly("512", "512");
    assertThat(rig.coordinator().stats().droppedFlags()).isEqualTo(1);
  }

  @Test
  void aWishThatIsRefusedAfterACancellationIsNotTriedAgain() {
    Op wishing = wishingRead();
    Op chain = wishingRead().link(scratch.write());
    Submission alone = rig.submit(wishing);
    Unit chained = rig.submitUnit(chain);
    ring.cancelReturns(-Errno.EALREADY);
    rig.settle();
    alone.cancel();
    chained.cancel();
    rig.settle();
    ring.complete(wishing, -Errno.EOPNOTSUPP);
    ring.complete(operationsOf(chain).getFirst(), -Errno.EOPNOTSUPP);
    rig.settle();

    assertThat(told(alone)).containsExactly("ECANCELED");
    assertThat(told(chained)).containsExactly("ECANCELED", "ECANCELED");
  }

  @Test
  void anInterruptedCallIsRepeatedWithWhatIsLinkedBehindIt() {
    Op chain = scratch.read().link(scratch.write()).hardLink(scratch.read());
    List<Op> operations = operationsOf(chain);
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ring.complete(operations.getFirst());
    ring.complete(operations.get(1), -Errno.EINTR);
    rig.settle();
    ring.completeAll();
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(told(ticket)).containsExactly("512", "512", "512");
    assertThat(ring.placements()).hasSize(4);
  }

  @Test
  void anInterruptedCallIsRepeatedBeforeWhatIsHardLinkedBehindItRuns() {
    Op chain = scratch.write().hardLink(scratch.read());
    List<Op> operations = operationsOf(chain);
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ring.complete(operations.get(0), -Errno.EINTR);
    rig.settle();
    assertThat(ring.started()).containsExactly(operations.getFirst());
    ring.completeAll();
    rig.settle();
    ring.completeAll();
    rig.settle();

    assertThat(told(ticket)).containsExactly("512", "512");
    assertThat(ring.placements())
        .containsExactly(operations.get(0), operations.get(0), operations.get(1));
  }

  // ---- cancelling ----

  /** The kernel would start an operation that is hard-linked to a cancelled entry. */
  @Test
  void whatIsHardLinkedBehindACancelledOperationIsNotIssued() {
    Op chain = scratch.write().hardLink(scratch.write()).hardLink(scratch.read());
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ticket.cancel();
    rig.settle();

    assertThat(told(ticket)).containsExactly("ECANCELED", "ECANCELED", "ECANCELED");
    assertThat(ring.placements()).containsExactly(chain);
  }

  @Test
  void whatIsHardLinkedBehindARunningOperationIsNotIssuedAfterACancellation() {
    Op chain = scratch.write().hardLink(scratch.write());
    ring.cancelReturns(-Errno.EALREADY);
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    ticket.cancel();
    rig.settle();
    ring.complete(chain);
    rig.settle();

    assertThat(told(ticket)).containsExactly("512", "ECANCELED");
    assertThat(ring.placements()).containsExactly(chain);
  }

  @Test
  void closingNowIssuesNothingBehindWhatItCancels() {
    Op soft = scratch.write().link(scratch.write()).hardLink(scratch.write());
    Op hard = scratch.write().hardLink(scratch.write()).link(scratch.write());
    Unit first = rig.submitUnit(soft);
    Unit second = rig.submitUnit(hard);
    rig.settle();
    rig.closeNow();

    assertThat(told(first)).containsOnly("ECANCELED");
    assertThat(told(second)).containsOnly("ECANCELED");
    assertThat(ring.placements()).hasSize(3).doesNotHaveDuplicates();
  }

  // ---- dying ----

  @Test
  void whatWouldHaveBeenIssuedAgainIsToldOfTheDeath() {
    Op chain = scratch.read().link(scratch.write()).link(scratch.read());
    List<Op> operations = operationsOf(chain);
    ring.failAtPreparation(operations.get(1), Errno.EINVAL);
    Unit unprepared = rig.submitUnit(chain);
    Op other = scratch.read().link(scratch.write());
    Unit interrupted = rig.submitUnit(other);
    rig.settle();
    ring.complete(operationsOf(other).getFirst(), -Errno.EINTR);
    rig.settle();
    die();

    assertThat(told(unprepared)).hasSize(3).allMatch(told -> told.contains(DIED));
    assertThat(told(interrupted)).hasSize(2).allMatch(told -> told.contains(DIED));
  }

  @Test
  void memoryAndRequestsOfAChainInFlightAreKeptForEver() {
    RecordingMemory memory = scratch.pooled();
    RecordingMemory behind = scratch.pooled();
    Op chain = Op.read(scratch.file(), memory, 0).link(Op.read(scratch.file(), behind, 0));
    rig.submitUnit(chain);
    rig.settle();
    die();

    assertThat(operationsOf(chain)).allMatch(CoordinatorDeathTest::isQuarantined);
    assertThat(memory.references()).isEqualTo(2);
    assertThat(behind.references()).isEqualTo(2);
  }

  /**
   * If placing the first operation of a chain fails, both the table and the queue have the chain.
   */
  @Test
  void aChainThatIsPlacedInPartIsEndedOnce() {
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults().withMaxInFlight(10));
    rig.settle();
    Unit chain = rig.submitUnit(scratch.read().link(scratch.write()));
    ring.throwFromPlace(new OutOfMemoryError("on purpose"));
    rig.coordinator().run();
    dead = true;

    assertThat(told(chain)).hasSize(2).allMatch(told -> told.contains(DIED));
    // The death released half of all permits. If the chain had released its two permits twice, the
    // other half would be too many.
    assertThatCode(() -> rig.context().limit().release(Integer.MAX_VALUE - Integer.MAX_VALUE / 2))
        .doesNotThrowAnyException();
  }

  @Test
  void anOpeningThatFailsAfterTheDeathDoesNotChangeWhatWasTold(@TempDir Path directory) {
    Unit opening = rig.submitUnit(Op.open(directory.resolve("missing")));
    rig.settle();
    die();
    List<String> told = told(opening);
    rig.runOpenings();

    assertThat(told).singleElement().asString().contains(DIED);
    assertThat(told(opening)).isEqualTo(told);
  }
}
