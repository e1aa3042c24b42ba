// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.Errno;
import io.dio.iosched.Background;
import io.dio.iosched.Bytes;
import io.dio.iosched.FileKind;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.Rings;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.Ticket;
import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.iosched.testing.LogRecords;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.SeccompFilter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A coordinator that dies on a real ring. When it releases a certain memory, that memory installs a
 * filter on the coordinator's thread which forbids io_uring_enter. So the next call fails with
 * EPERM.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RingDeathTest {
  @TempDir private Path directory;

  /** Makes the coordinator's next call fail. */
  private static void kill(IoScheduler scheduler, DioFile anyFile) throws Exception {
    RecordingMemory memory = new RecordingMemory(Arena.ofAuto().allocate(1));
    CompletableFuture<Void> forbidden = new CompletableFuture<>();
    // The coordinator releases memory even if the operation ends early. A callback that is
    // registered after the completion would run on this thread.
    memory.afterRelease(() -> {
      if (Thread.currentThread().getName().equals(scheduler.toString())) {
        SeccompFilter.installForThread(
            SeccompFilter.IO_URING_ENTER, SeccompFilter.IO_URING_ENTER, Errno.EPERM);
        forbidden.complete(null);
      } else {
        forbidden.completeExceptionally(new AssertionError(Thread.currentThread().toString()));
      }
    });
    scheduler.submit(Op.read(anyFile, memory, 0));
    forbidden.get();
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void everyWaiterIsToldTheCauseAndMemoryInTheKernelIsKept(LiburingSource liburing)
      throws Exception {
    List<Integer> descriptors = Rings.descriptors();
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        LogRecords log = LogRecords.of("io.dio.iosched")) {
      // The ring comes first, because this skips the test if there is none.
      IoScheduler scheduler = Rings.open(liburing);
      DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile());
      DioFile other = DioFile.open(directory.resolve("other"), FileKind.BUFFERED.newFile());
      MmapPool pool = new MmapPool("in the kernel", 4096, 1);
      MmapBuffer buffer = pool.acquire();
      frozen.freeze();
      final Ticket write = scheduler.submit(Op.write(file, buffer, 0));
      buffer.release();
      final Ticket drain = scheduler.submit(Op.drain(file));
      final CompletableFuture<Long> future = write.toCompletableFuture();
      Background<Long> waiter = Background.call(write::await).untilWaiting();
      while (scheduler.stats().inFlight() != 1) {
        Thread.onSpinWait();
      }

      kill(scheduler, other);

      assertThatExceptionOfType(SchedulerFailedException.class)
          .isThrownBy(waiter::get)
          .withMessageContaining("pwrite(")
          .withMessageContaining(scheduler + " died")
          .havingCause()
          .withMessageContaining("io_uring_enter")
          .withMessageContaining("EPERM");
      assertThatExceptionOfType(SchedulerFailedException.class)
          .isThrownBy(drain::await)
          .withMessageContaining("drain(");
      assertThat(future).failsWithin(10, TimeUnit.SECONDS);
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler.submit(Op.sync(other)))
          .withMessageContaining(scheduler + " died")
          .withMessageContaining("EPERM")
          .withCauseInstanceOf(RuntimeException.class);
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler.read(other, buffer.segment(), 0))
          .withMessageContaining(scheduler + " died");
      scheduler.close();
      scheduler.close();

      // The kernel still has the buffer and continues to use it.
      assertThat(pool.outstanding()).isEqualTo(1);
      frozen.thaw();
      file.close();
      other.close();
      assertThat(pool.outstanding()).isEqualTo(1);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("SEVERE: " + scheduler + " died");
    }
    assertThat(Rings.descriptors()).isEqualTo(descriptors);
    assertThat(OpenDescriptors.of(directory.resolve("other"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void whatItHadCompletedStaysCompleted(LiburingSource liburing) throws Exception {
    try (LogRecords log = LogRecords.of("io.dio.iosched");
        Arena arena = Arena.ofShared();
        DioFile file = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile())) {
      try (IoScheduler scheduler = Rings.open(liburing)) {
        Ticket before = scheduler.submit(Op.write(file, Bytes.filled(4096, 2, arena), 0));
        before.await();
        kill(scheduler, file);
        assertThatIllegalStateException()
            .isThrownBy(() -> untilRefused(scheduler, Op.read(file, arena.allocate(1), 0)));
        assertThat(before.await()).isEqualTo(4096);
      }
      Bytes.assertInFile(file, 0, 4096, 2);
      assertThat(log.messages()).hasSize(1);
    }
  }

  /** Tickets between the fault and the death fail. After that nothing is accepted. */
  private static void untilRefused(IoScheduler scheduler, Op op) {
    while (true) {
      Ticket ticket = scheduler.submit(op);
      assertThatExceptionOfType(SchedulerFailedException.class).isThrownBy(ticket::await);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void anotherSchedulerIsNotDisturbed(LiburingSource liburing) throws Exception {
    try (LogRecords _ = LogRecords.of("io.dio.iosched");
        DioFile file = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile());
        IoScheduler healthy = Rings.open(liburing);
        IoScheduler scheduler = Rings.open(liburing)) {
      kill(scheduler, file);
      assertThat(healthy.submit(Op.sync(file)).await()).isZero();
      try (IoScheduler afterwards = Rings.open(liburing)) {
        assertThat(afterwards.submit(Op.sync(file)).await()).isZero();
      }
    }
  }
}
