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
import io.dio.iosched.internal.unit.Unit;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Openings into slots, step by step over a fake ring, and the owner of the descriptor at each
 * moment.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorSlotTest {
  private FakeRing ring;
  private CoordinatorRig rig;
  private FileSlot slot;
  private Path path;
  private boolean dead;

  @BeforeEach
  void setUp(@TempDir Path directory) throws IOException {
    ring = FakeRing.stepped(64, 127);
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults().withFileSlots(1));
    slot = rig.slots().getFirst();
    path = Files.createFile(directory.resolve("file"));
  }

  @AfterEach
  void tearDown() throws IOException {
    if (!dead) {
      rig.close();
    }
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  private Op opening() {
    return Op.openInto(slot, path, StandardOpenOption.READ);
  }

  /** Runs the tasks of other threads, and then the coordinator's part. */
  private void runOutside() {
    rig.runOpenings();
    rig.settle();
  }

  @Test
  void theDescriptorIsInstalledAndClosedBeforeTheTicketIsDone() throws Exception {
    Unit opening = rig.submitUnit(opening().link(Op.sync(slot)));
    rig.settle();
    assertThat(ring.held()).isEmpty();
    assertThat(OpenDescriptors.of(path)).isEmpty();
    runOutside();
    assertThat(OpenDescriptors.of(path)).hasSize(1);
    assertThat(ring.held()).hasSize(2);
    ring.completeAll();
    rig.settle();
    assertThat(opening.isDone()).isFalse();
    runOutside();

    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(Results.of(opening)).containsExactly("0", "0");
  }

  @Test
  void whatIsCancelledWhileItIsBeingOpenedIsClosedAndNotInstalled() throws Exception {
    Unit opening = rig.submitUnit(opening().link(Op.sync(slot)));
    rig.settle();
    opening.cancel();
    rig.settle();
    assertThat(opening.isDone()).isFalse();
    runOutside();
    runOutside();

    assertThat(Results.of(opening)).containsExactly("ECANCELED", "ECANCELED");
    assertThat(ring.held()).isEmpty();
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  void whatAnInstallationFailsWithIsTheFailureOfTheOpening() throws Exception {
    Unit opening = rig.submitUnit(opening());
    rig.settle();
    runOutside();
    ring.complete(opening.op, -Errno.ENOMEM);
    rig.settle();
    runOutside();

    assertThatThrownBy(opening::await)
        .isInstanceOf(FileSystemException.class)
        .hasCauseInstanceOf(ErrnoException.class)
        .hasMessageContaining("ENOMEM")
        .hasMessageContaining("path=" + path);
  }

  @Test
  void closingNowEndsWhatIsBeingOpened() throws Exception {
    Unit opening = rig.submitUnit(opening());
    rig.settle();
    rig.coordinator().requestCloseNow();
    rig.step();
    assertThat(opening.isDone()).isFalse();
    rig.close();
    dead = true; // it is closed already

    assertThat(Results.of(opening)).containsExactly("ECANCELED");
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  void whatIsOpenedAfterTheDeathIsClosedAtOnce() throws Exception {
    Unit opening = rig.submitUnit(opening());
    rig.settle();
    die();
    assertThat(opening.isDone()).isTrue();
    List<String> told = Results.of(opening);
    assertThat(told).singleElement().asString().contains("died");
    rig.runOpenings();

    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(Results.of(opening)).isEqualTo(told);
  }

  @Test
  void whatIsOpenWhenTheCoordinatorDiesIsClosed() throws Exception {
    Unit opening = rig.submitUnit(opening());
    rig.settle();
    runOutside();
    assertThat(OpenDescriptors.of(path)).hasSize(1);
    die();

    assertThat(Results.of(opening)).singleElement().asString().contains("died");
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  private void die() {
    ring.refuseEnter(Errno.EBADF);
    rig.coordinator().run();
    dead = true;
  }

  @Test
  void withoutAThreadTheOpeningFailsAndNothingElse() throws Exception {
    rig.refuseOpenings(new RejectedExecutionException("none left"));
    Unit opening = rig.submitUnit(opening());
    rig.settle();

    assertThatThrownBy(opening::await)
        .hasMessageContaining("open(path=" + path + ") failed: no thread: none left");
  }

  /**
   * An executor may throw although it has taken the task, for example if it failed to start a
   * further thread.
   */
  @Test
  void whatIsOpenedAfterItsThreadWasRefusedIsNotTouched() throws Exception {
    rig.refuseOpeningsAndRunThem(new RejectedExecutionException("none left"));
    Path fresh = path.resolveSibling("fresh");
    Unit opening =
        rig.submitUnit(Op.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    rig.settle();
    rig.runOpenings();

    assertThatThrownBy(opening::await).hasMessageContaining("failed: no thread: ");
    assertThat(fresh).doesNotExist();
  }

  private void open() {
    rig.submitUnit(opening());
    rig.settle();
    runOutside();
    ring.completeAll();
    rig.settle();
    runOutside();
  }

  /** The slot is empty then. A second close would find nothing and report EBADF. */
  @Test
  void aCloseThatWasInterruptedIsNotMadeAgain() throws Exception {
    open();
    Op behind = Op.openInto(slot, path, StandardOpenOption.READ);
    Unit chain = rig.submitUnit(Op.close(slot).hardLink(behind));
    rig.settle();
    ring.complete(ring.held().getFirst(), -Errno.EINTR);
    rig.settle();
    assertThat(ring.held()).isEmpty();
    runOutside();
    ring.completeAll();
    rig.settle();
    runOutside();
    assertThat(Results.of(chain)).containsExactly("EINTR", "0");

    Unit alone = rig.submitUnit(Op.close(slot));
    rig.settle();
    ring.complete(alone.op, -Errno.EINTR);
    rig.settle();
    assertThat(Results.of(alone)).containsExactly("EINTR");
  }
}
