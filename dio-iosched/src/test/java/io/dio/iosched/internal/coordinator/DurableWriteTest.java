// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Durability reaches a ring as a flag of one write, as a sync behind several writes, and as syncs
 * that no write overtakes.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurableWriteTest {
  private Scratch scratch;
  private DioFile file;
  private FakeRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
    file = scratch.file();
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring);
  }

  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  private Op write(long fileOffset) {
    return Op.write(file, scratch.allocate(100), fileOffset);
  }

  @Test
  void aDurableWriteIsOneOperationOfTheKernels() {
    Op plain = write(0);
    Op durable = write(1000).durable();
    DioFile another = scratch.open();
    Op vector =
        Op.writev(another, List.of(scratch.allocate(10), scratch.allocate(10)), 2000).durable();
    Submission ticket = rig.submit(durable);
    rig.submit(plain);
    rig.submit(vector);
    rig.settle();
    assertThat(ring.rwFlags(plain)).isZero();
    assertThat(ring.rwFlags(durable)).isEqualTo(0x2); // RWF_DSYNC of linux/fs.h
    assertThat(ring.rwFlags(vector)).isEqualTo(0x2);
    ring.complete(durable);
    ring.complete(vector);
    rig.settle();
    assertThat(Results.of(ticket)).containsExactly("100");
    assertThat(ring.placements()).containsExactly(durable, plain, vector);
  }

  @Test
  void aDurableWriteOfABufferedFileIsBelievedWhenThoseBesideItHaveEnded() {
    Op lost = write(0).durable();
    Op other = Op.syncRange(file, 0, 0);
    Submission told = rig.submit(lost);
    Submission owner = rig.submit(other);
    rig.settle();
    ring.complete(lost);
    rig.settle();
    assertThat(told.isDone()).as("while the other one may have its error").isFalse();
    ring.complete(other, -Errno.EIO);
    rig.settle();
    assertThat(Results.of(owner)).containsExactly("EIO");
    assertThat(Results.of(told)).containsExactly("EIO");
  }

  @Test
  void whatSucceedsAfterAnotherSyncFailedIsNotBelieved() {
    Op first = Op.dataSync(file);
    Op second = Op.syncRange(file, 0, 0);
    Op durable = write(0).durable();
    Op plain = write(1000);
    Submission written = rig.submit(durable);
    rig.settle();
    Submission lost = rig.submit(first);
    Submission late = rig.submit(second);
    Submission ordinary = rig.submit(plain);
    rig.settle();
    ring.complete(first, -Errno.EIO);
    // The kernel reports the error to only one of them.
    ring.complete(second, 0);
    ring.complete(durable);
    ring.complete(plain);
    rig.settle();
    assertThat(Results.of(lost)).containsExactly("EIO");
    assertThat(Results.of(late)).containsExactly("EIO");
    assertThat(Results.of(written)).containsExactly("EIO");
    assertThat(Results.of(ordinary)).containsExactly("100");
  }

  /** The kernel would run it although the sync failed. */
  @Test
  void whatIsLinkedToASyncOrAnAllocationIsIssuedWhenThatHasSucceeded() {
    for (Op first : List.of(Op.sync(file), Op.dataSync(file), Op.allocate(file, 10))) {
      Op behind = write(0);
      Op last = write(1000);
      Unit works = rig.submitUnit(first.link(behind).link(last));
      rig.settle();
      assertThat(ring.held()).hasSize(1);
      ring.complete(ring.held().getFirst(), 0);
      rig.settle();
      assertThat(ring.held()).as("the rest is placed together").hasSize(2);
      ring.completeAll();
      rig.settle();
      assertThat(Results.of(works)).containsExactly("0", "100", "100");

      Unit fails = rig.submitUnit(first.link(behind).hardLink(last));
      rig.settle();
      ring.complete(ring.held().getFirst(), -Errno.EINVAL);
      rig.settle();
      assertThat(Results.of(fails)).containsExactly("EINVAL", "ECANCELED", "ECANCELED");

      Unit hard = rig.submitUnit(first.hardLink(behind));
      rig.settle();
      assertThat(ring.held()).as("what is hard-linked waits for its end").hasSize(1);
      ring.complete(ring.held().getFirst(), -Errno.EINVAL);
      rig.settle();
      ring.completeAll();
      rig.settle();
      assertThat(Results.of(hard)).containsExactly("EINVAL", "100");
    }
  }

  @Test
  void nothingLinkedToASyncThatLostDataIsIssued() {
    Op sync = Op.dataSync(file);
    Op behind = write(0);
    Unit chain = rig.submitUnit(sync.link(behind));
    rig.settle();
    ring.complete(ring.held().getFirst(), -Errno.EIO);
    rig.settle();
    assertThat(Results.of(chain)).containsExactly("EIO", "ECANCELED");
    assertThat(ring.placements()).hasSize(1);
    Unit refused = rig.submitUnit(write(1000).link(sync).link(behind));
    rig.settle();
    ring.completeAll();
    rig.settle();
    assertThat(Results.of(refused)).containsExactly("100", "EIO", "ECANCELED");
    assertThat(ring.placements()).hasSize(2);
  }
}
