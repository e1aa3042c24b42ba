// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.KernelThread;
import io.dio.iosched.testing.Mappings;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of open and close cycles leave nothing behind. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OpenCloseCyclesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"EMBEDDED, 10000", "SYSTEM, 2000"})
  void ofSchedulersLeaveNoDescriptorMappingOrThread(LiburingSource liburing, int cycles)
      throws Exception {
    Rings.open(liburing).close(); // everything permanent exists now
    List<Integer> descriptors = Rings.descriptors();
    List<String> mappings = Mappings.named("anon_inode:[io_uring]");
    SchedulerOptions options = SchedulerOptions.defaults().withLiburing(liburing).withRingDepth(8);
    String lastName = "";
    for (int cycle = 0; cycle < cycles; cycle++) {
      try (IoScheduler scheduler = IoScheduler.uring(options)) {
        lastName = scheduler.toString();
      }
    }
    assertThat(Rings.descriptors()).isEqualTo(descriptors);
    assertThat(Mappings.named("anon_inode:[io_uring]")).isEqualTo(mappings);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain(lastName);
  }

  @ParameterizedTest
  @CsvSource({"EMBEDDED, 1000", "SYSTEM, 200"})
  void ofSchedulersThatWorkedLeaveNothingEither(LiburingSource liburing, int cycles)
      throws Exception {
    List<Integer> descriptors = Rings.descriptors();
    List<String> mappings = Mappings.named("anon_inode:[io_uring]");
    try (DioFile file = DioFile.open(directory.resolve("file"), FileKind.DIRECT.newFile());
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = Bytes.allocate(4096, arena);
      for (int cycle = 0; cycle < cycles; cycle++) {
        Ticket unawaited;
        try (IoScheduler scheduler = Rings.open(liburing)) {
          unawaited = scheduler.submit(Op.write(file, memory, 0));
          assertThat(scheduler.submit(Op.write(file, memory, 4096)).await()).isEqualTo(4096);
        }
        assertThat(unawaited.isDone()).isTrue();
      }
    }
    assertThat(Rings.descriptors()).isEqualTo(descriptors);
    assertThat(Mappings.named("anon_inode:[io_uring]")).isEqualTo(mappings);
    assertThat(OpenDescriptors.of(directory.resolve("file"))).isEmpty();
  }

  /** The threads that open files live on for a while after an opening, but not after a close. */
  @Test
  void ofSchedulersThatOpenedFilesLeaveNoThread() throws Exception {
    Path path = directory.resolve("file");
    SchedulerOptions options = SchedulerOptions.defaults().withFileSlots(1).withRingDepth(8);
    // Channels of other tests share a scheduler that lives as long as the process.
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int cycle = 0; cycle < 500; cycle++) {
      try (IoScheduler scheduler = IoScheduler.uring(options)) {
        Ticket opening = scheduler.submit(Op.open(path, FileKind.DIRECT.newFile()));
        opening.await();
        opening.file().close();
        scheduler.submit(Op.openInto(scheduler.fileSlots().getFirst(), path)).await();
      }
      Files.delete(path);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread))
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("dio-uring-"));
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  void ofFilesLeaveNoDescriptor() throws Exception {
    Path path = directory.resolve("file");
    DioFile.open(path, FileKind.DIRECT.newFile()).close();
    try (IoScheduler scheduler = IoScheduler.open();
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = Bytes.allocate(4096, arena);
      for (int cycle = 0; cycle < 10_000; cycle++) {
        try (DioFile file = DioFile.open(path)) {
          Ticket read = scheduler.submit(Op.read(file, memory, 0));
          if (cycle % 2 == 0) {
            assertThat(read.await()).isZero();
          } // otherwise closing waits
        }
      }
      assertThat(scheduler.stats().operations()).isEqualTo(10_000);
      assertThat(scheduler.stats().inFlight()).isZero();
    }
    assertThat(OpenDescriptors.of(directory.resolve("file"))).isEmpty();
  }

  @Test
  void anOpenSchedulerShowsWhatTheseTestsLookFor() throws Exception {
    List<Integer> descriptors = Rings.descriptors();
    int mappings = Mappings.named("anon_inode:[io_uring]").size();
    try (IoScheduler scheduler = Rings.open(LiburingSource.EMBEDDED)) {
      assertThat(Rings.descriptors()).hasSize(descriptors.size() + 2);
      assertThat(Mappings.named("anon_inode:[io_uring]")).hasSize(mappings + 2);
      assertThat(KernelThread.named(scheduler.toString())).hasSize(1);
    }
  }
}
