// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Background;
import io.dio.iosched.IoScheduler;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a reader submits, waits, frees and fails. The test completes its reads. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SequentialReaderTest {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 10;

  @TempDir private Path folder;
  private final HeldScheduler scheduler = new HeldScheduler();
  private final byte[] bytes = new byte[BLOCKS * BLOCK + 100];
  private DioFile file;

  @BeforeEach
  void writeTheFile() throws IOException {
    new SplittableRandom(1).nextBytes(bytes);
    Path path = folder.resolve("file");
    Files.write(path, bytes);
    file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @AfterEach
  void closeTheFile() throws IOException {
    file.close();
    scheduler.close();
  }

  private static ReaderOptions depth(int depth) {
    return ReaderOptions.defaults().withBlockSize(BLOCK).withDepth(depth);
  }

  private byte[] part(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  @Test
  void aThreadThatCompletesIoIsRefusedTheWaitForAnotherThread() throws Exception {
    SequentialReader reader = SequentialReader.of(scheduler, file, depth(1));
    Background<Integer> read = Background.call(reader::read).untilWaiting();
    FutureTask<Long> position = new FutureTask<>(reader::position);
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
        .hasMessageContaining("SequentialReader.position()");
    scheduler.run(0);
    assertThat(read.get()).isEqualTo(bytes[0] & 0xff);
    scheduler.holdNoMore();
  }

  @Test
  void nothingIsReadBeforeTheFirstReadAndThenAsManyBlocksAsTheDepth() throws Exception {
    try (SequentialReader reader = SequentialReader.of(scheduler, file, depth(3))) {
      assertThat(scheduler.held()).isEmpty();
      Background<Integer> first = Background.call(reader::read).untilWaiting();
      assertThat(scheduler.offsets()).containsExactly(0L, 4096L, 8192L);
      scheduler.run(0);
      assertThat(first.get()).isEqualTo(bytes[0] & 0xff);
      // The block is in use, so nothing more can be read.
      assertThat(scheduler.offsets()).containsExactly(4096L, 8192L);
      assertThat(reader.available()).isEqualTo(BLOCK - 1);
      assertThat(reader.readNBytes(BLOCK - 1)).isEqualTo(part(1, BLOCK));
      // It is used up, so the next one is read at once.
      assertThat(scheduler.offsets()).containsExactly(4096L, 8192L, 12288L);
      Background<Integer> next = Background.call(reader::read).untilWaiting();
      assertThat(scheduler.held()).hasSize(3);
      scheduler.run(1);
      assertThat(next.untilWaiting()).as("the blocks come in order").isNotNull();
      scheduler.run(0);
      assertThat(next.get()).isEqualTo(bytes[BLOCK] & 0xff);
      scheduler.run(0);
    }
  }

  @Test
  void nothingIsReadAheadBehindTheFileOrTheRange() throws Exception {
    try (SequentialReader all = SequentialReader.of(scheduler, file, depth(100))) {
      Background<byte[]> whole = Background.call(all::readAllBytes).untilWaiting();
      assertThat(scheduler.held()).hasSize(BLOCKS + 1);
      for (int i = 0; i <= BLOCKS; i++) {
        scheduler.run(0);
      }
      assertThat(whole.get()).isEqualTo(bytes);
      assertThat(scheduler.held()).isEmpty();
    }
    ReaderOptions range = depth(100).withRange(5000, 9000);
    try (SequentialReader part = SequentialReader.of(scheduler, file, range)) {
      Background<byte[]> some = Background.call(part::readAllBytes).untilWaiting();
      assertThat(scheduler.held()).hasSize(1);
      assertThat(scheduler.held().getFirst().op().byteSize()).isEqualTo(4000);
      scheduler.run(0);
      assertThat(some.get()).isEqualTo(part(5000, 9000));
    }
  }

  @Test
  void closingWaitsForTheBlocksThatAreReadAheadAndKeepsTheirMemory() throws Exception {
    try (MmapPool pool = new MmapPool("given", BLOCK, 3)) {
      ReaderOptions options = ReaderOptions.defaults().withDepth(3).withPool(pool);
      SequentialReader reader = SequentialReader.of(scheduler, file, options);
      Background<Integer> first = Background.call(reader::read).untilWaiting();
      scheduler.run(0);
      first.get();
      Background<Void> closing = Background.run(reader::close).untilWaiting();
      assertThat(scheduler.held()).allMatch(held -> held.ticket().isCancelRequested());
      assertThat(pool.outstanding()).isEqualTo(3);
      scheduler.fail(1);
      assertThat(closing.untilWaiting()).isNotNull();
      assertThat(pool.outstanding()).isEqualTo(3);
      scheduler.run(0);
      closing.get();
      assertThat(pool.outstanding()).isZero();
      reader.close();
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void closingWaitsForAReadOfAnotherThread() throws Exception {
    SequentialReader reader = SequentialReader.of(scheduler, file, depth(1));
    Background<Integer> reading = Background.call(reader::read).untilWaiting();
    Background<Void> closing = Background.run(reader::close).untilWaiting();
    scheduler.run(0);
    assertThat(reading.get()).isEqualTo(bytes[0] & 0xff);
    closing.get();
  }

  @Test
  void aClosedReaderRefusesToRead() throws Exception {
    SequentialReader reader = SequentialReader.of(scheduler, file, depth(1));
    assertThat(reader.isOpen()).isTrue();
    reader.close();
    reader.close();
    assertThat(reader.isOpen()).isFalse();
    assertThatThrownBy(reader::read).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> reader.read(new byte[0])).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> reader.skip(1)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(reader::available).isInstanceOf(ClosedChannelException.class);
    assertThat(reader.toString()).contains("file", "closed");
  }

  @Test
  void anErrorOfALaterBlockComesAfterTheBytesBeforeItAndOnce() throws Exception {
    try (SequentialReader reader = SequentialReader.of(scheduler, file, depth(3))) {
      byte[] target = new byte[3 * BLOCK];
      Background<Integer> read = Background.call(() -> reader.read(target)).untilWaiting();
      scheduler.fail(1);
      scheduler.run(1);
      scheduler.holdNoMore();
      scheduler.run(0);
      assertThat(read.get()).isEqualTo(BLOCK);
      assertThat(Arrays.copyOf(target, BLOCK)).isEqualTo(part(0, BLOCK));
      assertThatThrownBy(reader::read).hasMessageContaining("EIO");
      assertThat(reader.position()).isEqualTo(BLOCK);
      assertThat(reader.readAllBytes()).isEqualTo(part(BLOCK, bytes.length));
    }
  }

  /** A count alone would look like the end of the file. */
  @Test
  void aTransferThrowsAnErrorThatFollowsBytes() throws Exception {
    HeldScheduler real = new HeldScheduler();
    real.holdNoMore();
    Path copy = folder.resolve("copy");
    try (real;
        DioFile target =
            DioFile.open(copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      SequentialReader reader = SequentialReader.of(scheduler, file, depth(3));
      try (SequentialWriter writer = SequentialWriter.of(real, target)) {
        Background<Long> moving = Background.call(() -> reader.transferTo(writer)).untilWaiting();
        scheduler.fail(1);
        scheduler.run(1);
        scheduler.holdNoMore();
        scheduler.run(0);
        assertThatThrownBy(moving::get).hasMessageContaining("EIO");
        assertThat(writer.position()).isEqualTo(BLOCK);
        assertThat(reader.transferTo(writer, BLOCK)).isEqualTo(BLOCK);
        assertThat(reader.transferTo(writer)).isEqualTo(bytes.length - 2 * BLOCK);
        assertThat(reader.transferTo(writer)).isZero();
      }
      reader.close();
      assertThat(copy).hasBinaryContent(bytes);
      try (SequentialReader again = SequentialReader.of(scheduler, file, depth(2))) {
        ByteArrayOutputStream other = new ByteArrayOutputStream();
        assertThat(again.transferTo(other)).isEqualTo(bytes.length);
        assertThat(other.toByteArray()).isEqualTo(bytes);
      }
    }
  }

  /** The reader is closed first, when the writer still has blocks that were the reader's. */
  @Test
  void wholeBlocksChangeHandsAndAllMemoryReturns() throws Exception {
    scheduler.holdNoMore();
    try (MmapPool pool = new MmapPool("given", BLOCK, 5)) {
      for (boolean shared : new boolean[] {true, false}) {
        Path copy = folder.resolve("copy" + shared);
        WriterOptions options = WriterOptions.defaults().withBlockSize(BLOCK).withDepth(3);
        try (DioFile target =
                DioFile.open(copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            SequentialWriter writer =
                SequentialWriter.of(scheduler, target, shared ? options.withPool(pool) : options)) {
          ReaderOptions reading = depth(2);
          SequentialReader reader =
              SequentialReader.of(scheduler, file, shared ? reading.withPool(pool) : reading);
          assertThat(reader.transferTo(writer, 3 * BLOCK)).isEqualTo(3 * BLOCK);
          assertThat(reader.transferTo(writer, 10)).isEqualTo(10); // from here on copies
          assertThat(reader.transferTo(writer)).isEqualTo(bytes.length - 3 * BLOCK - 10);
          reader.close();
          assertThat(pool.outstanding()).isEqualTo(shared ? 3 : 0);
          writer.finish();
        }
        assertThat(pool.outstanding()).isZero();
        assertThat(copy).hasBinaryContent(bytes);
      }
    }
  }

  /** The second block was read when the file was longer than when the first one was read. */
  @Test
  void bytesBehindAnOldEndAreNotTakenForTheNextOnes() throws Exception {
    file.truncate(2 * BLOCK);
    try (SequentialReader reader = SequentialReader.of(scheduler, file, depth(2))) {
      Background<byte[]> reading = Background.call(reader::readAllBytes).untilWaiting();
      file.truncate(100);
      scheduler.run(0);
      file.truncate(0);
      file.writeFully(offHeap(bytes), 0);
      scheduler.run(0);
      assertThat(reading.get()).isEqualTo(part(0, 100));
      scheduler.holdNoMore();
      assertThat(reader.readAllBytes()).isEqualTo(part(100, bytes.length));
    }
  }

  private static MemorySegment offHeap(byte[] bytes) {
    MemorySegment copy = Arena.ofAuto().allocate(bytes.length);
    return copy.copyFrom(MemorySegment.ofArray(bytes));
  }

  @Test
  void aSkipInsideTheBlocksThatAreAheadReadsNothingTwice() throws Exception {
    try (SequentialReader reader = SequentialReader.of(scheduler, file, depth(4))) {
      Background<Integer> first = Background.call(reader::read).untilWaiting();
      for (int i = 0; i < 4; i++) {
        scheduler.run(0);
      }
      first.get();
      assertThat(reader.skip(3 * BLOCK)).isEqualTo(3 * BLOCK);
      assertThat(reader.read()).isEqualTo(bytes[3 * BLOCK + 1] & 0xff);
      // Three blocks are free again, and one is in use.
      assertThat(scheduler.offsets()).doesNotContain(0L, 4096L, 8192L, 12288L).isNotEmpty();
      scheduler.holdNoMore();
      while (!scheduler.held().isEmpty()) {
        scheduler.run(0);
      }
      assertThat(reader.skip(Long.MAX_VALUE)).isEqualTo(bytes.length - 3 * BLOCK - 2);
      assertThat(reader.skip(-1)).isZero();
      assertThat(reader.read()).isEqualTo(-1);
    }
  }

  @Test
  void aSkipBeyondTheBlocksThatAreAheadDropsThem() throws Exception {
    try (SequentialReader reader = SequentialReader.of(scheduler, file, depth(2))) {
      Background<Integer> first = Background.call(reader::read).untilWaiting();
      scheduler.run(0);
      first.get();
      Background<Long> skip = Background.call(() -> reader.skip(5 * BLOCK)).untilWaiting();
      scheduler.run(0);
      assertThat(skip.get()).isEqualTo(5 * BLOCK);
      scheduler.holdNoMore();
      assertThat(reader.readAllBytes()).isEqualTo(part(5 * BLOCK + 1, bytes.length));
    }
  }

  @Test
  void waitingForAPoolCanBeInterrupted() throws Exception {
    try (MmapPool pool = new MmapPool("given", BLOCK, 1);
        MmapBuffer taken = pool.acquire()) {
      ReaderOptions options = ReaderOptions.defaults().withPool(pool);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> SequentialReader.of(scheduler, file, options))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessageContaining("given");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(taken.tryRetain()).isTrue();
      taken.release();
    }
  }

  @Test
  void aSchedulerThatIsClosedRefusesAndTheMemoryReturns() throws Exception {
    try (MmapPool pool = new MmapPool("given", BLOCK, 2)) {
      IoScheduler closed = IoScheduler.posix();
      closed.close();
      ReaderOptions options = ReaderOptions.defaults().withPool(pool);
      try (SequentialReader reader = SequentialReader.of(closed, file, options)) {
        assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
      }
      assertThat(pool.outstanding()).isZero();
    }
  }

  @Test
  void readOnlyTargetsAreRefused() throws Exception {
    try (SequentialReader reader = SequentialReader.of(scheduler, file, depth(1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> reader.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> reader.read(MemorySegment.ofArray(new byte[1]).asReadOnly()));
      assertThatThrownBy(() -> reader.read(new byte[1], 1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    ReaderOptions options = ReaderOptions.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> options.withBlockSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withBlockSize(4097));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withDepth(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withDepth(1025));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withRange(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withRange(2, 1));
    try (MmapPool pool = new MmapPool("given", 8192, 1)) {
      ReaderOptions pooled = options.withPool(pool);
      assertThat(pooled.blockSize()).isEqualTo(8192);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> pooled.withBlockSize(4096))
          .withMessageContaining("given");
    }
    assertThat(options.withRange(1, 2).withDepth(3))
        .hasToString("ReaderOptions[blockSize=262144, depth=3, from=1, to=2]");
  }
}
