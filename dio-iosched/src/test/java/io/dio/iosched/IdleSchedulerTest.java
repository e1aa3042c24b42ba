// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.iosched.testing.KernelThread;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An idle scheduler costs nothing. A thread that polls would go to sleep again and again, and a
 * thread that spins would use processor time. The kernel counts both.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class IdleSchedulerTest {
  /**
   * The time is long enough to notice any periodic activity, even one of only ten times a second.
   */
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void anIdleSchedulerMakesNoSystemCall(LiburingSource liburing) throws Exception {
    try (IoScheduler scheduler = Rings.open(liburing);
        DioFile file = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile());
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = Bytes.allocate(4096, arena);
      for (int i = 0; i < 100; i++) {
        assertThat(scheduler.submit(Op.write(file, memory, i * 4096L)).await()).isEqualTo(4096);
      }
      assertNothingIsUsed(scheduler, file, memory);
      assertThat(scheduler.submit(Op.sync(file)).await()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void aSchedulerThatWaitsForASlowOperationMakesNoneEither(LiburingSource liburing)
      throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        DioFile file = DioFile.open(frozen.root().resolve("file"), FileKind.BUFFERED.newFile());
        DioFile other = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile());
        IoScheduler scheduler = Rings.open(liburing);
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = Bytes.allocate(4096, arena);
      frozen.freeze();
      Ticket slow = scheduler.submit(Op.write(file, memory, 0));
      assertThat(scheduler.submit(Op.sync(other)).await()).isZero();
      assertNothingIsUsed(scheduler, other, memory);
      assertThat(slow.isDone()).isFalse();
      frozen.thaw();
      assertThat(slow.await()).isEqualTo(4096);
    }
  }

  private static void assertNothingIsUsed(IoScheduler scheduler, DioFile file, MemorySegment memory)
      throws IOException {
    KernelThread coordinator = KernelThread.named(scheduler.toString()).getFirst();
    KernelThread.Usage before = coordinator.usage();
    // The coordinator goes to sleep soon after its last operation, not at once.
    for (int attempt = 0; attempt < 20; attempt++) {
      busyFor(TimeUnit.MILLISECONDS.toNanos(50), file, memory);
      KernelThread.Usage settled = coordinator.usage();
      if (settled.equals(before)) {
        break;
      }
      before = settled;
    }
    assertThat(coordinator.state()).isEqualTo('S');
    long systemCalls = scheduler.stats().systemCalls();
    busyFor(MEASURED_NANOS, file, memory);
    assertThat(coordinator.usage()).isEqualTo(before);
    assertThat(scheduler.stats().systemCalls()).isEqualTo(systemCalls);
  }

  /** This thread does other work in the same process. */
  private static void busyFor(long nanos, DioFile file, MemorySegment memory) throws IOException {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      file.read(memory, 0);
    }
  }
}
