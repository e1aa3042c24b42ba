// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dio.align.foreign.CompletionThread;
import io.dio.align.foreign.SystemCall;
import io.dio.iosched.testing.KernelThread;
import io.dio.iosched.testing.UnprivilegedUser;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.ChildJvm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The I/O priority of a scheduler. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PriorityTest {
  private static final int IOPRIO_GET = System.getProperty("os.arch").equals("aarch64") ? 31 : 252;
  private static final long IOPRIO_WHO_PROCESS = 1;

  private static final SystemCall SYSCALL = SystemCall.returningLong("syscall");

  @TempDir private Path directory;

  static Stream<IoPriority> unprivileged() {
    return Stream.of(
        IoPriority.INHERITED, IoPriority.IDLE, IoPriority.bestEffort(0), IoPriority.bestEffort(7));
  }

  /** ioprio_get(2). */
  private static long priorityOf(KernelThread thread) {
    return SYSCALL.call(IOPRIO_GET, IOPRIO_WHO_PROCESS, thread.id());
  }

  /** The kernel would refuse a priority for operations other than reads and writes (M12). */
  private void assertEveryVerbWorks(IoScheduler scheduler) throws Exception {
    try (DioFile file = DioFile.open(directory.resolve("file"), FileKind.DIRECT.newFile());
        Arena arena = Arena.ofShared()) {
      MemorySegment target = Bytes.allocate(4096, arena);
      Ticket chain =
          scheduler.submit(
              Op.allocate(file, 8192)
                  .link(Op.write(file, Bytes.filled(4096, 1, arena), 0))
                  .link(Op.dataSync(file))
                  .link(Op.sync(file))
                  .link(Op.readv(file, List.of(target), 0)));
      chain.await();
      Bytes.assertSeed(target, 1);
      IoBatch batch = scheduler.newBatch(2);
      batch.write(file, Bytes.filled(4096, 2, arena), 4096);
      batch.read(file, target, 0);
      batch.submit();
      assertThat(batch.await()).isEqualTo(8192);
      assertThat(scheduler.submit(Op.barrierSync(file)).await()).isZero();
    }
  }

  /** Workers start while operations wait, so many are submitted at once, until all have started. */
  private void untilItHasWorkers(IoScheduler scheduler, int count) throws Exception {
    try (DioFile file = DioFile.open(directory.resolve("many"), FileKind.DIRECT.newFile());
        Arena arena = Arena.ofShared()) {
      MemorySegment source = Bytes.filled(4096, 1, arena);
      IoBatch batch = scheduler.newBatch(64);
      while (KernelThread.named(scheduler + "-" + count).isEmpty()) {
        for (int i = 0; i < 64; i++) {
          batch.write(file, source, i * 8192L); // no two are neighbours, so none are merged
        }
        batch.submit();
        batch.await();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("unprivileged")
  void aRingHasIt(IoPriority priority) throws Exception {
    try (IoScheduler scheduler =
        Rings.open(LiburingSource.EMBEDDED, SchedulerOptions.defaults().withIoPriority(priority))) {
      // The entries of reads and writes carry it. The test of SqeWriter covers the entries that
      // must not.
      assertEveryVerbWorks(scheduler);
    }
  }

  @ParameterizedTest
  @MethodSource("unprivileged")
  void allWorkersHaveIt(IoPriority priority) throws Exception {
    try (IoScheduler scheduler =
        IoScheduler.posix(SchedulerOptions.defaults().withWorkers(3).withIoPriority(priority))) {
      assertEveryVerbWorks(scheduler);
      untilItHasWorkers(scheduler, 3);
      for (int i = 1; i <= 3; i++) {
        KernelThread worker = KernelThread.named(scheduler + "-" + i).getFirst();
        if (!priority.equals(IoPriority.INHERITED)) {
          assertThat(priorityOf(worker)).isEqualTo(priority.value());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("unprivileged")
  void callsOfTheSubmittingThreadHaveThatThreads(IoPriority priority) {
    SchedulerOptions options = SchedulerOptions.defaults().withIoPriority(priority);
    if (priority.equals(IoPriority.INHERITED)) {
      IoScheduler.posix(options).close();
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IoScheduler.posix(options))
          .withMessageContaining("ioPriority " + priority)
          .withMessageContaining("use a ring or workers");
    }
  }

  @Test
  void levelsAreChecked() {
    for (int level : new int[] {-1, 8}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IoPriority.bestEffort(level))
          .withMessageContaining("level " + level);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IoPriority.realTime(level))
          .withMessageContaining("level " + level);
    }
    assertThat(IoPriority.bestEffort(3)).isEqualTo(IoPriority.bestEffort(3));
    assertThat(IoPriority.bestEffort(3)).isNotEqualTo(IoPriority.realTime(3));
    assertThat(IoPriority.bestEffort(3)).hasToString("best effort 3");
  }

  @Test
  void realTimeIsRefusedToTheUnprivilegedWhenTheSchedulerIsOpened() throws Exception {
    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            UnprivilegedUser.prefix(PriorityProbe.class),
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"),
            PriorityProbe.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> told = result.output().lines().toList();
    boolean ring = IoUring.isAvailable();
    for (String call : ring ? List.of("uring", "workers", "open") : List.of("workers", "open")) {
      assertThat(told)
          .as(result.output())
          .contains(
              call
                  + "=ioPriority real time 4 is refused: ioprio_set: EPERM"
                  + " (Operation not permitted); it needs CAP_SYS_ADMIN or CAP_SYS_NICE");
    }
    assertThat(told).contains("threads=0", "idle=4096");
  }

  @Test
  void aThreadThatIsRefusedItLeavesNothingBehind() throws Exception {
    // If this user may use the real-time class, nothing is refused and nothing is left behind.
    List<Integer> descriptors = Rings.descriptors();
    // Channels of other tests share a scheduler that lives as long as the process.
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    SchedulerOptions options =
        SchedulerOptions.defaults().withIoPriority(IoPriority.realTime(0)).withWorkers(2);
    for (int i = 0; i < 3; i++) {
      try (IoScheduler scheduler = IoScheduler.open(options)) {
        assertEveryVerbWorks(scheduler);
        java.nio.file.Files.delete(directory.resolve("file"));
      } catch (UnsupportedOperationException e) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> IoScheduler.posix(options));
      }
    }
    assertThat(Rings.descriptors()).isEqualTo(descriptors);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread instanceof CompletionThread && !before.contains(thread));
  }
}
