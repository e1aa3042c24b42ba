// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSLockFactory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.RandomAccessInput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DioDirectoryTest {
  private static final int PAGE = 4096;
  private static final String NAME = "vectors";

  @TempDir private Path folder;
  private final ScriptedScheduler scheduler = new ScriptedScheduler();

  @AfterEach
  void closeScheduler() {
    scheduler.close();
  }

  private record Always(FileUse use) implements FilePolicy {
    @Override
    public FileUse reading(String name, IOContext context, long byteSize, boolean fresh) {
      return use;
    }

    @Override
    public boolean isWrittenDirectly(String name, IOContext context) {
      return true;
    }
  }

  private DioDirectory directory(FileUse use, long cacheByteSize) throws IOException {
    return new DioDirectory(
        folder, FSLockFactory.getDefault(), scheduler, new Always(use), cacheByteSize);
  }

  private byte[] randomFile(int byteSize) throws IOException {
    byte[] bytes = new byte[byteSize];
    new Random(byteSize).nextBytes(bytes);
    Files.write(folder.resolve(NAME), bytes);
    return bytes;
  }

  private static byte[] read(IndexInput input, long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    input.seek(position);
    input.readBytes(bytes, 0, length);
    return bytes;
  }

  private static byte[] range(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  // ---- prefetch ----

  @Test
  void thePrefetchesBeforeAReadAreOneBatchAndTheReadsFindThemInMemory() throws IOException {
    byte[] bytes = randomFile(100 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      for (int i = 0; i < 20; i++) {
        input.prefetch(i * 5L * PAGE + 100, 300);
      }
      assertThat(scheduler.batches()).isEmpty();
      for (int i = 0; i < 20; i++) {
        int position = i * 5 * PAGE + 100;
        assertThat(read(input, position, 300)).isEqualTo(range(bytes, position, 300));
      }
      assertThat(scheduler.batches()).hasSize(1);
      assertThat(scheduler.batches().getFirst()).hasSize(20);
      assertThat(scheduler.reads()).isZero();
      assertThat(directory.prefetchStats()).isEqualTo(new PrefetchStats(1, 20, 20, 0, 0, 0));
    }
  }

  @Test
  void aRangeOverNeighbouringBlocksIsOneReadAndKnownBlocksAreNotReadAgain() throws IOException {
    byte[] bytes = randomFile(20 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      input.prefetch(PAGE - 10, 2 * PAGE);
      input.prefetch(2 * PAGE, 1);
      assertThat(read(input, PAGE - 10, 2 * PAGE)).isEqualTo(range(bytes, PAGE - 10, 2 * PAGE));
      input.prefetch(PAGE, 2 * PAGE);
      read(input, 10 * PAGE, 1);
      List<Op> ops = scheduler.batches().getFirst();
      assertThat(scheduler.batches()).hasSize(1);
      assertThat(ops).hasSize(1);
      assertThat(ops.getFirst().byteSize()).isEqualTo(3 * PAGE);
      assertThat(ops.getFirst().fileOffset()).isZero();
    }
  }

  @Test
  void thePrefetchesOfSeveralFilesAreOneBatch() throws IOException {
    byte[] bytes = randomFile(10 * PAGE);
    Files.copy(folder.resolve(NAME), folder.resolve("other"));
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput first = directory.openInput(NAME, IOContext.DEFAULT);
        IndexInput second = directory.openInput("other", IOContext.DEFAULT)) {
      first.prefetch(PAGE, 10);
      second.prefetch(2 * PAGE, 10);
      first.prefetch(3 * PAGE, 10);
      assertThat(read(second, 2 * PAGE, 10)).isEqualTo(range(bytes, 2 * PAGE, 10));
      assertThat(read(first, 3 * PAGE, 10)).isEqualTo(range(bytes, 3 * PAGE, 10));
      assertThat(scheduler.batches()).hasSize(1);
      assertThat(scheduler.batches().getFirst()).hasSize(3);
    }
  }

  @Test
  void manyPrefetchesStartBeforeTheFirstRead() throws IOException {
    randomFile(1000 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      for (int i = 0; i < PrefetchCache.GATHERED_BLOCKS; i++) {
        input.prefetch(i * 3L * PAGE, 1);
      }
      assertThat(scheduler.batches()).hasSize(1);
      assertThat(scheduler.batches().getFirst()).hasSize(PrefetchCache.GATHERED_BLOCKS);
    }
  }

  @Test
  void aCloneReadsWhatAnotherInputOfTheFilePrefetched() throws IOException {
    byte[] bytes = randomFile(10 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      input.slice("slice", PAGE, 8 * PAGE).prefetch(PAGE, 10);
      assertThat(read(input.clone(), 2 * PAGE, 10)).isEqualTo(range(bytes, 2 * PAGE, 10));
      assertThat(scheduler.reads()).isZero();
    }
  }

  @Test
  void newBlocksEvictThoseThatWereUsedLeastRecently() throws IOException {
    byte[] bytes = randomFile(200 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 16 * PAGE);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 16; i++) {
          input.prefetch((round * 16L + i) * 3 * PAGE, 1);
        }
        for (int i = 0; i < 16; i++) {
          int position = (round * 16 + i) * 3 * PAGE;
          assertThat(read(input, position, PAGE)).isEqualTo(range(bytes, position, PAGE));
        }
        assertThat(directory.buffersInUse()).isLessThanOrEqualTo(16);
      }
      assertThat(directory.prefetchStats().evictions()).isEqualTo(3 * 16);
      assertThat(directory.prefetchStats().hits()).isEqualTo(4 * 16);
      assertThat(read(input, 3, 5)).isEqualTo(range(bytes, 3, 5)); // evicted long ago
      assertThat(scheduler.reads()).isEqualTo(1);
    }
  }

  @Test
  void prefetchesBeyondTheMemoryAreDroppedAndReadLater() throws IOException {
    byte[] bytes = randomFile(100 * PAGE);
    scheduler.hold(op -> true);
    try (DioDirectory directory = directory(FileUse.RANDOM, 4 * PAGE);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      for (int i = 0; i < PrefetchCache.GATHERED_BLOCKS; i++) {
        input.prefetch(i * (long) PAGE, 1);
      }
      assertThat(directory.prefetchStats().blocks()).isEqualTo(4);
      assertThat(directory.prefetchStats().dropped()).isEqualTo(PrefetchCache.GATHERED_BLOCKS - 4);
      scheduler.release();
      for (int i = 0; i < PrefetchCache.GATHERED_BLOCKS; i++) {
        assertThat(read(input, i * (long) PAGE, 10)).isEqualTo(range(bytes, i * PAGE, 10));
      }
    }
  }

  @Test
  void aPrefetchThatFailsIsReadAgainByTheReadThatNeedsIt() throws IOException {
    byte[] bytes = randomFile(10 * PAGE);
    scheduler.fail(op -> true);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      input.prefetch(PAGE, 100);
      assertThat(read(input, PAGE, 100)).isEqualTo(range(bytes, PAGE, 100));
      assertThat(directory.prefetchStats().failed()).isEqualTo(1);
      assertThat(directory.buffersInUse()).isZero();
    }
  }

  @Test
  void closingWaitsForThePrefetchesInFlightAndFreesTheirMemory() throws Exception {
    randomFile(200 * PAGE);
    scheduler.hold(op -> true);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      IndexInput input = directory.openInput(NAME, IOContext.DEFAULT);
      for (int i = 0; i < PrefetchCache.GATHERED_BLOCKS; i++) {
        input.prefetch(i * (long) PAGE, 1);
      }
      assertThat(directory.buffersInUse()).isEqualTo(PrefetchCache.GATHERED_BLOCKS);
      FutureTask<Void> closing =
          new FutureTask<>(() -> {
            input.close();
            return null;
          });
      Thread thread = Thread.ofPlatform().start(closing);
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertThat(closing.isDone()).isFalse();
      scheduler.release();
      closing.get();
      assertThat(directory.buffersInUse()).isZero();
      assertThat(OpenDescriptors.of(folder.resolve(NAME))).isEmpty();
    }
  }

  // ---- reads ----

  @ParameterizedTest
  @EnumSource(
      value = FileUse.class,
      names = {"RANDOM", "STREAM"})
  void randomReadsOfEveryKindAreRight(FileUse use) throws IOException {
    byte[] bytes = randomFile(700_001);
    ByteBuffer expected = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    try (DioDirectory directory = directory(use, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      RandomAccessInput absolute = input.randomAccessSlice(0, input.length());
      for (int i = 0; i < 2000; i++) {
        int count = random.nextInt(1, 3000);
        int position = random.nextInt(bytes.length - 8 * count);
        if (random.nextBoolean()) {
          input.prefetch(position, 4L * count);
        }
        if (random.nextInt(4) > 0) {
          input.seek(position);
        } else {
          position = (int) Math.min(input.getFilePointer(), bytes.length - 8L * count);
          input.seek(position);
        }
        switch (random.nextInt(8)) {
          case 0 -> {
            float[] floats = new float[count];
            input.readFloats(floats, 0, count);
            for (int k = 0; k < count; k++) {
              assertThat(Float.floatToRawIntBits(floats[k]))
                  .isEqualTo(expected.getInt(position + 4 * k));
            }
          }
          case 1 -> {
            long[] longs = new long[count];
            input.readLongs(longs, 0, count);
            for (int k = 0; k < count; k++) {
              assertThat(longs[k]).isEqualTo(expected.getLong(position + 8 * k));
            }
          }
          case 2 -> {
            int[] ints = new int[count];
            input.readInts(ints, 0, count);
            for (int k = 0; k < count; k++) {
              assertThat(ints[k]).isEqualTo(expected.getInt(position + 4 * k));
            }
          }
          case 3 -> assertThat(input.readLong()).isEqualTo(expected.getLong(position));
          case 4 -> assertThat(input.readShort()).isEqualTo(expected.getShort(position));
          case 5 -> assertThat(absolute.readInt(position)).isEqualTo(expected.getInt(position));
          case 6 -> assertThat(absolute.readByte(position)).isEqualTo(bytes[position]);
          default ->
              assertThat(read(input, position, count)).isEqualTo(range(bytes, position, count));
        }
      }
    }
  }

  @Test
  void aStreamReadsAheadInBatchesAndLeavesNoMemoryInUse() throws IOException {
    byte[] bytes = randomFile((5 << 20) + 17);
    try (DioDirectory directory = directory(FileUse.STREAM, 4 << 20)) {
      try (IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
        byte[] all = new byte[bytes.length];
        for (int done = 0; done < all.length; ) {
          int part = Math.min(1000, all.length - done);
          input.readBytes(all, done, part);
          done += part;
        }
        assertThat(all).isEqualTo(bytes);
        assertThat(directory.prefetchStats().hits()).isGreaterThan(30);
        assertThat(scheduler.reads()).isLessThan(10);
        assertThat(directory.buffersInUse()).isZero(); // what was read is given back at once
      }
    }
  }

  @Test
  void rangesOutsideOfAnInputAreRefused() throws IOException {
    randomFile(10 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      IndexInput slice = input.slice("part", 100, 200);
      assertThatThrownBy(() -> slice.slice("sub", 1, 200))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sub of 200 bytes at 1 is not within 200 bytes");
      assertThatThrownBy(() -> slice.slice("sub", Long.MAX_VALUE - 1, 10))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> slice.seek(201)).isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> slice.seek(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> slice.prefetch(150, 51)).isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> slice.prefetch(-1, 1)).isInstanceOf(EOFException.class);
      slice.seek(197);
      assertThatThrownBy(slice::readInt).isInstanceOf(EOFException.class);
      slice.seek(190);
      assertThatThrownBy(() -> slice.readFloats(new float[3], 0, 3))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("12 bytes past the end, 10 are left");
    }
  }

  @Test
  void aDeviceThatFailsIsReportedWithTheFileAndTheRange() throws IOException {
    randomFile(10 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      scheduler.failReads();
      input.seek(2 * PAGE + 5);
      assertThatThrownBy(input::readInt)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "cannot read bytes 8192 to 12287 of " + folder.resolve(NAME), "EIO");
      assertThat(input.getFilePointer()).isEqualTo(2 * PAGE + 5);
      assertThat(directory.buffersInUse()).isZero();
    }
  }

  @Test
  void aFileThatBecameShorterIsReportedWithTheRange() throws IOException {
    byte[] bytes = randomFile(10 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
        IndexInput input = directory.openInput(NAME, IOContext.DEFAULT)) {
      Files.write(folder.resolve(NAME), range(bytes, 0, 5000));
      input.prefetch(4 * PAGE, 10);
      assertThatThrownBy(() -> read(input, 4 * PAGE, 10))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("while bytes 16384 to");
    }
  }

  @Test
  void clonesOfAClosedInputAreClosed() throws IOException {
    randomFile(10 * PAGE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      IndexInput input = directory.openInput(NAME, IOContext.DEFAULT);
      IndexInput clone = input.clone();
      input.close();
      input.close();
      assertThatExceptionOfType(AlreadyClosedException.class).isThrownBy(clone::readByte);
      assertThatExceptionOfType(AlreadyClosedException.class).isThrownBy(input::readByte);
      assertThatExceptionOfType(AlreadyClosedException.class).isThrownBy(input::clone);
      assertThatExceptionOfType(AlreadyClosedException.class)
          .isThrownBy(() -> clone.slice("slice", 0, 1));
      assertThatExceptionOfType(AlreadyClosedException.class)
          .isThrownBy(() -> clone.prefetch(0, 1));
    }
  }

  @Test
  void anInputOutlivesItsDirectory() throws IOException {
    byte[] bytes = randomFile(10 * PAGE);
    DioDirectory directory = directory(FileUse.RANDOM, 1 << 20);
    IndexInput input = directory.openInput(NAME, IOContext.DEFAULT);
    directory.close();
    directory.close();
    input.prefetch(PAGE, 10);
    assertThat(read(input, PAGE, 10)).isEqualTo(range(bytes, PAGE, 10));
    input.close();
    assertThat(directory.buffersInUse()).isZero();
    assertThatExceptionOfType(AlreadyClosedException.class)
        .isThrownBy(() -> directory.openInput(NAME, IOContext.DEFAULT));
  }

  // ---- writes ----

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 4095, 4096, 4097, 262_143, 262_144, 262_145, 1_048_576, 3_000_001, 20_000_000})
  void anOutputHasItsBytesLengthAndChecksum(int byteSize) throws IOException {
    byte[] bytes = new byte[byteSize];
    new Random(byteSize).nextBytes(bytes);
    CRC32 checksum = new CRC32();
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      try (IndexOutput output = directory.createOutput(NAME, IOContext.DEFAULT)) {
        for (int done = 0; done < byteSize; ) {
          assertThat(output.getFilePointer()).isEqualTo(done);
          int part = Math.min(70_000, byteSize - done);
          output.writeBytes(bytes, done, part);
          checksum.update(bytes, done, part);
          assertThat(output.getChecksum()).isEqualTo(checksum.getValue());
          done += part;
        }
      }
      assertThat(Files.readAllBytes(folder.resolve(NAME))).isEqualTo(bytes);
      assertThat(directory.buffersInUse()).isZero();
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> directory.createOutput(NAME, IOContext.DEFAULT));
    }
  }

  @Test
  void numbersThatCrossTheEndOfAChunkAreWritten() throws IOException {
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      ByteBuffer expected = ByteBuffer.allocate(600_000).order(ByteOrder.LITTLE_ENDIAN);
      Random random = new Random(7);
      try (IndexOutput output = directory.createOutput(NAME, IOContext.DEFAULT)) {
        while (expected.remaining() > 16) {
          long value = random.nextLong();
          switch (random.nextInt(4)) {
            case 0 -> {
              output.writeByte((byte) value);
              expected.put((byte) value);
            }
            case 1 -> {
              output.writeShort((short) value);
              expected.putShort((short) value);
            }
            case 2 -> {
              output.writeInt((int) value);
              expected.putInt((int) value);
            }
            default -> {
              output.writeLong(value);
              expected.putLong(value);
            }
          }
        }
      }
      assertThat(Files.readAllBytes(folder.resolve(NAME)))
          .isEqualTo(range(expected.array(), 0, expected.position()));
    }
  }

  @Test
  void aWriteThatFailsIsReportedWithTheFileAndTheRangeAndNothingLeaks() throws IOException {
    scheduler.fail(op -> op.verb() == Verb.WRITE && op.fileOffset() == 262_144);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      IndexOutput output = directory.createOutput(NAME, IOContext.DEFAULT);
      String what = "cannot write 262144 bytes at 262144 of " + folder.resolve(NAME);
      assertThatThrownBy(() -> output.writeBytes(new byte[4 << 20], 4 << 20))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(what, "EIO");
      assertThatThrownBy(() -> output.writeInt(1)).hasMessageContaining(what);
      assertThatThrownBy(output::close).hasMessageContaining(what);
      output.close();
      assertThat(directory.buffersInUse()).isZero();
      assertThat(OpenDescriptors.of(folder.resolve(NAME))).isEmpty();
      assertThatExceptionOfType(AlreadyClosedException.class)
          .isThrownBy(() -> output.writeByte((byte) 0));
    }
  }

  @Test
  void aFailureOfTheLastWriteIsReportedByClose() throws IOException {
    scheduler.fail(op -> op.verb() == Verb.WRITE);
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      assertThatThrownBy(
              () -> {
                try (IndexOutput output = directory.createOutput(NAME, IOContext.DEFAULT)) {
                  output.writeLong(1);
                }
              })
          .hasMessageContaining("cannot write 4096 bytes at 0 of");
      assertThat(directory.buffersInUse()).isZero();
    }
  }

  @Test
  void anOutputOfAClosedSchedulerFailsAndFreesItsMemory() throws IOException {
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      IndexOutput output = directory.createOutput(NAME, IOContext.DEFAULT);
      output.writeLong(1);
      scheduler.close();
      assertThatThrownBy(output::close)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot write");
      assertThat(directory.buffersInUse()).isZero();
    }
  }

  // ---- durability ----

  @Test
  void allNamesAreSyncedInOneBatch() throws IOException {
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      for (String name : List.of("a", "b", "c")) {
        directory.createOutput(name, IOContext.DEFAULT).close();
      }
      directory.sync(List.of("a", "b", "c"));
      assertThat(scheduler.batches()).hasSize(1);
      assertThat(scheduler.batches().getFirst())
          .hasSize(3)
          .allSatisfy(op -> assertThat(op.verb().isSync()).isTrue());
      directory.syncMetaData();
      assertThat(scheduler.single().getLast().verb()).isEqualTo(Verb.SYNC_DIRECTORY);
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> directory.sync(List.of("a", "missing")));
      assertThat(OpenDescriptors.of(folder.resolve("a"))).isEmpty();
    }
  }

  @Test
  void aFileIsFreshUntilItIsSyncedOrDeleted() throws IOException {
    Map<String, Boolean> asked = new ConcurrentHashMap<>();
    FilePolicy policy =
        new FilePolicy() {
          @Override
          public FileUse reading(String name, IOContext context, long byteSize, boolean fresh) {
            asked.put(name, fresh);
            return FileUse.RANDOM;
          }

          @Override
          public boolean isWrittenDirectly(String name, IOContext context) {
            return true;
          }
        };
    try (DioDirectory directory =
        new DioDirectory(folder, FSLockFactory.getDefault(), scheduler, policy, 1 << 20)) {
      directory.createOutput("a", IOContext.DEFAULT).close();
      directory.rename("a", "b");
      directory.openInput("b", IOContext.DEFAULT).close();
      assertThat(asked).containsEntry("b", true);
      directory.sync(List.of("b"));
      directory.openInput("b", IOContext.DEFAULT).close();
      assertThat(asked).containsEntry("b", false);
      directory.createOutput("c", IOContext.DEFAULT).close();
      directory.deleteFile("c");
      Files.createFile(folder.resolve("c"));
      directory.openInput("c", IOContext.DEFAULT).close();
      assertThat(asked).containsEntry("c", false);
    }
  }

  @Test
  void aFailedSyncNamesItsFileAndTheOthersAreAwaited() throws IOException {
    try (DioDirectory directory = directory(FileUse.RANDOM, 1 << 20)) {
      for (String name : List.of("a", "b", "c")) {
        directory.createOutput(name, IOContext.DEFAULT).close();
      }
      scheduler.fail(op -> op.file().orElseThrow().path().endsWith("b"));
      assertThatThrownBy(() -> directory.sync(List.of("a", "b", "c")))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("cannot sync " + folder.resolve("b"), "EIO");
      assertThat(OpenDescriptors.of(folder.resolve("c"))).isEmpty();
    }
  }

  // ---- an index ----

  @Test
  void anIndexIsWrittenMergedReadAndClean() throws IOException {
    HintPolicy policy = new HintPolicy(0, 0, 0);
    Random random = new Random(3);
    try (DioDirectory directory =
        new DioDirectory(folder, FSLockFactory.getDefault(), scheduler, policy, 1 << 20)) {
      IndexWriterConfig config = new IndexWriterConfig().setUseCompoundFile(false);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        for (int i = 0; i < 2000; i++) {
          float[] vector = new float[64];
          for (int k = 0; k < vector.length; k++) {
            vector[k] = random.nextFloat();
          }
          Document document = new Document();
          document.add(new StringField("id", "" + i % 100, Field.Store.YES));
          document.add(new KnnFloatVectorField("vector", vector));
          writer.addDocument(document);
          if (i % 500 == 0) {
            writer.commit();
          }
        }
        writer.forceMerge(1);
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        assertThat(reader.leaves()).hasSize(1);
        assertThat(new IndexSearcher(reader).count(new TermQuery(new Term("id", "17"))))
            .isEqualTo(20);
      }
      try (CheckIndex check = new CheckIndex(directory)) {
        assertThat(check.checkIndex().clean).isTrue();
      }
      assertThat(directory.buffersInUse()).isZero();
    }
    assertThat(scheduler.reads()).isPositive();
  }
}
