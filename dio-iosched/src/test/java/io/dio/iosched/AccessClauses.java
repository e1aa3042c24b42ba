// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.iosched.internal.request.Request;
import io.dio.iosched.testing.KernelVersion;
import io.dio.sys.Advice;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * If a file was not opened for an operation, the operation is refused when it is submitted. Also
 * what a failed opening leaves behind.
 */
interface AccessClauses extends BackendContract {

  private IoScheduler withSlots(int count) {
    return open(SchedulerOptions.defaults().withFileSlots(count));
  }

  private Path newContent() throws IOException {
    return Files.write(newPath(), Bytes.of(1, 1000));
  }

  private static void assertRefused(ThrowingCallable call, Path path, String missing) {
    assertThatIllegalStateException()
        .isThrownBy(call)
        .withMessageContaining(path.toString())
        .withMessageContaining("not opened with " + missing);
  }

  /** {@return operations that change a file, or operations that read it} */
  private List<Supplier<Op>> transfers(DioFile file, boolean write) {
    return write
        ? List.of(
            () -> Op.write(file, memory(10), 0),
            () -> Op.write(file, memory(10), 0).durable(),
            () -> Op.writev(file, List.of(memory(10)), 0),
            () -> Op.truncate(file, 4096),
            () -> Op.punchHole(file, 0, 10),
            () -> Op.zeroRange(file, 0, 10),
            () -> Op.allocate(file, 10))
        : List.of(() -> Op.read(file, memory(10), 0), () -> Op.readv(file, List.of(memory(10)), 0));
  }

  private List<Op> transfers(FileSlot slot, boolean write) {
    if (!write) {
      return List.of(Op.read(slot, memory(10), 0), Op.readv(slot, List.of(memory(10)), 0));
    }
    List<Op> changes =
        new ArrayList<>(
            List.of(
                Op.write(slot, memory(10), 0),
                Op.write(slot, memory(10), 0).durable(),
                Op.writev(slot, List.of(memory(10)), 0),
                Op.punchHole(slot, 0, 10),
                Op.zeroRange(slot, 0, 10),
                Op.allocate(slot, 10)));
    // Before Linux 6.9 no ring can truncate the file in a slot.
    if (scheduler().backend() != Backend.URING || KernelVersion.isAtLeast(6, 9)) {
      changes.add(Op.truncate(slot, 4096));
    }
    return changes;
  }

  private static OpenOption option(boolean write) {
    return write ? StandardOpenOption.WRITE : StandardOpenOption.READ;
  }

  @Test
  default void whatAFileWasNotOpenedForIsRefusedAtOnce() throws Exception {
    for (boolean write : new boolean[] {true, false}) {
      Path path = newContent();
      DioFile file = open(path, option(!write));
      for (Supplier<Op> op : transfers(file, write)) {
        assertRefused(op::get, path, option(write).toString());
      }
      for (Supplier<Op> op : transfers(file, !write)) {
        scheduler().submit(op.get()).await();
      }
      for (Op op :
          List.of(
              Op.sync(file),
              Op.dataSync(file),
              Op.drain(file),
              Op.advise(file, 0, 0, Advice.NORMAL),
              Op.syncRange(file, 0, 0))) {
        scheduler().submit(op).await();
      }
      IoBatch batch = scheduler().newBatch(1);
      assertRefused(
          write ? () -> batch.write(file, memory(10), 0) : () -> batch.read(file, memory(10), 0),
          path,
          option(write).toString());
      assertRefused(
          write
              ? () -> scheduler().write(file, memory(10), 0)
              : () -> scheduler().read(file, memory(10), 0),
          path,
          option(write).toString());
    }
  }

