// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The blocking reads and writes, on both kinds of thread. */
interface BlockingCallClauses extends BackendContract {

  @ParameterizedTest
  @EnumSource
  default void blockingCallsMoveData(ThreadKind threads) throws Exception {
    for (FileKind kind : FileKind.values()) {
      DioFile file = newFile(kind);
      long written = threads.call(() -> scheduler().write(file, memory(16384, 1), 4096));
      assertThat(written).isEqualTo(16384);
      MemorySegment target = memory(16384);
      long read = threads.call(() -> scheduler().read(file, target, 4096));
      assertThat(read).isEqualTo(16384);
      Bytes.assertSeed(target, 1);
      Bytes.assertInFile(file, 4096, 16384, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  default void blockingReadsAreShortAtTheEndOfTheFile(ThreadKind threads) throws Exception {
    DioFile file = newFile(1000, 2);
    long across = threads.call(() -> scheduler().read(file, memory(500), 600));
    assertThat(across).isEqualTo(400);
    long behind = threads.call(() -> scheduler().read(file, memory(500), 1000));
    assertThat(behind).isZero();
    assertThat(scheduler().stats().shortTransfers()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  default void aBlockingWriteCutShortFailsWithWhatWasWritten(ThreadKind threads) throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    MemorySegment source = memoryCutAt(4096, 16384, 1);
    ShortTransferException failure =
        catchThrowableOfType(
            ShortTransferException.class,
            () -> threads.call(() -> scheduler().write(file, source, 4096)));
    assertThat(failure.expected()).isEqualTo(16384);
    assertThat(failure.transferred()).isEqualTo(4096);
    assertThat(failure).hasMessageContaining(file.path().toString());
    SchedulerStats stats = scheduler().stats();
    SchedulerStats expected = Stats.of(1, stats.systemCalls(), 0, 4096, 0, 1, 0, 0, 0);
    assertThat(stats).isEqualTo(expected.plus(SchedulerStats.builder().failures(1).build()));
  }

  @ParameterizedTest
  @EnumSource
  default void aBlockingCallThatFailsNamesCallErrnoAndOperandsAndIsCounted(ThreadKind threads)
      throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.WRITE);
      ErrnoException failure =
          catchThrowableOfType(
              ErrnoException.class,
              () -> threads.call(() -> scheduler().write(file, memory(500), 8192)));
      assertThat(failure.errno()).isEqualTo(Errno.EPERM);
      assertThat(failure)
          .hasMessageContaining("pwrite(path=" + sealed.path())
          .hasMessageContaining("length=500, offset=8192): EPERM");
      assertThat(scheduler().stats().operations()).isEqualTo(1);
      assertThat(scheduler().stats().systemCalls()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void blockingCallsAreCounted(ThreadKind threads) throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Background<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      long base = caller * 100_000L;
      callers.add(
          Background.run(() ->
              threads.call(() -> {
                for (int i = 0; i < 100; i++) {
                  scheduler().write(file, memory(100), base + i * 100L);
                  scheduler().read(file, memory(50), base + i * 100L);
                }
                return null;
              })));
    }
    for (Background<Void> caller : callers) {
      caller.get();
    }
    SchedulerStats stats = scheduler().stats();
    assertThat(stats)
        .isEqualTo(
            Stats.of(800, stats.systemCalls(), 20_000, 40_000, 0, 0, 0, 0, stats.inlineReads()));
    assertThat(stats.systemCalls()).isPositive();
    assertThat(stats.operationsPerSystemCall()).isPositive();
  }
}
