// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.unit.Unit;
import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.iosched.testing.KernelThread;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands of a ring whose kernel lacks them: another thread makes their calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CommandOutsideRingTest {
  @TempDir private Path directory;
  private FakeRing ring;
  private CoordinatorRig rig;
  private Scratch scratch;
  private FileSlot slot;
  private boolean dead;

  @BeforeEach
  void setUp() {
    ring = FakeRing.stepped(64, 127);
    ring.lackCommands();
    rig = new CoordinatorRig(ring, SchedulerOptions.defaults().withFileSlots(1));
    scratch = new Scratch(directory);
    slot = rig.slots().getFirst();
  }

  /** Closing the files waits for every hold on them. */
  @AfterEach
  void tearDown() {
    if (!dead) {
      rig.close();
    }
    scratch.close();
  }

  private void runOutside() {
    rig.runOpenings();
    rig.settle();
  }

  private void die() {
    ring.refuseEnter(Errno.EBADF);
    rig.coordinator().run();
    dead = true;
  }

  private Path newFile(String name) throws IOException {
    return Files.write(directory.resolve(name), new byte[10]);
  }

  @Test
  void aThreadMakesTheCallAndTheRingNever() throws Exception {
    Path source = newFile("source");
    Unit truncation = rig.submitUnit(Op.truncate(scratch.file(), 7));
    Unit rename = rig.submitUnit(Op.rename(source, directory.resolve("target")));
    rig.settle();
    assertThat(truncation.isDone()).isFalse();
    assertThat(scratch.file().size()).isZero();
    runOutside();
    assertThat(Results.of(truncation)).containsExactly("0");
    assertThat(Results.of(rename)).containsExactly("0");
    assertThat(scratch.file().size()).isEqualTo(7);
    assertThat(source).doesNotExist();
    assertThat(ring.held()).isEmpty();
  }

  @Test
  void whatIsLinkedToItIsIssuedWhenTheCallHasEnded() {
    DioFile file = scratch.file();
    Unit chain = rig.submitUnit(Op.sync(file).link(Op.truncate(file, 7)).link(scratch.write(file)));
    rig.settle();
    assertThat(ring.held()).hasSize(1);
    ring.completeAll();
    rig.settle();
    assertThat(ring.held()).isEmpty();
    runOutside();
    assertThat(ring.held()).hasSize(1);
    ring.completeAll();
    rig.settle();
    assertThat(Results.of(chain)).containsExactly("0", "0", String.valueOf(Scratch.BYTES));
  }

  @Test
  void aFailureOfTheCallCancelsWhatIsLinkedToIt() {
    Unit chain = rig.submitUnit(Op.unlink(directory.resolve("missing")).link(scratch.write()));
    rig.settle();
    runOutside();
    assertThat(Results.of(chain)).containsExactly("ENOENT", "ECANCELED");
    assertThat(ring.held()).isEmpty();
  }

  @Test
  void theFileInASlotCannotBeReachedAndTheMessageSaysWhy() {
    Unit truncation = rig.submitUnit(Op.truncate(slot, 7));
    rig.settle();
    assertThatThrownBy(truncation::await)
        .hasMessageContaining("ftruncate(slot 0, length=7)")
        .hasMessageContaining("EOPNOTSUPP")
        .hasMessageContaining("use a DioFile, or Linux 6.9 or later");
  }

  @Test
  void aCallThatHasNotBegunWhenItIsCancelledIsNotMade() throws Exception {
    Unit chain = rig.submitUnit(Op.truncate(scratch.file(), 7).hardLink(scratch.write()));
    rig.settle();
    chain.cancel();
    rig.settle();
    assertThat(chain.isDone()).isFalse();
    runOutside();
    assertThat(Results.of(chain)).containsExactly("ECANCELED", "ECANCELED");
    assertThat(scratch.file().size()).isZero();
  }

  @Test
  void aCallThatIsRunningWhenItIsCancelledIsMadeAndTheRestIsNot() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        DioFile file = newFile(frozen)) {
      Unit chain = rig.submitUnit(Op.truncate(file, 7).hardLink(scratch.write()));
      rig.settle();
      frozen.freeze();
      Thread caller = startCalls();
      chain.cancel();
      rig.settle();
      assertThat(chain.isDone()).isFalse();
      frozen.thaw();
      caller.join();
      rig.settle();
      assertThat(Results.of(chain)).containsExactly("0", "ECANCELED");
      assertThat(file.size()).isEqualTo(7);
    }
  }

  private static DioFile newFile(FrozenFileSystem frozen) throws IOException {
    return DioFile.open(
        frozen.root().resolve("file"), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  /** Starts what was given to other threads, and waits until it hangs in the kernel. */
  private Thread startCalls() {
    Thread caller = Thread.ofPlatform().name("caller-frozen").start(rig::runOpenings);
    // The thread gets its name some time after its start.
    while (KernelThread.named("caller-frozen").stream().noneMatch(each -> each.state() == 'D')) {
      Thread.onSpinWait();
    }
    return caller;
  }

  @Test
  void closingNowWaitsForTheCallAndDoesNotMakeItIfItHasNotBegun() throws Exception {
    Unit truncation = rig.submitUnit(Op.truncate(scratch.file(), 7));
    rig.settle();
    rig.coordinator().requestCloseNow();
    rig.step();
    assertThat(truncation.isDone()).isFalse();
    rig.close();
    dead = true; // closed already
    assertThat(Results.of(truncation)).containsExactly("ECANCELED");
    assertThat(scratch.file().size()).isZero();
  }

  @Test
  void withoutAThreadTheCallFailsAndNothingElse() throws Exception {
    rig.refuseOpenings(new RejectedExecutionException("none left"));
    Unit truncation = rig.submitUnit(Op.truncate(scratch.file(), 7));
    rig.settle();
    assertThatThrownBy(truncation::await)
        .hasMessageContaining("ftruncate(")
        .hasMessageContaining("failed: no thread: none left");
    assertThat(scratch.file().size()).isZero();
  }

  /** An executor may throw although it has the task already. */
  @Test
  void aCallIsNotMadeAfterItsThreadWasRefused() throws Exception {
    rig.refuseOpeningsAndRunThem(new RejectedExecutionException("none left"));
    Unit truncation = rig.submitUnit(Op.truncate(scratch.file(), 7));
    rig.settle();
    rig.runOpenings();
    assertThatThrownBy(truncation::await).hasMessageContaining("no thread");
    assertThat(scratch.file().size()).isZero();
  }

  @Test
  void aCallThatHasNotBegunWhenTheCoordinatorDiesIsNotMade() throws Exception {
    Unit truncation = rig.submitUnit(Op.truncate(scratch.file(), 7));
    rig.settle();
    die();
    assertThat(Results.of(truncation)).singleElement().asString().contains("died");
    rig.runOpenings();
    assertThat(scratch.file().size()).isZero();
  }

  /** Otherwise the call could find another file behind the descriptor. */
  @Test
  void aFileIsNotClosedWhileACallUsesItThatWasRunningAtTheDeath() throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount()) {
      DioFile file = newFile(frozen);
      Path path = file.path();
      Unit truncation = rig.submitUnit(Op.truncate(file, 7));
      rig.settle();
      frozen.freeze();
      Thread caller = startCalls();
      die();
      assertThat(Results.of(truncation)).singleElement().asString().contains("died");
      FutureTask<Void> close =
          new FutureTask<>(() -> {
            file.close();
            return null;
          });
      Thread closer = Thread.ofPlatform().start(close);
      while (closer.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(OpenDescriptors.of(path)).hasSize(1);
      frozen.thaw();
      caller.join();
      close.get();
      assertThat(OpenDescriptors.of(path)).isEmpty();
      assertThat(Files.size(path)).isEqualTo(7);
    }
  }
}
