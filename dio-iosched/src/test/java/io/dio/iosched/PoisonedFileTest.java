// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Poisoned files: what a coordinator does not even issue on them. */
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
    Submission first = rig.submit(Op.sync(file));
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
    Submission first = rig.submit(Op.sync(file));
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
}
