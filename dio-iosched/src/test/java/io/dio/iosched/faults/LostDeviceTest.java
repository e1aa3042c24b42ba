// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.iosched.Background;
import io.dio.iosched.Bytes;
import io.dio.iosched.FileKind;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.Results;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.FaultyDisk;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A device that is taken away, and a file system that shuts itself down, while they are used. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LostDeviceTest {
  private static final int PAGE = 4096;

  @TempDir private Path directory;
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private MemorySegment page(long seed) {
    return Bytes.filled(PAGE, seed, arena);
  }

  private static Background<List<String>> inBackground(IoScheduler scheduler, Op op) {
    return Background.call(() -> Results.of(scheduler.submit(op)));
  }

  /** The kernel calls it ECONNABORTED for requests in flight, and ENOTCONN afterwards. */
  @ParameterizedTest
  @EnumSource
  void everythingInFlightEndsAndTheFileIsPoisoned(FaultBackend backend) throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1);
        IoScheduler scheduler = backend.open();
        DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile())) {
      DioFile file = DioFile.open(disk.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
      other.writeFully(page(3), 0);
      RecordingMemory pooled = new RecordingMemory(page(1));
      // At the first transfer on a FUSE file system a ring asks the file to be polled, and sleeps
      // until there is an answer (io_file_supports_nowait, Linux 6.18).
      assertThat(scheduler.submit(Op.write(file, pooled, 0)).await()).isEqualTo(PAGE);
      disk.stopAnswering();
      List<Background<List<String>>> hanging =
          List.of(
              inBackground(scheduler, Op.write(file, pooled, 0)),
              inBackground(scheduler, Op.read(file, page(2), PAGE)),
              inBackground(scheduler, Op.dataSync(file)));
      while (scheduler.stats().inFlight() < hanging.size()) {
        Thread.onSpinWait();
      }
      // A read: a ring writes with 64 queues of kernel workers, chosen by the file, and the other
      // file may share the queue of the write that hangs.
      assertThat(scheduler.submit(Op.read(other, page(0), 0)).await()).isEqualTo(PAGE);

      disk.takeAway();

      for (Background<List<String>> each : hanging) {
        assertThat(each.get()).hasSize(1).isSubsetOf("ECONNABORTED", "ENOTCONN", "EIO");
      }
      assertThat(pooled.references()).isEqualTo(1);
      for (Op later : List.of(Op.write(file, pooled, 0), Op.read(file, page(2), 0))) {
        assertThat(Results.of(scheduler.submit(later))).isSubsetOf("ENOTCONN", "EIO");
      }
      for (Op refused : List.of(Op.dataSync(file), Op.write(file, pooled, 0).durable())) {
        assertThatThrownBy(scheduler.submit(refused)::await)
            .isInstanceOf(ErrnoException.class)
            .hasMessageContaining("not issued");
      }
      assertThatThrownBy(file::close)
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("reported again by close");
      assertThat(OpenDescriptors.of(disk.path())).isEmpty();
      assertThat(scheduler.submit(Op.dataSync(other)).await()).isZero();
      Bytes.assertInFile(other, 0, PAGE, 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileSystemWhoseDeviceIsGoneReportsIt(FaultBackend backend) throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(64);
        IoScheduler scheduler = backend.open();
        DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile())) {
      Path folder = disk.mountNewExt4();
      assertLost(scheduler, folder, other, disk::takeAway);
    }
  }

  private static Stream<Arguments> backendsAndFileSystems() {
    return Stream.of(FaultBackend.values())
        .flatMap(backend ->
            Stream.of(LoopFileSystem.Kind.EXT4, LoopFileSystem.Kind.XFS)
                .map(kind -> Arguments.of(backend, kind)));
  }

  @ParameterizedTest
  @MethodSource("backendsAndFileSystems")
  void aFileSystemThatShutsDownReportsIt(FaultBackend backend, LoopFileSystem.Kind kind)
      throws Exception {
    String tool = Commands.assumeInstalled("xfs_io");
    LoopFileSystem fileSystem = LoopFileSystem.mount(kind);
    try (IoScheduler scheduler = backend.open();
        DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile())) {
      Path root = fileSystem.root();
      assertLost(
          scheduler, root, other, () -> Commands.run(tool, "-x", "-c", "shutdown", "" + root));
    } finally {
      fileSystem.closeWithin(Duration.ofSeconds(20));
    }
  }

  /**
   * EROFS is one of the few errors that do not poison. That is safe only if no later sync succeeds,
   * not even after somebody has tried to make the file system writable again.
   */
  @ParameterizedTest
  @EnumSource
  void afterAnErrorOfItsOwnAFileSystemIsReadOnlyAndNoSyncSucceeds(FaultBackend backend)
      throws Exception {
    LoopFileSystem fileSystem = LoopFileSystem.mount(LoopFileSystem.Kind.EXT4);
    try (IoScheduler scheduler = backend.open()) {
      Path path = fileSystem.root().resolve("file");
      DioFile file = DioFile.open(path, FileKind.BUFFERED.newFile());
      assertThat(scheduler.submit(Op.write(file, page(1), 0)).await()).isEqualTo(PAGE);
      remount(fileSystem.root(), "abort");
      List<Op> durable =
          List.of(
              Op.dataSync(file),
              Op.sync(file),
              Op.barrierSync(file),
              Op.write(file, page(2), 0).durable());
      for (Op each : durable) {
        assertThat(Results.of(scheduler.submit(each))).isSubsetOf("EROFS", "EIO");
      }
      assertThatThrownBy(() -> remount(fileSystem.root(), "rw")).isInstanceOf(AssertionError.class);
      for (Op each : durable) {
        assertThat(Results.of(scheduler.submit(each))).isSubsetOf("EROFS", "EIO");
      }
      closeWhateverItReports(file);
      assertThat(OpenDescriptors.of(path)).isEmpty();
    } finally {
      fileSystem.closeWithin(Duration.ofSeconds(20));
    }
  }

  private static void remount(Path root, String option) {
    Commands.run("mount", "-o", "remount," + option, root.toString());
  }

  private static void closeWhateverItReports(DioFile file) {
    try {
      file.close();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reported again by close");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadThatFailsPoisonsNothing(FaultBackend backend) throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1);
        IoScheduler scheduler = backend.open();
        DioFile file =
            DioFile.open(disk.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Op read = Op.read(file, page(1), 0);
      disk.failReads(1);
      assertThat(Results.of(scheduler.submit(read.link(Op.write(file, page(2), 0)))))
          .containsExactly("EIO", "ECANCELED");
      disk.failReads(1);
      List<String> told = new ArrayList<>();
      for (Ticket ticket : scheduler.submitAll(List.of(read, read, read))) {
        told.addAll(Results.of(ticket));
      }
      assertThat(told).containsExactlyInAnyOrder("EIO", "4096", "4096");
      assertThat(Results.of(scheduler.submit(Op.dataSync(file)))).containsExactly("0");
    }
  }

  /** A buffered and a direct file in {@code folder}, whose file system is lost. */
  private void assertLost(IoScheduler scheduler, Path folder, DioFile other, Runnable loss)
      throws Exception {
    List<DioFile> files = new ArrayList<>();
    for (FileKind kind : FileKind.values()) {
      files.add(DioFile.open(folder.resolve(kind.name()), kind.newFile()));
      Op record = Op.write(files.getLast(), page(1), 0).durable();
      assertThat(scheduler.submit(record).await()).isEqualTo(PAGE);
    }
    DioFile buffered = files.getFirst();
    assertThat(scheduler.submit(Op.write(buffered, page(2), PAGE)).await()).isEqualTo(PAGE);

    loss.run();

    for (DioFile file : files) {
      Op durable = Op.write(file, page(3), 2 * PAGE).durable();
      List<String> first = Results.of(scheduler.submit(file == buffered ? Op.sync(file) : durable));
      assertThat(first).hasSize(1).isSubsetOf("EIO", "EROFS", "ESHUTDOWN");
      for (Op later : List.of(Op.dataSync(file), Op.barrierSync(file), durable)) {
        assertThat(Results.of(scheduler.submit(later)))
            .as(later + " after " + first)
            .isSubsetOf("EIO", "EROFS", "ESHUTDOWN");
      }
      assertThatThrownBy(file::close).hasMessageContaining(first.getFirst());
      assertThat(OpenDescriptors.of(file.path())).isEmpty();
    }
    assertThat(Results.of(scheduler.submit(Op.write(other, page(4), 0).durable())))
        .containsExactly("4096");
  }
}
