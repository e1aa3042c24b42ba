// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.stream.SequentialReader;
import io.dio.iosched.stream.SequentialWriter;
import io.dio.iosched.stream.WriterOptions;
import io.dio.iosched.testing.CachedPages;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import io.dio.testing.fixtures.DiskFolders;
import io.dio.testing.fixtures.FaultyDisk;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A {@link SequentialWriter} over this backend leaves the bytes in its file. */
interface StreamWriterClauses extends BackendContract {
  int BLOCK = 4096;

  static WriterOptions smallBlocks() {
    return WriterOptions.defaults().withBlockSize(BLOCK).withDepth(3);
  }

  @ParameterizedTest
  @EnumSource
  default void aFileEndsAtTheByteThatWasWritten(FileKind kind) throws Exception {
    for (int size : StreamReaderClauses.sizes()) {
      byte[] bytes = Bytes.of(size, size);
      for (boolean finish : new boolean[] {true, false}) {
        DioFile file = newFile(kind);
        try (SequentialWriter writer = SequentialWriter.of(scheduler(), file, smallBlocks())) {
          writer.write(bytes);
          assertThat(writer.position()).isEqualTo(size);
          if (finish) {
            writer.finish();
            assertThat(file.path()).as("size " + size).hasBinaryContent(bytes);
          }
        }
        assertThat(file.path()).as("size " + size).hasBinaryContent(bytes);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void whatAnOverwrittenFileHadBehindTheEndIsGone(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    file.writeFully(memory(10 * BLOCK, 1), 0);
    byte[] bytes = Bytes.of(2, BLOCK + 5);
    try (SequentialWriter writer =
        SequentialWriter.of(scheduler(), file, smallBlocks().withStart(2 * BLOCK))) {
      writer.write(bytes);
      writer.finish();
    }
    byte[] all = Files.readAllBytes(file.path());
    assertThat(all).hasSize(3 * BLOCK + 5);
    assertThat(Arrays.copyOf(all, 2 * BLOCK))
        .isEqualTo(Arrays.copyOf(Bytes.of(1, 10 * BLOCK), 2 * BLOCK));
    assertThat(Arrays.copyOfRange(all, 2 * BLOCK, all.length)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource
  default void randomWritesLeaveWhatAFileOutputStreamLeaves(FileKind kind) throws Exception {
    long seed = Long.getLong("dio.test.seed", System.nanoTime());
    Dice dice = new Dice(seed);
    for (int round = 0; round < 10; round++) {
      DioFile file = newFile(kind);
      Path expected = newPath();
      WriterOptions options =
          WriterOptions.defaults()
              .withBlockSize(BLOCK * dice.between(1, 3))
              .withDepth(dice.between(1, 5))
              .withPreallocation(dice.below(40 * BLOCK))
              .withDirectorySync(dice.oneIn(2));
      try (OutputStream wanted = Files.newOutputStream(expected);
          SequentialWriter writer = SequentialWriter.of(scheduler(), file, options)) {
        for (int step = 0; step < 100; step++) {
          writeSame(dice, seed + step, wanted, writer);
        }
        if (dice.oneIn(2)) {
          writer.finish();
        }
      }
      assertThat(file.path()).as("seed " + seed).hasSameBinaryContentAs(expected);
    }
  }

  private static void writeSame(
      Dice dice, long seed, OutputStream expected, SequentialWriter writer) throws IOException {
    int length = dice.oneOf(0, 1, 10, 511, 4096, 10_000);
    byte[] bytes = Bytes.of(seed, length);
    switch (dice.below(6)) {
      case 0 -> {
        expected.write((int) seed);
        writer.write((int) seed);
      }
      case 1 -> {
        expected.write(bytes, length / 2, length - length / 2);
        writer.write(bytes, length / 2, length - length / 2);
      }
      case 2 -> {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        expected.write(bytes);
        assertThat(writer.write(buffer)).isEqualTo(length);
        assertThat(buffer.hasRemaining()).isFalse();
      }
      case 3 -> {
        expected.write(bytes);
        writer.write(ByteBuffer.allocateDirect(length).put(bytes).flip());
      }
      case 4 -> {
        expected.write(bytes);
        writer.write(MemorySegment.ofArray(bytes));
      }
      default -> writer.flush();
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aFlushWritesTheLastBytesToo(FileKind kind) throws Exception {
    DioFile file = newFile(kind);
    byte[] bytes = Bytes.of(3, 3 * BLOCK);
    try (SequentialWriter writer = SequentialWriter.of(scheduler(), file, smallBlocks())) {
      for (int at = 0; at < bytes.length; at += 1000) {
        writer.write(bytes, at, Math.min(1000, bytes.length - at));
        writer.flush();
        int written = (int) writer.position();
        assertThat(Arrays.copyOf(Files.readAllBytes(file.path()), written))
            .isEqualTo(Arrays.copyOf(bytes, written));
      }
      writer.finish();
    }
    assertThat(file.path()).hasBinaryContent(bytes);
  }

  @Test
  default void preallocatedStorageThatIsNotNeededIsReleased() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    WriterOptions options = smallBlocks().withPreallocation(1 << 20);
    try (SequentialWriter writer = SequentialWriter.of(scheduler(), file, options)) {
      Skip.unless(writer.isPreallocated(), "needs a file system that can reserve storage");
      assertThat(file.allocatedBytes()).isGreaterThanOrEqualTo(1 << 20);
      writer.write(Bytes.of(4, 5000));
      writer.finish();
      assertThat(file.size()).isEqualTo(5000);
      assertThat(file.allocatedBytes()).isLessThan(1 << 17);
    }
    assertThat(file.path()).hasBinaryContent(Bytes.of(4, 5000));
  }

  /** The page cache keeps nothing, also not the page in which an odd size was cut off. */
  @Test
  default void directStreamsLeaveNoPageInThePageCache() throws Exception {
    Skip.unless(DiskFolders.isOnDisk(directory()), "needs a file system on a disk");
    int size = (64 << 20) + 4097;
    DioFile source = newFile(FileKind.DIRECT);
    try (SequentialWriter writer = SequentialWriter.of(scheduler(), source)) {
      MemorySegment bytes = memory(size, 5);
      writer.write(bytes);
      writer.finish();
    }
    assertThat(CachedPages.of(source.path())).isZero();
    DioFile target = newFile(FileKind.DIRECT);
    try (SequentialReader reader = SequentialReader.of(scheduler(), source);
        SequentialWriter writer = SequentialWriter.of(scheduler(), target)) {
      assertThat(reader.transferTo(writer)).isEqualTo(size);
      writer.finish();
    }
    assertThat(CachedPages.of(source.path())).isZero();
    assertThat(CachedPages.of(target.path())).isZero();
    assertThat(target.path()).hasSameBinaryContentAs(source.path());
  }

  /** Also its size and its name. */
  @Test
  default void aFinishedFileSurvivesAPowerFailure() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(64)) {
      Path folder = disk.mountNewExt4();
      byte[] bytes = Bytes.of(6, 100_001);
      try (DioFile file = DioFile.open(folder.resolve("new"), FileKind.DIRECT.newFile());
          SequentialWriter writer =
              SequentialWriter.of(scheduler(), file, smallBlocks().withPreallocation(1 << 20))) {
        writer.write(bytes);
        writer.finish();
      }
      assertThat(disk.losePowerAndMountAgain().resolve("new")).hasBinaryContent(bytes);
    }
  }

  @Test
  default void aFullDiskIsReportedAndTheWriterHasFailed() throws Exception {
    try (LoopFileSystem small =
            LoopFileSystem.mount(LoopFileSystem.Kind.TMPFS, 512, 16 * BLOCK, directory());
        DioFile file = DioFile.open(small.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      SequentialWriter writer = SequentialWriter.of(scheduler(), file, smallBlocks());
      assertThatThrownBy(
              () -> {
                writer.write(Bytes.of(7, 30 * BLOCK));
                writer.flush();
              })
          .isInstanceOfAny(ErrnoException.class, ShortTransferException.class);
      assertThatThrownBy(() -> writer.write(1)).hasMessageContaining("has failed before");
      assertThatThrownBy(writer::flush).hasMessageContaining("has failed before");
      assertThatThrownBy(writer::finish).hasMessageContaining("has failed before");
      closeAfterFailure(writer);
    }
  }

  /** Blocks that were in flight when the first failure was reported may have failed as well. */
  private static void closeAfterFailure(SequentialWriter writer) {
    try {
      writer.close();
    } catch (IOException late) {
      assertThat(late).isInstanceOfAny(ErrnoException.class, ShortTransferException.class);
    }
    assertThat(writer.isOpen()).isFalse();
  }

  @Test
  default void storageThatCannotBeReservedIsReportedAtOnce() throws Exception {
    try (LoopFileSystem small =
            LoopFileSystem.mount(LoopFileSystem.Kind.TMPFS, 512, 16 * BLOCK, directory());
        MmapPool pool = new MmapPool("given", BLOCK, 2);
        DioFile file = DioFile.open(small.root().resolve("file"), FileKind.BUFFERED.newFile())) {
      WriterOptions options = WriterOptions.defaults().withPool(pool).withPreallocation(1 << 20);
      assertThatThrownBy(() -> SequentialWriter.of(scheduler(), file, options))
          .hasMessageContaining("ENOSPC");
      assertThat(pool.outstanding()).isZero();
      assertThat(file.size()).isZero();
    }
  }

  /** A direct write fails at once; a buffered one is lost, and the sync of the end reports it. */
  @ParameterizedTest
  @EnumSource
  default void aLostWriteIsReportedBeforeTheStreamIsFinished(FileKind kind) throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(64)) {
      Path folder = disk.mountNewExt4();
      byte[] bytes = new byte[20 * BLOCK];
      byte[] magic = FaultyDisk.MAGIC.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(magic, 0, bytes, 7 * BLOCK, magic.length);
      DioFile file = DioFile.open(folder.resolve("new"), kind.newFile());
      SequentialWriter writer = SequentialWriter.of(scheduler(), file, smallBlocks());
      disk.failWith(Errno.EIO);
      disk.failDataWrites(1);
      assertThatThrownBy(
              () -> {
                writer.write(bytes);
                writer.finish();
              })
          .hasMessageContaining("EIO");
      assertThatThrownBy(writer::finish).hasMessageContaining("EIO");
      closeAfterFailure(writer);
      if (kind == FileKind.BUFFERED) {
        assertThatThrownBy(file::close).hasMessageContaining("EIO"); // poisoned
      } else {
        file.close();
      }
    }
  }

  @Test
  default void aSyncThatFailsFailsTheEndForGood() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    FailingSyncs failing = new FailingSyncs(scheduler());
    try (SequentialWriter writer = SequentialWriter.of(failing, file, smallBlocks())) {
      writer.write(1);
      failing.failNextSync();
      assertThatThrownBy(writer::finish).hasMessageContaining("EIO");
      assertThatThrownBy(writer::finish).hasMessageContaining("has failed before");
    }
    assertThatThrownBy(file::close).hasMessageContaining("EIO");
  }

  @Test
  default void aVirtualThreadWritesAndMayBeInterrupted() throws Exception {
    byte[] bytes = Bytes.of(10, 40 * BLOCK + 1);
    DioFile file = newFile(FileKind.DIRECT);
    ThreadKind.VIRTUAL.call(() -> {
      Thread.currentThread().interrupt();
      try (SequentialWriter writer = SequentialWriter.of(scheduler(), file, smallBlocks())) {
        writer.write(bytes);
        writer.finish();
        return assertThat(Thread.interrupted()).isTrue();
      }
    });
    assertThat(file.path()).hasBinaryContent(bytes);
  }
}
