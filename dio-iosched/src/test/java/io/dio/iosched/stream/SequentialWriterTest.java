// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Background;
import io.dio.iosched.IoScheduler;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a writer submits, waits, frees and fails. The test completes its writes. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SequentialWriterTest {
  private static final int BLOCK = 4096;

  @TempDir private Path folder;
  private final HeldScheduler scheduler = new HeldScheduler();
  private final byte[] bytes = new byte[10 * BLOCK + 100];
  private DioFile file;

  @BeforeEach
  void createTheFile() throws IOException {
    new SplittableRandom(1).nextBytes(bytes);
    file =
        DioFile.open(
            folder.resolve("file"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW);
  }

  @AfterEach
  void closeTheFile() throws IOException {
    file.close();
    scheduler.close();
  }

  private static WriterOptions depth(int depth) {
    return WriterOptions.defaults().withBlockSize(BLOCK).withDepth(depth);
  }

  @Test
  void fullBlocksAreSubmittedAndOnlyALackOfBlocksIsWaitedFor() throws Exception {
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(3));
    writer.write(bytes, 0, BLOCK - 1);
    assertThat(scheduler.held()).isEmpty();
    writer.write(bytes, BLOCK - 1, 2 * BLOCK + 1);
    assertThat(scheduler.offsets()).containsExactly(0L, 4096L, 8192L);
    Background<Void> more = Background.run(() -> writer.write(bytes, 3 * BLOCK, 1)).untilWaiting();
    scheduler.run(1);
    assertThat(more.untilWaiting()).as("the oldest is waited for").isNotNull();
    scheduler.run(0);
    more.get();
    scheduler.holdNoMore();
    scheduler.run(0);
    writer.write(bytes, 3 * BLOCK + 1, bytes.length - 3 * BLOCK - 1);
    writer.finish();
    writer.close();
    assertThat(file.path()).hasBinaryContent(bytes);
  }

  @Test
  void aFailureOfAnEarlierBlockIsThrownByTheNextWriteThatNeedsABlock() throws Exception {
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(4));
    writer.write(bytes, 0, BLOCK);
    scheduler.fail(0);
    assertThatThrownBy(() -> writer.write(1)).hasMessageContaining("EIO");
    assertThatThrownBy(() -> writer.write(1))
        .hasMessageContaining("has failed before")
        .hasRootCauseMessage(causeOf(writer));
    writer.close();
    assertThat(file.size()).isZero();
  }

  private static String causeOf(SequentialWriter writer) {
    try {
      writer.flush();
      throw new AssertionError("did not fail");
    } catch (IOException e) {
      return e.getCause().getMessage();
    }
  }

  @Test
  void aFailureIsThrownByFlushFinishAndClose() throws Exception {
    for (int way = 0; way < 3; way++) {
      SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(4));
      writer.write(bytes, 0, 2 * BLOCK);
      scheduler.run(1);
      scheduler.fail(0);
      int how = way;
      assertThatThrownBy(
              () -> {
                switch (how) {
                  case 0 -> writer.flush();
                  case 1 -> writer.finish();
                  default -> writer.close();
                }
              })
          .hasMessageContaining("EIO");
      writer.close();
      assertThatThrownBy(writer::flush).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aLaterFailureThatNobodySawIsThrownByClose() throws Exception {
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(4));
    writer.write(bytes, 0, 2 * BLOCK);
    scheduler.fail(0);
    assertThatThrownBy(() -> writer.write(1)).hasMessageContaining("offset=0");
    Background<Void> closing = Background.run(writer::close).untilWaiting();
    scheduler.fail(0);
    assertThatThrownBy(closing::get).hasMessageContaining("offset=4096");
  }

  @Test
  void closingWaitsForTheWritesAndKeepsTheirMemory() throws Exception {
    try (MmapPool pool = new MmapPool("given", BLOCK, 3)) {
      WriterOptions options = WriterOptions.defaults().withPool(pool);
      SequentialWriter writer = SequentialWriter.of(scheduler, file, options);
      writer.write(bytes, 0, BLOCK + 10);
      Background<Void> closing = Background.run(writer::close).untilWaiting();
      scheduler.untilHeld(1);
      assertThat(pool.outstanding()).isEqualTo(3);
      scheduler.run(0);
      scheduler.untilHeld(1);
      assertThat(scheduler.offsets()).containsExactly(4096L);
      assertThat(pool.outstanding()).isEqualTo(3);
      scheduler.run(0);
      closing.get();
      assertThat(pool.outstanding()).isZero();
      assertThat(file.size()).isEqualTo(BLOCK + 10);
    }
  }

  @Test
  void aBlockIsNotFilledWhileAFlushWritesIt() throws Exception {
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(2));
    writer.write(bytes, 0, 10);
    Background<Void> flush = Background.run(writer::flush).untilWaiting();
    Background<Void> write = Background.run(() -> writer.write(bytes, 10, 10)).untilWaiting();
    scheduler.run(0);
    flush.get();
    write.get();
    scheduler.holdNoMore();
    writer.finish();
    assertThat(file.size()).isEqualTo(20);
    writer.close();
  }

  @Test
  void aThreadThatCompletesIoIsRefusedTheWaitForAnotherThread() throws Exception {
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(2));
    writer.write(bytes, 0, 10);
    Background<Void> flush = Background.run(writer::flush).untilWaiting();
    FutureTask<Long> position = new FutureTask<>(writer::position);
    Thread completes =
        new CompletionThread("dio-test-completes") {
          @Override
          public void run() {
            position.run();
          }
        };
    completes.start();
    completes.join();
    assertThat(position.exceptionNow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SequentialWriter.position()");
    scheduler.run(0);
    flush.get();
    scheduler.holdNoMore();
    writer.close();
  }

  @Test
  void anInterruptEndsNothing() throws Exception {
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(1));
    Background<Boolean> writing =
        Background.call(
                () -> {
                  Thread.currentThread().interrupt();
                  writer.write(bytes, 0, BLOCK + 1);
                  return Thread.interrupted();
                })
            .untilWaiting();
    scheduler.run(0);
    assertThat(writing.get()).isTrue();
    scheduler.holdNoMore();
    writer.close();
    assertThat(file.size()).isEqualTo(BLOCK + 1);
  }

  @Test
  void afterTheEndNothingIsTaken() throws Exception {
    scheduler.holdNoMore();
    SequentialWriter writer = SequentialWriter.of(scheduler, file, depth(2));
    writer.write(1);
    writer.finish();
    writer.finish();
    writer.flush();
    assertThatThrownBy(() -> writer.write(1)).hasMessageContaining("is finished");
    assertThat(writer.isOpen()).isTrue();
    writer.close();
    writer.close();
    assertThat(writer.isOpen()).isFalse();
    assertThatThrownBy(() -> writer.write(1)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(0)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(writer::finish).isInstanceOf(ClosedChannelException.class);
    assertThat(writer.toString()).contains("position=1", "finished", "closed");
  }

  @Test
  void finishingSyncsTheFileAndItsDirectoryIfAsked() throws Exception {
    scheduler.holdNoMore();
    for (boolean directory : new boolean[] {true, false}) {
      long before = scheduler.stats().syncs();
      long operations = scheduler.stats().operations();
      try (SequentialWriter writer =
          SequentialWriter.of(scheduler, file, depth(2).withDirectorySync(directory))) {
        writer.write(1);
        writer.finish();
      }
      assertThat(scheduler.stats().syncs() - before).isEqualTo(1);
      assertThat(scheduler.stats().operations() - operations).isEqualTo(directory ? 4 : 3);
    }
  }

  @Test
  void aClosedSchedulerIsReportedByCloseAndTheMemoryReturns() throws Exception {
    try (MmapPool pool = new MmapPool("given", BLOCK, 2)) {
      IoScheduler closed = IoScheduler.posix();
      SequentialWriter writer =
          SequentialWriter.of(closed, file, WriterOptions.defaults().withPool(pool));
      writer.write(1);
      closed.close();
      assertThatThrownBy(writer::close).isInstanceOf(IllegalStateException.class);
      assertThat(pool.outstanding()).isZero();
      writer.close();
    }
  }

  @Test
  void settingsThatCannotWorkAreRefused() throws Exception {
    WriterOptions options = WriterOptions.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> options.withBlockSize(100));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withDepth(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withStart(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withPreallocation(-1));
    assertThat(options.withStart(1).withPreallocation(2).withDirectorySync(false))
        .hasToString(
            "WriterOptions[blockSize=262144, depth=8, start=1, preallocation=2,"
                + " directorySync=false]");
    try (DioFile direct =
        DioFile.open(file.path(), StandardOpenOption.WRITE, DirectMode.PREFERRED)) {
      if (direct.alignment().offset() > 1) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> SequentialWriter.of(scheduler, direct, options.withStart(1)))
            .withMessageContaining("start 1 is not a multiple of");
      }
    }
  }
}