  @Test
  default void whatTheFileInASlotWasNotOpenedForIsRefusedAtOnce() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    for (boolean write : new boolean[] {true, false}) {
      Path path = newContent();
      scheduler.submit(Op.openInto(slot, path, option(!write))).await();
      long operations = scheduler.stats().operations();
      for (Op op : transfers(slot, write)) {
        assertRefused(() -> scheduler.submit(op), path, option(write).toString());
        assertRefused(
            () -> scheduler.submitAll(List.of(Op.sync(slot), op)), path, option(write).toString());
        if (!((Request) op).isDurable()) {
          assertRefused(
              () -> scheduler.submit(Op.sync(slot).link(op)), path, option(write).toString());
        }
      }
      assertThat(scheduler.stats().operations()).isEqualTo(operations);
      for (Op op : transfers(slot, !write)) {
        scheduler.submit(op).await();
      }
      scheduler.submit(Op.sync(slot)).await();
    }
  }

  @Test
  default void aChainIsRefusedForTheFileThatItOpensItself() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path path = newContent();
    Op reading = Op.openInto(slot, path, StandardOpenOption.READ);
    Op writing = Op.openInto(slot, path, StandardOpenOption.WRITE);
    for (Op op : transfers(slot, true)) {
      if (!((Request) op).isDurable()) {
        assertRefused(() -> scheduler.submit(reading.link(op)), path, "WRITE");
        assertRefused(
            () -> scheduler.submit(writing.link(Op.sync(slot)).link(reading).link(op)),
            path,
            "WRITE");
        scheduler.submit(reading.link(writing).link(op)).await();
      }
    }
    assertRefused(() -> scheduler.submit(writing.link(Op.read(slot, memory(10), 0))), path, "READ");
    // If the second opening fails, the write would go to the file of the first.
    Op chain = writing.link(reading).hardLink(Op.write(slot, memory(10), 0));
    assertThat(Results.of(scheduler.submit(chain))).containsExactly("0", "0", "EBADF");
  }

  @Test
  default void whileASlotIsBeingOpenedNobodyKnowsAndAfterwardsEverybodyDoes() throws Exception {
    IoScheduler scheduler = withSlots(1);
    FileSlot slot = scheduler.fileSlots().getFirst();
    Path path = newContent();
    scheduler.submit(Op.openInto(slot, path, StandardOpenOption.READ)).await();
    Op openToBoth = Op.openInto(slot, path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    for (int round = 0; round < 50; round++) {
      Ticket opening = scheduler.submit(openToBoth);
      assertThat(scheduler.submit(Op.write(slot, memory(10), 0)).await()).isEqualTo(10);
      opening.await();
      scheduler.submit(Op.openInto(slot, path, StandardOpenOption.READ)).await();
      Op missing = Op.openInto(slot, newPath(), StandardOpenOption.WRITE);
      assertThat(Results.of(scheduler.submit(missing))).containsExactly("ENOENT");
      assertRefused(() -> scheduler.submit(Op.write(slot, memory(10), 0)), path, "WRITE");
    }
    scheduler.submit(Op.close(slot)).await();
    assertThat(Results.of(scheduler.submit(Op.write(slot, memory(10), 0))))
        .containsExactly("EBADF");
  }

  @Test
  default void anAllocationThatRunsOutOfSpaceSaysWhatItLeavesBehind() throws Exception {
    LoopFileSystem fileSystem = LoopFileSystem.mount(Kind.EXT4);
    try {
      IoScheduler scheduler = withSlots(1);
      FileSlot slot = scheduler.fileSlots().getFirst();
      Path path = Files.write(fileSystem.root().resolve("file"), Bytes.of(1, 1000));
      String left = "the file may have grown, and keeps the storage reserved so far";
      try (DioFile file = DioFile.open(path, StandardOpenOption.WRITE)) {
        Ticket ofFile = scheduler.submit(Op.allocate(file, 1L << 40));
        assertThat(Results.of(ofFile)).containsExactly("ENOSPC");
        assertThat(ofFile.results().getFirst().failure().orElseThrow()).hasMessageContaining(left);
        file.truncate(1000);
      }
      scheduler.submit(Op.openInto(slot, path, StandardOpenOption.WRITE)).await();
      Ticket ofSlot = scheduler.submit(Op.allocate(slot, 1L << 40));
      assertThat(Results.of(ofSlot)).containsExactly("ENOSPC");
      assertThat(ofSlot.results().getFirst().failure().orElseThrow()).hasMessageContaining(left);
      scheduler.close();
    } finally {
      fileSystem.closeWithin(Duration.ofSeconds(20));
    }
  }
}
