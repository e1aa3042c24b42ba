// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.IoBatch;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short reads over a ring: at the end of a file, before it, and cancelled. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortReadTest {
  private Scratch scratch;
  private FakeRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults().withFileSlots(1));
  }

  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  private static List<String> told(Unit ticket) {
    assertThat(ticket.isDone()).isTrue();
    return Results.of(ticket);
  }

  /** {@return the only operation in the kernel} */
  private Request held() {
    assertThat(ring.held()).hasSize(1);
    return (Request) ring.held().getFirst();
  }

  private void complete(Op op, int result) {
    ring.complete(op, result);
    rig.settle();
  }

  // ---- asking for the rest ----

  @Test
  void aShortReadIsOverWhenTheRestIsEmpty() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    complete(read.op, 100);
    assertThat(read.isDone()).isFalse();
    Request rest = held();
    assertThat(rest.fileOffset).isEqualTo(read.op.fileOffset + 100);
    assertThat(rest.address).isEqualTo(read.op.address + 100);
    assertThat(rest.byteSize).isEqualTo(read.op.byteSize - 100);
    complete(rest, 0);

    assertThat(told(read)).containsExactly("100");
    assertThat(rig.coordinator().stats().operations()).isEqualTo(1);
    assertThat(rig.coordinator().stats().shortTransfers()).isEqualTo(1);
  }

  @Test
  void aReadThatStoppedBeforeTheEndGoesOnUntilAllIsThere() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    complete(read.op, 100);
    complete(held(), -Errno.EINTR);
    complete(held(), 200);
    complete(held(), 212);

    assertThat(told(read)).containsExactly("512");
    assertThat(rig.coordinator().stats().bytesRead()).isEqualTo(512);
    assertThat(rig.coordinator().stats().shortTransfers()).isZero();
  }

  /** The kernel reports an error only if it has read nothing before. */
  @Test
  void anErrorBehindAPartFailsTheRead() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    complete(read.op, 100);
    complete(held(), -Errno.EIO);

    assertThat(told(read)).containsExactly("EIO");
    assertThat(read.bytesTransferred()).isZero();
  }

  @Test
  void piecesThatAreFullAreNotAskedForAgain() {
    MemorySegment memory = scratch.allocate(60);
    List<MemorySegment> pieces =
        List.of(memory.asSlice(0, 10), memory.asSlice(10, 20), memory.asSlice(30, 30));
    Unit read = rig.submitUnit(Op.readv(scratch.file(), pieces, 1000));
    rig.settle();
    complete(read.op, 10);
    assertThat(held().pieces).containsExactly(pieces.get(1), pieces.get(2));
    complete(held(), 5);
    assertThat(held().pieces).containsExactly(memory.asSlice(15, 15), pieces.get(2));
    assertThat(held().fileOffset).isEqualTo(1015);
    complete(held(), 45);

    assertThat(told(read)).containsExactly("60");
  }

  @Test
  void whatIsLinkedBehindAReadThatWentOnRuns() {
    Op chain = scratch.read().link(scratch.write());
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    complete(chain, 100);
    Op rest = ring.started().getFirst();
    complete(rest, 412);
    ring.completeAll();
    rig.settle();

    assertThat(told(ticket)).containsExactly("512", "512");
  }

  @Test
  void whatIsLinkedBehindAReadAtTheEndOfTheFileIsCancelled() {
    Op chain = scratch.read().link(scratch.write());
    Unit ticket = rig.submitUnit(chain);
    rig.settle();
    complete(chain, 100);
    complete(ring.started().getFirst(), 0);

    assertThat(told(ticket)).containsExactly("100", "ECANCELED");
  }

  @Test
  void aBatchGoesOnAndForgetsThatInItsNextUse() throws IOException {
    IoBatch batch = rig.newBatch(1);
    batch.read(scratch.file(), scratch.allocate(512), 0);
    batch.submit();
    rig.settle();
    complete(held(), 100);
    complete(held(), 412);
    assertThat(batch.await()).isEqualTo(512);

    batch.submit();
    rig.settle();
    assertThat(held().byteSize).isEqualTo(512);
    complete(held(), 512);
    assertThat(batch.await()).isEqualTo(512);
  }

  /**
   * Only a direct file refuses that, and a direct read ends inside a block only at the end of the
   * file.
   */
  @Test
  void aReadOnASlotIsOverWhenTheRestIsMisaligned() {
    rig.submitUnit(Op.openInto(rig.slots().getFirst(), scratch.file().path()));
    rig.settle();
    rig.runOpenings(); // another thread does this before the file is installed in its slot
    rig.settle();
    ring.completeAll();
    rig.settle();
    rig.runOpenings(); // closes the descriptor that brought the file into its slot
    rig.settle();
    Unit read = rig.submitUnit(Op.read(rig.slots().getFirst(), scratch.allocate(512), 0));
    rig.settle();
    complete(read.op, 100);
    complete(held(), -Errno.EINVAL);

    assertThat(told(read)).containsExactly("100");
  }

  @Test
  void aReadOfABufferedFileIsNotOverWhenTheRestIsRefused() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    complete(read.op, 100);
    complete(held(), -Errno.EINVAL);

    assertThat(told(read)).containsExactly("EINVAL");
  }

  // ---- closed memory ----

  /** Memory whose arena is closed must not be given to the kernel again, for whatever reason. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheKernelGaveBackIsNotAskedForAgainInMemoryThatIsGone(boolean inChain) {
    for (int result : new int[] {100, -Errno.EINTR}) {
      Op op;
      Unit read;
      try (Arena arena = Arena.ofShared()) {
        Op alone = Op.read(scratch.file(), arena.allocate(512), 0);
        op = inChain ? alone.link(scratch.write()) : alone;
        read = rig.submitUnit(op);
        rig.settle();
      }
      complete(op, result);

      assertThat(read.isDone()).isTrue();
      assertThatThrownBy(read::await).hasMessageContaining("the arena of its memory was closed");
    }
    ring.assertNoViolation();
  }

  // ---- cancelled ----

  /** The kernel reports the bytes that its first attempt had copied. */
  @Test
  void aReadThatIsCancelledWithAPartEndsCancelled() {
    ring.cancelledEndWith(100);
    Submission read = rig.submit(scratch.read());
    Unit chain = rig.submitUnit(scratch.read().link(scratch.write()));
    rig.settle();
    read.cancel();
    chain.cancel();
    rig.settle();

    assertThat(told(read)).containsExactly("ECANCELED");
    assertThat(read.bytesTransferred()).isZero();
    assertThat(told(chain)).containsExactly("ECANCELED", "ECANCELED");
    assertThat(ring.placements()).as("nothing is asked for again").hasSize(3);
  }

  @Test
  void aBatchThatClosingNowCancelsWithAPartFails() {
    ring.cancelledEndWith(100);
    IoBatch batch = rig.newBatch(2);
    batch.read(scratch.file(), scratch.allocate(512), 0);
    batch.read(scratch.file(), scratch.allocate(512), 512);
    batch.submit();
    rig.settle();
    rig.closeNow();

    assertThat(batch.failure(0)).get().asString().contains("ECANCELED");
    assertThat(batch.failure(1)).get().asString().contains("ECANCELED");
  }

  @Test
  void aReadThatIsCancelledWhileItGoesOnEndsCancelled() {
    Submission read = rig.submit(scratch.read());
    rig.settle();
    complete(read.op, 100);
    read.cancel();
    rig.settle();

    assertThat(told(read)).containsExactly("ECANCELED");
  }

  @Test
  void aReadThatMetTheEndOfTheFileThoughItIsCancelledTellsSo() {
    ring.cancelReturns(-Errno.EALREADY);
    Submission empty = rig.submit(scratch.read());
    Submission whole = rig.submit(scratch.read());
    Submission atEnd = rig.submit(scratch.read());
    rig.settle();
    complete(atEnd.op, 100);
    List.of(empty, whole, atEnd).forEach(Unit::cancel);
    rig.settle();
    complete(empty.op, 0);
    complete(whole.op, 512);
    complete(held(), 0);

    assertThat(told(empty)).containsExactly("0");
    assertThat(told(whole)).containsExactly("512");
    assertThat(told(atEnd)).containsExactly("100");
  }
}
