// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Bytes;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.Results;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.FaultyDisk;
import io.dio.testing.fixtures.LoopFileSystem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ENOSPC and EDQUOT in the middle of a batch, of a chain and of merged writes.
 *
 * <p>Real shortage is a tmpfs with few free pages. EDQUOT needs a quota, which few kernels have for
 * root. So the disk in user space answers with it, and with ENOSPC again.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NoRoomTest {
  private static final int PAGE = 4096;
  private static final int PAGES = 64;

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private static Stream<Arguments> backendsAndErrors() {
    return Stream.of(FaultBackend.values())
        .flatMap(backend ->
            Stream.of(Errno.ENOSPC, Errno.EDQUOT).map(errno -> Arguments.of(backend, errno)));
  }

  private MemorySegment page(long seed) {
    return Bytes.filled(PAGE, seed, arena);
  }

  private static List<String> results(List<Ticket> tickets) {
    return tickets.stream().map(ticket -> Results.of(ticket).getFirst()).toList();
  }

  // ---- a file system with few free pages ----

  private interface OnFullTmpfs {
    void run(Path folder, Path filler) throws Exception;
  }

  /** Runs with exactly {@code free} pages free. Deleting the filler makes room. */
  private static void withFreePages(int free, OnFullTmpfs action) throws Exception {
    LoopFileSystem small =
        LoopFileSystem.mount(LoopFileSystem.Kind.TMPFS, 512, PAGES * PAGE, Path.of(""));
    try {
      Path filler = Files.write(small.root().resolve("filler"), new byte[(PAGES - free) * PAGE]);
      action.run(small.root(), filler);
    } finally {
      small.closeWithin(Duration.ofSeconds(20));
    }
  }

  private static DioFile newFile(Path path) throws IOException {
    return DioFile.open(
        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
  }

  /** Every second page, so that nothing is merged. */
  private List<Op> writesWithGaps(DioFile file, int count) {
    return IntStream.range(0, count).mapToObj(i -> Op.write(file, page(i), 2L * i * PAGE)).toList();
  }

  @ParameterizedTest
  @EnumSource
  void ofABatchAsManyWritesSucceedAsThereIsRoomFor(FaultBackend backend) throws Exception {
    withFreePages(
        5,
        (folder, filler) -> {
          try (IoScheduler scheduler = backend.open();
              DioFile file = newFile(folder.resolve("file"))) {
            List<Op> writes = writesWithGaps(file, 12);
            List<String> told = results(scheduler.submitAll(writes));
            assertThat(told).containsOnly("4096", "ENOSPC");
            assertThat(Collections.frequency(told, "4096")).isEqualTo(5);
            for (int i = 0; i < told.size(); i++) {
              if (told.get(i).equals("4096")) {
                Bytes.assertInFile(file, 2L * i * PAGE, PAGE, i);
              }
            }
            // Nothing was promised, so nothing is poisoned, and with room the same writes succeed.
            assertThat(scheduler.submit(Op.dataSync(file)).await()).isZero();
            Files.delete(filler);
            assertThat(results(scheduler.submitAll(writes))).containsOnly("4096");
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void ofAReusableBatchEachWriteHasItsOwnFailure(FaultBackend backend) throws Exception {
    withFreePages(
        5,
        (folder, filler) -> {
          try (IoScheduler scheduler = backend.open();
              DioFile file = newFile(folder.resolve("file"))) {
            IoBatch batch = scheduler.newBatch(12);
            List<RecordingMemory> pooled = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
              pooled.add(new RecordingMemory(page(i)));
              batch.write(file, pooled.getLast(), 2L * i * PAGE);
            }
            batch.submit();
            assertThatThrownBy(batch::await)
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("ENOSPC")
                .hasMessageContaining("path=" + file.path());
            assertThat(IntStream.range(0, 12).filter(i -> batch.failure(i).isEmpty()).count())
                .isEqualTo(5);
            assertThat(pooled).extracting(RecordingMemory::references).containsOnly(1);
            Files.delete(filler);
            batch.submit();
            assertThat(batch.await()).isEqualTo(12 * PAGE);
            assertThat(pooled).extracting(RecordingMemory::references).containsOnly(1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aChainEndsAtTheWriteThatFoundNoRoomAndAHardLinkedOneGoesOn(FaultBackend backend)
      throws Exception {
    withFreePages(
        1,
        (folder, _) -> {
          try (IoScheduler scheduler = backend.open();
              DioFile file = newFile(folder.resolve("file"))) {
            Op first = Op.write(file, page(1), 0);
            Op second = Op.write(file, page(2), PAGE);
            Op sync = Op.dataSync(file);
            assertThat(Results.of(scheduler.submit(first.link(second).link(sync))))
                .containsExactly("4096", "ENOSPC", "ECANCELED");
            assertThat(Results.of(scheduler.submit(first.hardLink(second).hardLink(sync))))
                .containsExactly("4096", "ENOSPC", "0");
            Bytes.assertInFile(file, 0, PAGE, 1);
            assertThat(file.size()).isEqualTo(PAGE);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void ofMergedWritesTheFrontIsWrittenAndTheRestIsToldSo(FaultBackend backend) throws Exception {
    withFreePages(
        3,
        (folder, filler) -> {
          try (IoScheduler scheduler = backend.open();
              DioFile file = newFile(folder.resolve("file"))) {
            List<Op> run =
                IntStream.range(0, 6)
                    .mapToObj(i -> Op.write(file, page(i), (long) i * PAGE))
                    .toList();
            assertThat(results(scheduler.submitAll(run)))
                .containsExactly("4096", "4096", "4096", "short 0", "short 0", "short 0");
            assertThat(scheduler.stats().coalescedWrites()).isEqualTo(6);
            for (int i = 0; i < 3; i++) {
              Bytes.assertInFile(file, (long) i * PAGE, PAGE, i);
            }
            List<Op> behind = run.subList(3, 6);
            assertThat(results(scheduler.submitAll(behind))).containsOnly("ENOSPC");
            Files.delete(filler);
            assertThat(results(scheduler.submitAll(behind))).containsOnly("4096");
            assertThat(scheduler.submit(Op.dataSync(file)).await()).isZero();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aDurableWriteThatFindsNoRoomPoisonsItsFileAndNoOther(FaultBackend backend) throws Exception {
    withFreePages(
        1,
        (folder, filler) -> {
          try (IoScheduler scheduler = backend.open();
              DioFile other = newFile(folder.resolve("other"))) {
            assertThat(scheduler.submit(Op.write(other, page(7), 0)).await()).isEqualTo(PAGE);
            Path path = folder.resolve("file");
            DioFile file = newFile(path);
            List<Op> run =
                IntStream.range(0, 4)
                    .mapToObj(i -> Op.write(file, page(i), (long) i * PAGE).durable())
                    .toList();
            List<Ticket> failed = scheduler.submitAll(run);
            assertThat(results(failed)).containsOnly("ENOSPC");
            Files.delete(filler);
            for (Op refused : List.of(run.getFirst(), Op.dataSync(file), Op.barrierSync(file))) {
              assertThatThrownBy(scheduler.submit(refused)::await)
                  .isInstanceOf(ErrnoException.class)
                  .hasMessageContaining("ENOSPC")
                  .hasMessageContaining("not issued");
            }
            assertThatThrownBy(file::close).hasMessageContaining("ENOSPC");
            assertThat(scheduler.submit(Op.dataSync(other)).await()).isZero();
            try (DioFile again = newFile(path)) {
              assertThat(Results.of(scheduler.submit(Op.write(again, page(1), 0).durable())))
                  .containsExactly("4096");
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aBlockingWriteSaysWhereItEnded(FaultBackend backend) throws Exception {
    withFreePages(
        0,
        (folder, _) -> {
          try (IoScheduler scheduler = backend.open();
              DioFile file = newFile(folder.resolve("file"))) {
            assertThatThrownBy(() -> scheduler.write(file, page(1), 0))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("pwrite(path=" + file.path())
                .hasMessageContaining("ENOSPC");
            assertThat(scheduler.stats().inFlight()).isZero();
          }
        });
  }

  // ---- a disk that answers with the error ----

  /** Contents that the disk recognises, so that it fails this write and no other. */
  private MemorySegment victim() {
    MemorySegment memory = page(99);
    memory.setString(0, FaultyDisk.MAGIC);
    return memory;
  }

  private static DioFile openSectors(FaultyDisk disk) throws IOException {
    return DioFile.open(disk.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @ParameterizedTest
  @MethodSource("backendsAndErrors")
  void inABatchOnlyTheWriteFailsThatIsRefused(FaultBackend backend, int errno) throws Exception {
    String name = Errno.name(errno);
    try (FaultyDisk disk = FaultyDisk.create(1);
        IoScheduler scheduler = backend.open();
        DioFile file = openSectors(disk)) {
      disk.failWith(errno);
      disk.failDataWrites(1);
      List<Op> writes = new ArrayList<>(writesWithGaps(file, 8));
      writes.set(3, Op.write(file, victim(), 6L * PAGE));
      List<String> told = results(scheduler.submitAll(writes));
      assertThat(told.get(3)).isEqualTo(name);
      assertThat(Collections.frequency(told, "4096")).isEqualTo(7);
      assertThat(Results.of(scheduler.submit(Op.dataSync(file)))).containsExactly("0");
      assertThat(results(scheduler.submitAll(writes))).containsOnly("4096");
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndErrors")
  void inAChainWhatFollowsIsCancelledUnlessItIsHardLinked(FaultBackend backend, int errno)
      throws Exception {
    String name = Errno.name(errno);
    try (FaultyDisk disk = FaultyDisk.create(1);
        IoScheduler scheduler = backend.open();
        DioFile file = openSectors(disk)) {
      Op before = Op.write(file, page(1), 0);
      Op refused = Op.write(file, victim(), PAGE);
      Op behind = Op.write(file, page(2), 2 * PAGE);
      Op sync = Op.dataSync(file);
      disk.failWith(errno);
      disk.failDataWrites(1);
      assertThat(Results.of(scheduler.submit(before.link(refused).link(behind).link(sync))))
          .containsExactly("4096", name, "ECANCELED", "ECANCELED");
      disk.failDataWrites(1);
      Op hard = before.hardLink(refused).hardLink(behind).hardLink(sync);
      assertThat(Results.of(scheduler.submit(hard))).containsExactly("4096", name, "4096", "0");
      assertThat(Results.of(scheduler.submit(hard))).containsExactly("4096", "4096", "4096", "0");
    }
  }

  @ParameterizedTest
  @MethodSource("backendsAndErrors")
  void inMergedWritesTheErrorIsEveryMembers(FaultBackend backend, int errno) throws Exception {
    String name = Errno.name(errno);
    try (FaultyDisk disk = FaultyDisk.create(1);
        IoScheduler scheduler = backend.open()) {
      DioFile file = openSectors(disk);
      List<Op> run =
          List.of(
              Op.write(file, page(1), 0),
              Op.write(file, victim(), PAGE),
              Op.write(file, page(2), 2 * PAGE));
      disk.failWith(errno);
      disk.failDataWrites(1);
      assertThat(results(scheduler.submitAll(run))).containsOnly(name);
      assertThat(scheduler.stats().coalescedWrites()).isEqualTo(3);
      assertThat(results(scheduler.submitAll(run))).containsOnly("4096");

      List<Op> durable = run.stream().map(Op::durable).toList();
      disk.failDataWrites(1);
      assertThat(results(scheduler.submitAll(durable))).containsOnly(name);
      assertThat(results(scheduler.submitAll(durable))).containsOnly(name);
      assertThat(results(scheduler.submitAll(run))).as("not durable").containsOnly("4096");
      assertThatThrownBy(file::close).hasMessageContaining(name);
    }
  }
}
