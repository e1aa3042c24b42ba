// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Polled operations on the kernel and the devices of this machine, whatever they can. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PollingTest {
  private static final int BYTES = 4096;

  @TempDir Path directory;

  @BeforeEach
  void requireRing() {
    Skip.unless(
        IoUring.isAvailable(),
        "needs io_uring: " + IoUring.unavailabilityCause().map(Object::toString).orElse(""));
  }

  private static DioFile open(Path path) throws IOException {
    return DioFile.open(
        path,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        DirectMode.PREFERRED);
  }

  /** Writes a block and reads it back. {@return what the scheduler did} */
  private static SchedulerStats writeAndRead(IoScheduler scheduler, DioFile file)
      throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment source = arena.allocate(BYTES, BYTES);
      MemorySegment target = arena.allocate(BYTES, BYTES);
      source.fill((byte) 7);
      assertThat(scheduler.submit(Op.write(file, source, 0)).await()).isEqualTo(BYTES);
      for (int i = 0; i < 3; i++) {
        target.fill((byte) 0);
        assertThat(scheduler.submit(Op.read(file, target, 0)).await()).isEqualTo(BYTES);
        assertThat(target.mismatch(source)).isEqualTo(-1);
      }
      return scheduler.stats();
    }
  }

  /** Every operation is polled, or the scheduler says which file cannot be. */
  @ParameterizedTest
  @EnumSource(
      value = Polling.class,
      names = {"BUSY", "HYBRID"})
  void operationsArePolledOrTheFileIsListed(Polling polling) throws IOException {
    SchedulerOptions options = SchedulerOptions.defaults().withPolling(polling);
    try (IoScheduler scheduler = IoScheduler.uring(options);
        DioFile file = open(directory.resolve("file"))) {
      Skip.unless(file.isDirect(), "needs direct I/O in " + directory);
      SchedulerStats stats = writeAndRead(scheduler, file);
      List<Degradation> missing =
          scheduler.degradations().stream()
              .filter(one -> one.what().contains(file.toString()))
              .toList();
      if (missing.isEmpty()) {
        assertThat(stats.polledOperations()).isEqualTo(4);
      } else {
        assertThat(missing).hasSize(1);
        assertThat(missing.getFirst().cause()).isEqualTo(Degradation.Cause.NOT_SUPPORTED);
        assertThat(stats.polledOperations()).isZero();
      }
    }
  }

  /** A file in memory has no device in sysfs, so that the kernel itself refuses. */
  @Test
  void aRefusalOfTheKernelIsNoFailureOfTheOperation() throws IOException {
    Path inMemory = Path.of("/dev/shm");
    Skip.unless(Files.isWritable(inMemory), "needs a writable /dev/shm");
    Path path = Files.createTempFile(inMemory, "dio-polling", "");
    SchedulerOptions options = SchedulerOptions.defaults().withPolling(Polling.BUSY);
    try (IoScheduler scheduler = IoScheduler.uring(options);
        DioFile file = open(path)) {
      Skip.unless(file.isDirect(), "needs direct I/O in " + inMemory);
      assertThat(writeAndRead(scheduler, file).failures()).isZero();
      assertThat(scheduler.degradations())
          .anySatisfy(missing -> assertThat(missing.what()).contains(file.toString()));
    } finally {
      Files.delete(path);
    }
  }

  @Test
  void registeredSlabsServeBothRings() throws IOException {
    try (SlabPool slab = new SlabPool("test", BYTES, 16)) {
      SchedulerOptions options =
          SchedulerOptions.defaults().withPolling(Polling.BUSY).withSlabs(List.of(slab));
      try (IoScheduler scheduler = IoScheduler.uring(options);
          DioFile file = open(directory.resolve("file"))) {
        Skip.unless(
            scheduler.registration().isRegistered(),
            "needs locked memory for " + slab + ": " + scheduler.degradations());
        assertThat(scheduler.degradations().stream().map(Degradation::what))
            .as("Linux 6.12 shares them")
            .allMatch(what -> !what.startsWith("registered memory") || isOlderThan(6, 12));
        writeAndRead(scheduler, file);
      }
    }
  }

  private static boolean isOlderThan(int major, int minor) {
    String[] numbers = System.getProperty("os.version").split("[.-]", -1);
    int ownMajor = Integer.parseInt(numbers[0]);
    return ownMajor < major || (ownMajor == major && Integer.parseInt(numbers[1]) < minor);
  }

  @Test
  void itsDescriptionTellsOfTheSecondRing() {
    SchedulerOptions options = SchedulerOptions.defaults().withPolling(Polling.BUSY);
    try (IoScheduler scheduler = IoScheduler.uring(options)) {
      assertThat(scheduler.describe()).contains("IOPOLL");
      assertThat(options.toString()).contains("polling=BUSY");
    }
    try (IoScheduler scheduler = IoScheduler.uring(SchedulerOptions.defaults())) {
      assertThat(scheduler.describe()).doesNotContain("IOPOLL");
    }
  }

  @Test
  void aSchedulerWithoutRingIgnoresIt() throws IOException {
    SchedulerOptions options = SchedulerOptions.defaults().withPolling(Polling.BUSY).withWorkers(2);
    try (IoScheduler scheduler = IoScheduler.posix(options);
        DioFile file = open(directory.resolve("file"))) {
      assertThat(writeAndRead(scheduler, file).polledOperations()).isZero();
    }
  }
}
