// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.iosched.testing.LogRecords;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A scheduler that was not closed and has become unreachable. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class AbandonedSchedulerTest {
  /** The maximum number of garbage collections until it is reported. The first usually suffices. */
  private static final int MOST_COLLECTIONS = 200;

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void isReportedAndItsThreadEnds(LiburingSource liburing) throws Exception {
    List<Integer> descriptors = Rings.descriptors();
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      Thread thread = abandon(liburing);
      collectUntilReported(log);
      thread.join();
      assertThat(log.messages())
          .containsExactly(
              "WARNING: "
                  + thread.getName()
                  + " became unreachable without being closed; closing it");
    }
    assertThat(Rings.descriptors()).isEqualTo(descriptors);
  }

  /** {@return the thread of a scheduler that is unreachable} */
  private static Thread abandon(LiburingSource liburing) {
    return threadOf(Rings.open(liburing));
  }

  private static Thread threadOf(IoScheduler scheduler) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(scheduler.toString()))
        .findFirst()
        .orElseThrow();
  }

  private static void collectUntilReported(LogRecords log) {
    for (int i = 0; i < MOST_COLLECTIONS && log.messages().isEmpty(); i++) {
      System.gc();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void firstExecutesWhatItAccepted(LiburingSource liburing) throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        LogRecords log = LogRecords.of("io.dio.iosched");
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      frozen.freeze();
      IoScheduler scheduler = Rings.open(liburing);
      final Thread thread = threadOf(scheduler);
      Ticket ticket = scheduler.submit(Op.write(file, Bytes.filled(4096, 1, arena), 0));
      scheduler = null;
      collectUntilReported(log);
      assertThat(log.messages()).hasSize(1);
      assertThat(ticket.isDone()).isFalse();
      assertThat(thread.isAlive()).isTrue();
      frozen.thaw();
      assertThat(ticket.await()).isEqualTo(4096);
      thread.join();
      Bytes.assertInFile(file, 0, 4096, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void isNotReportedIfItWasClosed(LiburingSource liburing) throws Exception {
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      closeAndForget(liburing);
      Thread thread = abandon(liburing);
      collectUntilReported(log);
      thread.join();
      assertThat(log.messages()).singleElement().asString().contains(thread.getName());
    }
  }

  private static void closeAndForget(LiburingSource liburing) {
    Rings.open(liburing).close();
  }

  // ---- without threads ----

  @Test
  void withoutThreadsItIsReportedAndTheFilesInItsSlotsAreClosed(@TempDir Path directory)
      throws Exception {
    Path path = directory.resolve("file");
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      String name = abandonWithSlot(path);
      assertThat(OpenDescriptors.of(path)).hasSize(1);
      collectUntilReported(log);
      assertThat(log.messages())
          .containsExactly(
              "WARNING: " + name + " became unreachable without being closed; closing it");
    }
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  /** {@return the name of a scheduler that is unreachable} */
  private static String abandonWithSlot(Path path) throws IOException {
    IoScheduler scheduler = IoScheduler.posix(SchedulerOptions.defaults().withFileSlots(2));
    openInto(scheduler, path);
    return scheduler.toString();
  }

  private static void openInto(IoScheduler scheduler, Path path) throws IOException {
    FileSlot slot = scheduler.fileSlots().getFirst();
    scheduler
        .submit(Op.openInto(slot, path, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
        .await();
  }

  @Test
  void withoutThreadsItIsNotReportedIfItWasClosed(@TempDir Path directory) throws Exception {
    try (LogRecords log = LogRecords.of("io.dio.iosched")) {
      IoScheduler.posix().close();
      String name = abandonWithSlot(directory.resolve("file"));
      collectUntilReported(log);
      assertThat(log.messages()).singleElement().asString().contains(name + " ");
    }
  }
}
