// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thread that makes one commit after the other soon makes them itself. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OwnCommitsTest {
  enum Way {
    DURABLE_WRITE,
    BARRIER_SYNC
  }

  /** So many own commits in a row are no chance. */
  private static final int IN_A_ROW = 5;

  @TempDir private Path directory;

  private static IoScheduler open(Backend backend) {
    return switch (backend) {
      case URING -> Rings.open(LiburingSource.EMBEDDED, SchedulerOptions.defaults());
      case POSIX_WORKERS -> IoScheduler.posix(SchedulerOptions.defaults().withWorkers(4));
      case POSIX_INLINE -> IoScheduler.posix();
    };
  }

  /**
   * Commits 512 bytes. {@return whether this thread made the write: the thread that ends an
   * operation releases its memory}
   */
  private static boolean makesItsCommit(IoScheduler scheduler, Scratch scratch, Way way)
      throws IOException {
    RecordingMemory memory = new RecordingMemory(scratch.memory());
    AtomicReference<Thread> releaser = new AtomicReference<>();
    memory.afterRelease(() -> releaser.set(Thread.currentThread()));
    Op write = Op.write(scratch.file(), memory, 0);
    switch (way) {
      case DURABLE_WRITE -> scheduler.submit(write.durable()).await();
      case BARRIER_SYNC -> {
        Ticket written = scheduler.submit(write);
        scheduler.submit(Op.barrierSync(scratch.file())).await();
        assertThat(written.isDone()).isTrue();
      }
    }
    return releaser.get() == Thread.currentThread();
  }

  private static Void commitUntilItMakesThem(IoScheduler scheduler, Scratch scratch, Way way)
      throws IOException {
    int own = 0;
    while (own < IN_A_ROW) {
      own = makesItsCommit(scheduler, scratch, way) ? own + 1 : 0;
    }
    return null;
  }

  @ParameterizedTest
  @CsvSource({
    "URING, DURABLE_WRITE",
    "URING, BARRIER_SYNC",
    "POSIX_WORKERS, DURABLE_WRITE",
    "POSIX_WORKERS, BARRIER_SYNC",
    "POSIX_INLINE, DURABLE_WRITE",
    "POSIX_INLINE, BARRIER_SYNC"
  })
  void aPlatformThreadDoesAndSoDoesAVirtualThread(Backend backend, Way way) throws Exception {
    try (Scratch scratch = new Scratch(directory);
        IoScheduler scheduler = open(backend)) {
      Background.call(() -> commitUntilItMakesThem(scheduler, scratch, way)).get();
      Background.callOnVirtualThread(() -> commitUntilItMakesThem(scheduler, scratch, way)).get();
      SchedulerStats stats = scheduler.stats();
      long commits = way == Way.BARRIER_SYNC ? stats.operations() / 2 : stats.operations();
      assertThat(stats.syncs()).isEqualTo(commits);
      assertThat(stats.bytesWritten()).isEqualTo(commits * Scratch.BYTES);
      assertThat(stats.inFlight()).isZero();
    }
  }
}
