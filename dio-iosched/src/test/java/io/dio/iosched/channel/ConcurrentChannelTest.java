// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Background;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads over direct channels of one file, on each kind of file system. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentChannelTest {
  private static final OpenOption[] DIRECT = {READ, WRITE, CREATE, DirectMode.REQUIRED};
  private static final int THREADS = 16;
  private static final int WRITES = 60;

  private static void await(List<FutureTask<Void>> tasks) throws Exception {
    for (FutureTask<Void> task : tasks) {
      task.get();
    }
  }

  /** Starts the call on a platform thread or, if {@code number} is odd, on a virtual one. */
  private static FutureTask<Void> start(int number, Callable<Void> call) {
    FutureTask<Void> task = new FutureTask<>(call);
    (number % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(task);
    return task;
  }

  /** Each thread owns every 16th piece of 100 bytes. So each block has bytes of all threads. */
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void threadsThatWritePartsOfTheSameBlocksLoseNothing(Kind kind) throws Exception {
    int piece = 100;
    int pieces = THREADS * WRITES;
    try (LoopFileSystem files = LoopFileSystem.mount(kind)) {
      Path path = files.root().resolve("data");
      byte[] expected = new byte[piece * pieces];
      new Random(1).nextBytes(expected);
      try (FileChannel channel = DioChannels.open(path, DIRECT);
          FileChannel second = DioChannels.open(path, DIRECT)) {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          int thread = i;
          FileChannel mine = i % 3 == 0 ? second : channel;
          tasks.add(
              start(
                  i,
                  () -> {
                    for (int k = 0; k < WRITES; k++) {
                      int offset = piece * (k * THREADS + thread);
                      ByteBuffer bytes = ByteBuffer.wrap(expected, offset, piece);
                      assertThat(mine.write(bytes, offset)).isEqualTo(piece);
                    }
                    return null;
                  }));
        }
        await(tasks);
      }
      assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    }
  }

  /** Writers of whole blocks and of parts have different blocks in the same range. */
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void writersOfPartsAndOfWholeBlocksLoseNothing(Kind kind) throws Exception {
    int blocks = 32;
    try (LoopFileSystem files = LoopFileSystem.mount(kind)) {
      Path path = files.root().resolve("data");
      Files.write(path, new byte[blocks * 4096]);
      try (FileChannel channel = DioChannels.open(path, DIRECT)) {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          int thread = i;
          tasks.add(
              start(
                  i,
                  () -> {
                    ByteBuffer whole = ByteBuffer.allocateDirect(3 * 4096).alignedSlice(4096);
                    whole.limit(4096);
                    for (int k = 0; k < 200; k++) {
                      int block = 2 * ((k * 4 + thread) % (blocks / 2));
                      fill(whole, thread + 1);
                      channel.write(whole, block * 4096L);
                      // The end of this block and the begin of the next, at a place of this thread.
                      ByteBuffer part = ByteBuffer.allocate(64);
                      fill(part, 100 + thread);
                      channel.write(part, (block + 1) * 4096L + 512 + 64L * thread);
                    }
                    return null;
                  }));
        }
        await(tasks);
      }
      byte[] all = Files.readAllBytes(path);
      for (int block = 0; block < blocks; block += 2) {
        byte first = all[block * 4096];
        assertThat(first).isBetween((byte) 1, (byte) 4);
        for (int i = 0; i < 4096; i++) {
          assertThat(all[block * 4096 + i]).isEqualTo(first);
        }
        int thread = first - 1;
        int at = (block + 1) * 4096 + 512 + 64 * thread;
        byte[] part = new byte[64];
        Arrays.fill(part, (byte) (100 + thread));
        assertThat(Arrays.copyOfRange(all, at, at + 64)).isEqualTo(part);
      }
    }
  }

  private static void fill(ByteBuffer buffer, int value) {
    buffer.rewind();
    while (buffer.hasRemaining()) {
      buffer.put((byte) value);
    }
    buffer.flip();
  }

  /** Padding, even for a moment, would be zeros, or a size beyond what was written. */
  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS", "TMPFS"})
  void noReaderEverSeesPaddingBehindTheEnd(Kind kind) throws Exception {
    int record = 777;
    int records = 400;
    try (LoopFileSystem files = LoopFileSystem.mount(kind)) {
      Path path = files.root().resolve("data");
      try (FileChannel channel = DioChannels.open(path, DIRECT);
          FileChannel jdk = FileChannel.open(path, READ)) {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong mostBytes = new AtomicLong();
        List<FutureTask<Void>> readers = new ArrayList<>();
        for (FileChannel each : List.of(channel, jdk)) {
          readers.add(start(0, () -> watch(each, each.equals(channel), mostBytes, done)));
        }
        try {
          byte[] bytes = new byte[record];
          for (int i = 0; i < records; i++) {
            Arrays.fill(bytes, (byte) (1 + i % 100));
            mostBytes.addAndGet(record);
            assertThat(channel.write(ByteBuffer.wrap(bytes))).isEqualTo(record);
          }
        } finally {
          done.set(true);
        }
        await(readers);
        assertThat(channel.size()).isEqualTo((long) record * records);
      }
    }
  }

  /**
   * Looks at the size and, if {@code reads}, at the last bytes. A buffered read may see the zeros
   * of an older page while a direct write is made.
   */
  private static Void watch(
      FileChannel channel, boolean reads, AtomicLong mostBytes, AtomicBoolean done)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(3000);
    while (!done.get()) {
      long size = channel.size();
      assertThat(size).isLessThanOrEqualTo(mostBytes.get());
      long from = Math.max(0, size - 1000);
      int count = reads ? channel.read(buffer.clear(), from) : 0;
      for (int i = 0; i < count; i++) {
        assertThat(buffer.get(i)).as("byte %d of %d behind %d", i, count, from).isNotZero();
      }
    }
    return null;
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "TMPFS"})
  void threadsThatAppendThroughSeveralChannelsLoseNothing(Kind kind) throws Exception {
    try (LoopFileSystem files = LoopFileSystem.mount(kind)) {
      for (OpenOption[] options :
          List.of(
              new OpenOption[] {APPEND, CREATE},
              new OpenOption[] {APPEND, CREATE, DirectMode.REQUIRED})) {
        Path path = files.root().resolve("log" + options.length);
        try (FileChannel first = DioChannels.open(path, options);
            FileChannel second = DioChannels.open(path, options)) {
          List<Background<Void>> threads = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            byte value = (byte) (1 + i);
            FileChannel mine = i % 2 == 0 ? first : second;
            threads.add(
                Background.run(() -> {
                  byte[] bytes = new byte[300];
                  Arrays.fill(bytes, value);
                  for (int k = 0; k < 50; k++) {
                    mine.write(ByteBuffer.wrap(bytes));
                  }
                }));
          }
          for (Background<Void> thread : threads) {
            thread.get();
          }
        }
        byte[] all = Files.readAllBytes(path);
        assertThat(all).hasSize(4 * 50 * 300);
        for (int i = 0; i < all.length; i++) {
          assertThat(all[i]).isEqualTo(all[i / 300 * 300]).isNotZero();
        }
      }
    }
  }
}
