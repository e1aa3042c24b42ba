// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.iosched.testing.KernelThread;
import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit on the threads that the kernel starts for operations that would block. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KernelWorkersTest {

  /** Kernels before Linux 6.5 lack what inline reads need, which would be one more degradation. */
  private static final SchedulerOptions WITHOUT_INLINE_READS =
      SchedulerOptions.defaults().withInlineReads(false);

  /** The kernel names the threads of a ring after the thread that submits to it. */
  private static int workersOf(IoScheduler scheduler) {
    KernelThread coordinator = KernelThread.named(scheduler.toString()).getFirst();
    return KernelThread.named("iou-wrk-" + coordinator.id()).size();
  }

  /** The options refuse this number. A kernel that does not know the request answers the same. */
  @Test
  void aLimitThatTheKernelRefusesIsReportedWithTheReason() throws Exception {
    SchedulerOptions impossible = Impossible.change(WITHOUT_INLINE_READS, "maxKernelWorkers", -1);
    try (IoScheduler scheduler = Rings.open(LiburingSource.EMBEDDED, impossible)) {
      assertThat(scheduler.degradations())
          .singleElement()
          .satisfies(missing -> {
            assertThat(missing.what()).isEqualTo("the limit of kernel workers");
            assertThat(missing.cause()).isEqualTo(Degradation.Cause.KERNEL_TOO_OLD);
            assertThat(missing.failure().orElseThrow().errnoName()).isEqualTo("EINVAL");
            assertThat(missing.reason())
                .startsWith(
                    "the kernel's own limit is in force: io_uring_register("
                        + "IORING_REGISTER_IOWQ_MAX_WORKERS, -1): EINVAL");
            assertThat(scheduler.describe()).endsWith(") works without: " + missing + ".");
          });
    }
  }

  @Test
  void aLimitThatIsInForceIsNoRefusal() {
    SchedulerOptions options = WITHOUT_INLINE_READS.withMaxKernelWorkers(3);
    try (IoScheduler scheduler = Rings.open(LiburingSource.EMBEDDED, options)) {
      assertThat(scheduler.degradations()).isEmpty();
    }
  }

  /** T31: each write that hangs, on a file of its own, needs a thread. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void noMoreThreadsAreStartedThanTheOptionsAllow(int cap) throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount();
        Arena arena = Arena.ofShared();
        IoScheduler scheduler =
            Rings.open(
                LiburingSource.EMBEDDED, SchedulerOptions.defaults().withMaxKernelWorkers(cap))) {
      List<DioFile> files = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        files.add(DioFile.open(frozen.root().resolve("file" + i), FileKind.BUFFERED.newFile()));
      }
      frozen.freeze();
      List<Ticket> tickets = new ArrayList<>();
      for (DioFile file : files) {
        tickets.add(scheduler.submit(Op.write(file, arena.allocate(100), 0)));
      }
      int most = 0;
      while (most < cap || scheduler.stats().inFlight() < 64) {
        most = Math.max(most, workersOf(scheduler));
      }
      for (int i = 0; i < 100; i++) {
        most = Math.max(most, workersOf(scheduler));
      }
      assertThat(most).isEqualTo(cap);
      frozen.thaw();
      for (Ticket ticket : tickets) {
        assertThat(ticket.await()).isEqualTo(100);
      }
      for (DioFile file : files) {
        file.close();
      }
    }
  }
}
