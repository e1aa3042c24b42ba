// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.SeccompFilter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real ring that may not list its operations behaves like the ring of an old kernel. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OldRingCommandsTest {
  @TempDir private Path directory;

  /** The filter stays with the thread, so the thread is one of the test's own. */
  @Test
  void threadsOfTheProcessMakeTheCallsAndTheRefusalIsTold() throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(() -> {
          SeccompFilter.installForThreadIfEqual(
              SeccompFilter.IO_URING_REGISTER, 1, liburing_h.IORING_REGISTER_PROBE(), Errno.EPERM);
          runCommands();
          return null;
        });
    Thread.ofPlatform().start(task);
    task.get();
  }

  private void runCommands() throws Exception {
    Path path = directory.resolve("file");
    Path moved = directory.resolve("moved");
    try (IoScheduler scheduler =
            Rings.open(
                LiburingSource.EMBEDDED,
                SchedulerOptions.defaults().withFileSlots(1).withInlineReads(false));
        DioFile file = DioFile.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        Arena arena = Arena.ofShared()) {
      assertThat(scheduler.degradations()).hasSize(1);
      assertThat(scheduler.describe())
          .contains("truncations and changes of names by the ring", "EPERM", "seccomp profile");
      Op chain =
          Op.write(file, Bytes.filled(100, 1, arena), 0)
              .link(Op.truncate(file, 50))
              .link(Op.rename(path, moved))
              .link(Op.syncDirectory(directory));
      assertThat(Results.of(scheduler.submit(chain))).containsExactly("100", "0", "0", "0");
      assertThat(moved).hasBinaryContent(Arrays.copyOf(Bytes.of(1, 100), 50));

      FileSlot slot = scheduler.fileSlots().getFirst();
      Ticket replacement =
          scheduler.submit(Op.replaceFile(slot, moved, Bytes.filled(200, 2, arena)));
      assertThat(Results.of(replacement)).containsExactly("0", "200", "0", "0", "0", "0");
      assertThat(moved).hasBinaryContent(Bytes.of(2, 200));
      scheduler.submit(Op.openInto(slot, moved, StandardOpenOption.WRITE)).await();
      assertThat(Results.of(scheduler.submit(Op.truncate(slot, 1)))).containsExactly("EOPNOTSUPP");
    }
  }
}
