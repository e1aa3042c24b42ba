// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.stream.ReaderOptions;
import io.dio.iosched.stream.SequentialReader;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.FaultyDisk;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A {@link SequentialReader} over this backend delivers the bytes of its file. */
interface StreamReaderClauses extends BackendContract {
  int BLOCK = 4096;

  /** Sizes around a sector and around one and several blocks. */
  static int[] sizes() {
    return new int[] {0, 1, 511, 512, 4095, 4096, 4097, 3 * 4096, 3 * 4096 + 7, 20 * 4096 + 513};
  }

  static ReaderOptions smallBlocks() {
    return ReaderOptions.defaults().withBlockSize(BLOCK).withDepth(3);
  }

  /** {@return a file with the bytes of a seed, opened for reading} */
  private DioFile fileOf(FileKind kind, byte[] bytes) throws IOException {
    Path path = newPath();
    Files.write(path, bytes);
    return open(path, kind.existingFile());
  }

  @ParameterizedTest
  @EnumSource
  default void everyByteOfAFileComesInOrder(FileKind kind) throws Exception {
    for (int size : sizes()) {
      byte[] bytes = Bytes.of(size, size);
      try (SequentialReader reader =
          SequentialReader.of(scheduler(), fileOf(kind, bytes), smallBlocks())) {
        assertThat(reader.readAllBytes()).as("size " + size).isEqualTo(bytes);
        assertThat(reader.read()).isEqualTo(-1);
        assertThat(reader.read(new byte[1], 0, 0)).isZero();
        assertThat(reader.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(reader.position()).isEqualTo(size);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aRangeBeginsAndEndsAtAnyByte(FileKind kind) throws Exception {
    byte[] bytes = Bytes.of(7, 5 * BLOCK + 100);
    DioFile file = fileOf(kind, bytes);
    int[] places = {0, 1, 511, BLOCK - 1, BLOCK, 3 * BLOCK + 5, 5 * BLOCK + 100, 6 * BLOCK};
    for (int from : places) {
      for (int to : places) {
        if (from <= to) {
          try (SequentialReader reader =
              SequentialReader.of(scheduler(), file, smallBlocks().withRange(from, to))) {
            int end = Math.min(to, bytes.length);
            assertThat(reader.readAllBytes())
                .as("from " + from + " to " + to)
                .isEqualTo(Arrays.copyOfRange(bytes, Math.min(from, end), end));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void randomReadsReturnWhatAFileInputStreamReturns(FileKind kind) throws Exception {
    long seed = Long.getLong("dio.test.seed", System.nanoTime());
    Dice dice = new Dice(seed);
    for (int round = 0; round < 10; round++) {
      byte[] bytes = Bytes.of(seed + round, dice.below(30 * BLOCK));
      DioFile file = fileOf(kind, bytes);
      ReaderOptions options =
          ReaderOptions.defaults()
              .withBlockSize(BLOCK * dice.between(1, 3))
              .withDepth(dice.between(1, 5));
      try (FileInputStream expected = new FileInputStream(file.path().toFile());
          SequentialReader reader = SequentialReader.of(scheduler(), file, options)) {
        ReadableByteChannel channel = Channels.newChannel(expected);
        for (int step = 0; step < 200; step++) {
          assertSameRead(dice, expected, channel, reader, "seed " + seed + ", step " + step);
        }
      }
    }
  }

  private static void assertSameRead(
      Dice dice,
      InputStream expected,
      ReadableByteChannel channel,
      SequentialReader reader,
      String step)
      throws IOException {
    int length = dice.oneOf(0, 1, 10, 511, 4096, 10_000);
    switch (dice.below(6)) {
      case 0 -> assertThat(reader.read()).as(step).isEqualTo(expected.read());
      case 1 -> {
        byte[] wanted = new byte[length + 2];
        byte[] got = new byte[length + 2];
        assertThat(reader.read(got, 1, length))
            .as(step)
            .isEqualTo(expected.read(wanted, 1, length));
        assertThat(got).as(step).isEqualTo(wanted);
      }
      case 2 -> {
        ByteBuffer wanted = ByteBuffer.allocate(length);
        ByteBuffer got =
            dice.oneIn(2) ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
        assertThat(reader.read(got)).as(step).isEqualTo(channel.read(wanted));
        assertThat(got.flip()).as(step).isEqualTo(wanted.flip());
      }
      case 3 -> {
        // FileInputStream skips behind the end, and a reader does not.
        int skip = Math.min(length, expected.available());
        assertThat(reader.skip(skip)).as(step).isEqualTo(skip);
        expected.skipNBytes(skip);
      }
      case 4 -> {
        byte[] got = new byte[length];
        long count = Math.max(0, reader.read(MemorySegment.ofArray(got)));
        assertThat(Arrays.copyOf(got, (int) count)).as(step).isEqualTo(expected.readNBytes(length));
      }
      default -> {
        if (dice.oneIn(20)) {
          ByteArrayOutputStream rest = new ByteArrayOutputStream();
          reader.transferTo(rest);
          assertThat(rest.toByteArray()).as(step).isEqualTo(expected.readAllBytes());
        }
        assertThat(reader.available()).as(step).isLessThanOrEqualTo(expected.available());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aFileThatGrowsIsContinuedBehindItsOldEnd(FileKind kind) throws Exception {
    Path path = newPath();
    Files.createFile(path);
    DioFile file = open(path, kind.existingFile());
    int piece = 1000;
    try (SequentialReader reader = SequentialReader.of(scheduler(), file, smallBlocks())) {
      for (int round = 0; round < 12; round++) {
        assertThat(reader.read()).isEqualTo(-1);
        byte[] more = Bytes.of(round, piece);
        Files.write(path, more, StandardOpenOption.APPEND);
        assertThat(reader.readNBytes(2 * piece)).as("round " + round).isEqualTo(more);
      }
    }
  }

  @Test
  default void aFileThatReportsNoSizeIsReadToItsEnd() throws Exception {
    Path path = Path.of("/proc/cpuinfo");
    DioFile file = open(path, StandardOpenOption.READ);
    assertThat(file.size()).isZero();
    try (SequentialReader reader = SequentialReader.of(scheduler(), file, smallBlocks())) {
      assertThat(reader.readAllBytes()).startsWith("processor".getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** The disk fails once, in the middle. */
  @Test
  default void bytesBeforeAnErrorAreDeliveredAndTheNextReadTriesAgain() throws Exception {
    try (FaultyDisk disk = FaultyDisk.create(1);
        DioFile file = DioFile.open(disk.path(), FileKind.DIRECT.existingFile())) {
      file.writeFully(memory(1 << 20, 8), 0);
      byte[] bytes = Bytes.of(8, 1 << 20);
      ReaderOptions options = smallBlocks().withDepth(1);
      try (SequentialReader reader = SequentialReader.of(scheduler(), file, options)) {
        assertThat(reader.readNBytes(BLOCK)).isEqualTo(Arrays.copyOf(bytes, BLOCK));
        disk.failWith(Errno.EIO);
        disk.failReads(1);
        assertThatThrownBy(() -> reader.readNBytes(BLOCK)).hasMessageContaining("EIO");
        assertThat(reader.position()).isEqualTo(BLOCK);
        assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, BLOCK, bytes.length));
      }
    }
  }

  @Test
  default void blocksComeFromThePoolThatIsGivenAndReturnToIt() throws Exception {
    byte[] bytes = Bytes.of(9, 10 * BLOCK + 3);
    DioFile file = fileOf(FileKind.DIRECT, bytes);
    try (MmapPool pool = new MmapPool("given", BLOCK, 4);
        SlabPool slab = new SlabPool("slab", BLOCK, 4)) {
      for (int depth : new int[] {1, 3, 100}) {
        ReaderOptions options = ReaderOptions.defaults().withDepth(depth);
        try (SequentialReader one = SequentialReader.of(scheduler(), file, options.withPool(pool));
            SequentialReader two = SequentialReader.of(scheduler(), file, options.withPool(slab))) {
          assertThat(one.read()).isEqualTo(bytes[0] & 0xff);
          assertThat(pool.outstanding()).isEqualTo(Math.min(depth, 4));
          assertThat(two.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(pool.outstanding()).isZero();
        assertThat(slab.outstanding()).isZero();
      }
    }
  }

  @Test
  default void aVirtualThreadReadsAndMayBeInterrupted() throws Exception {
    byte[] bytes = Bytes.of(10, 40 * BLOCK);
    DioFile file = fileOf(FileKind.DIRECT, bytes);
    byte[] read =
        ThreadKind.VIRTUAL.call(() -> {
          Thread.currentThread().interrupt();
          try (SequentialReader reader = SequentialReader.of(scheduler(), file, smallBlocks())) {
            byte[] all = reader.readAllBytes();
            assertThat(Thread.interrupted()).isTrue();
            return all;
          }
        });
    assertThat(read).isEqualTo(bytes);
  }
}
